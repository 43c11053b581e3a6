"""What an embedding is. The one that comes along is `index.e5`."""

from collections.abc import Callable, Sequence
from typing import Protocol


class Embedding(Protocol):
    """Vectors of length 1. `index.llamaindex` makes a LlamaIndex embedding of it."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights."""

    @property
    def token_limit(self) -> int:
        """How many tokens a passage has at most."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has for this model."""

    def get_query_embedding(self, query: str) -> list[float]:
        """The vector of a question."""

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""

    def closeness(self, question: str, texts: Sequence[str]) -> list[float]:
        """How near each text is to a question: about 0 where they have nothing in common, or 1."""


class OtherwiseEmbedded:
    """An embedding whose passages get their vectors in another way, such as from a store."""

    def __init__(
        self, embedding: Embedding, embed: Callable[[list[str]], list[list[float]]]
    ) -> None:
        self.get_text_embedding_batch = embed
        self.fingerprint = embedding.fingerprint
        self.token_limit = embedding.token_limit
        self.count_tokens = embedding.count_tokens
        self.get_query_embedding = embedding.get_query_embedding
        self.closeness = embedding.closeness
