"""Embeddings as LlamaIndex has them: its pipeline asks them for the vectors of passages."""

import asyncio
from abc import abstractmethod
from collections.abc import Iterable, Sequence

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.embedding import Embedding

_AT_ONCE = 256  # passages that are handed over together; the embedding makes its own batches


class _Embedding(BaseEmbedding):
    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)


class LlamaEmbedding(_Embedding):
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


class PackagedEmbedding(_Embedding):
    """A plain embedding with LlamaIndex's face."""

    _inner: Embedding = PrivateAttr()

    def __init__(self, inner: Embedding) -> None:
        super().__init__(model_name=inner.fingerprint, embed_batch_size=_AT_ONCE)
        self._inner = inner

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._inner.get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._inner.get_text_embedding_batch(texts)


def as_llamaindex(embedding: Embedding | BaseEmbedding) -> BaseEmbedding:
    """The embedding itself where it is one of LlamaIndex's, or with its face."""
    return embedding if isinstance(embedding, BaseEmbedding) else PackagedEmbedding(embedding)


def cosines(one: Sequence[float], others: Iterable[Sequence[float]]) -> list[float]:
    """The cosine of a unit vector with each of some others."""
    return [sum(a * b for a, b in zip(one, other, strict=True)) for other in others]
