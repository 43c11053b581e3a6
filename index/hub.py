"""Models that the user names: folders on this machine, or names at the Hugging Face hub.

A name is asked for once: what is in the hub's cache is loaded from there, without the network.
"""

import logging
import re
from pathlib import Path

from index.errors import in_a_line

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_PARTS = ["*.json", "*.txt", "*.model", "*.safetensors"]  # of a model that torch runs
_OLDER = ["*.bin"]  # what weights were kept in before
_FOR_OTHERS = ["onnx/*", "openvino/*"]

_log = logging.getLogger(__name__)


def folder_of(name: str) -> Path:
    """The folder of the model `name`, downloaded where it is a name that the cache doesn't hold.

    Raises `FileNotFoundError`, whose message tells why there is none.
    """
    folder = Path(name)
    if folder.is_dir():
        return folder
    if not _NAME.fullmatch(name):
        raise FileNotFoundError("it is no folder, and no name at the Hugging Face hub, OWNER/NAME")
    found = _fetched(name, _PARTS)
    return found if any(found.rglob("*.safetensors")) else _fetched(name, _PARTS + _OLDER)


def _fetched(name: str, parts: list[str]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError, RepositoryNotFoundError
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()

    def snapshot(*, cached: bool) -> Path:
        return Path(
            snapshot_download(
                name, local_files_only=cached, allow_patterns=parts, ignore_patterns=_FOR_OTHERS
            )
        )

    try:
        return snapshot(cached=True)
    except LocalEntryNotFoundError:
        _log.warning("%s is downloaded from the Hugging Face hub; it may take minutes.", name)
    try:
        return snapshot(cached=False)
    except RepositoryNotFoundError as error:
        raise FileNotFoundError(
            "it is no folder, and the Hugging Face hub has no such model, or shows it to some only "
            "(HF_TOKEN)"
        ) from error
    except Exception as error:  # the library raises whatever its parts raise
        raise FileNotFoundError(
            "it is no folder, nor whole in the cache, and could not be downloaded from the "
            f"Hugging Face hub: {in_a_line(error.__cause__ or error)}"
        ) from error
