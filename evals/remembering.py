"""An embedding that remembers: edited corpora share nearly all their passages and questions."""

from collections.abc import Sequence

from index.embedding import Embedding


class RememberingEmbedding:
    """Gives what `inner` gives, and works each text out once. May read less: `token_limit`."""

    def __init__(
        self,
        inner: Embedding,
        vectors: dict[str, list[float]] | None = None,
        token_limit: int | None = None,
    ) -> None:
        self.fingerprint = inner.fingerprint
        self.token_limit = token_limit or inner.token_limit
        self._inner, self._vectors = inner, {} if vectors is None else vectors

    def reading(self, token_limit: int | None) -> "RememberingEmbedding":
        """The same memory, for passages of another length."""
        return RememberingEmbedding(self._inner, self._vectors, token_limit)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._inner.count_tokens(texts)

    def get_query_embedding(self, query: str) -> list[float]:
        key = f"query:{query}"
        if key not in self._vectors:
            self._vectors[key] = self._inner.get_query_embedding(query)
        return self._vectors[key]

    def get_text_embedding_batch(self, texts: list[str]) -> list[list[float]]:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            found = self._inner.get_text_embedding_batch(new)
            self._vectors.update(zip(new, found, strict=True))
        return [self._vectors[text] for text in texts]

    def closeness(self, question: str, texts: Sequence[str]) -> list[float]:
        return self._inner.closeness(question, texts)
