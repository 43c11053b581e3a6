"""The models that come along, in `index/models/`: files that are checked before they are used.

A model has a manifest, `NAME.json`, which names its files with their sha256, where they come from,
under which licence, how they were made and what was measured of them. Models share the tokenizer
and the word embeddings, so both lie there once.
"""

import hashlib
import json
import lzma
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import ModelNotUsable, in_a_line

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODELS = Path(__file__).parent / "models"
WORDS, TOKENIZER = "words.npy", "tokenizer.json.xz"

_AGAIN = "Install Assay again, or do without: ASSAY_EMBEDDING=minilm and ASSAY_CHECKER=words."


class Manifest(BaseModel):
    """What is known of a model. Other and missing fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str
    files: Mapping[str, str]
    """The sha256 of each file."""
    token_limit: int
    """How many tokens of a text, or of two that are read as a pair, the model reads."""
    origin: str
    licence: str
    made: str
    measured: Mapping[str, float]

    @property
    def digest(self) -> str:
        """Tells these files from all others."""
        return hashlib.sha256("".join(sorted(self.files.values())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class WordVectors:
    """The word embeddings in four bits: pieces, blocks of a row, and the 18 bytes of a block."""

    packed: NDArray[np.uint8]

    def __getitem__(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The embeddings of ids, with one more axis, of the width."""
        return unpacked(self.packed[ids])


def unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The weights of packed blocks: the last two axes, blocks and bytes, become one.

    A block is a scale in fp16 and 16 bytes, of which byte `i` holds weight `i` in its low and
    weight `i + 16` in its high half. A weight is its four bits less 8, times the scale.
    """
    scale = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    weights = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    return (weights * scale).reshape(*blocks.shape[:-2], -1)


def read_manifest(name: str, folder: Path = MODELS) -> Manifest:
    """The manifest of a model, all of whose files are there and as it says.

    Raises `ModelNotUsable`.
    """
    file = folder / f"{name}.json"
    try:
        manifest = Manifest.model_validate_json(file.read_bytes())
    except OSError as error:
        raise ModelNotUsable(f"{file} can't be read: {error.strerror}.", _AGAIN) from error
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors()
        )
        raise ModelNotUsable(f"{file} is no manifest of a model: {wrong}.", _AGAIN) from error
    for part, digest in manifest.files.items():
        _check(folder / part, digest)
    return manifest


def read_words(folder: Path = MODELS) -> WordVectors:
    """The word embeddings. The file is mapped, so only what is used takes memory."""
    return WordVectors(np.load(folder / WORDS, mmap_mode="r"))


@cache
def read_tokenizer(folder: Path = MODELS) -> "Tokenizer":
    """The tokenizer, which cuts no text and is read once for all models of a folder."""
    from tokenizers import Tokenizer

    return Tokenizer.from_str(lzma.decompress((folder / TOKENIZER).read_bytes()).decode())


def read_pieces(folder: Path = MODELS) -> Iterator[str]:
    """The pieces that the tokenizer cuts texts into: the usual words whole, rare ones in parts."""
    data = json.loads(lzma.decompress((folder / TOKENIZER).read_bytes()))
    return (str(piece) for piece, _ in data["model"]["vocab"])


def open_graph(file: Path) -> "InferenceSession":
    """A graph ready to run, on the thread that runs it. Raises `ModelNotUsable`."""
    check_processor()
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises whatever its parts raise
        raise ModelNotUsable(
            f"onnxruntime can't open {file.name}: {in_a_line(error)}", _AGAIN
        ) from error


def _check(file: Path, digest: str) -> None:
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise ModelNotUsable(f"{file} can't be read: {error.strerror}.", _AGAIN) from error
    if found != digest:
        raise ModelNotUsable(
            f"{file} is damaged: its sha256 is {found[:12]}…, not {digest[:12]}….", _AGAIN
        )


def check_processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> None:
    """Refuse a processor that is known to lack AVX2: the models were never run on one."""
    if platform.machine().lower() not in {"x86_64", "amd64"} or not cpuinfo.is_file():
        return
    lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    flags = next((line for line in lines if line.startswith("flags")), "avx2")
    if "avx2" not in flags.split():
        raise ModelNotUsable(
            "This machine's processor has no AVX2, for which the packaged models are made.",
            "Set ASSAY_EMBEDDING=minilm, which runs on torch, and ASSAY_CHECKER=words.",
        )
