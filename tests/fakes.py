"""Plain functions that stand for the parts around the one under test."""

import hashlib
from collections.abc import Sequence
from typing import Any

from index.llamaindex import LlamaEmbedding
from index.model import Article, Hit, Passage
from index.repairing import repair
from index.words import terms
from service.answers import Answer, Question


class WordEmbedding(LlamaEmbedding):
    """Vectors from the hashes of a text's terms: quick, and texts that share words are near."""

    fingerprint: str = "words@1"
    token_limit: int = 120

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(terms(text)) + text.count("\n") for text in texts]

    def _get_query_embedding(self, query: str) -> list[float]:
        vector = [0.0] * 64
        for term in terms(query):
            vector[hashlib.sha256(term.encode()).digest()[0] % 64] += 1.0
        size = sum(x * x for x in vector) ** 0.5 or 1.0
        return [x / size for x in vector]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)


def article(raw: str, **more: Any) -> Article:
    """An indexed article with this text as received."""
    text, edits = repair(raw)
    about: dict[str, Any] = {
        "id": "a1", "version": 1, "uri": "test:a1", "title": "A title", "language": "en",
        "state": "indexed",
    }  # fmt: skip
    return Article(**{**about, **more}, raw=raw, text=text, edits=edits)


def hit(source: Article, number: int = 1, start: int = 0, end: int | None = None) -> Hit:
    """A passage of an article as a search finds it; by default all of it."""
    end = len(source.text) if end is None else end
    return Hit(
        id=f"{source.id}:{source.version}:{number}",
        article_id=source.id,
        version=source.version,
        title=source.title,
        outlet=source.outlet,
        author=source.author,
        published=source.published,
        url=source.url,
        language=source.language,
        start=start,
        end=end,
        text=source.text[start:end],
        number=number,
        score=1.0 / number,
        ranks={"dense": number, "lexical": number},
    )


def passage(id_: str, title: str = "A title", text: str = "", **more: Any) -> Passage:
    """A passage, alone; `id_` names its article if it is `article:version:ordinal`."""
    article_id, _, rest = id_.partition(":")
    about: dict[str, Any] = {
        "article_id": article_id, "version": int(rest.partition(":")[0] or 1), "language": "en",
        "start": 0, "end": len(text),
    }  # fmt: skip
    return Passage(**{**about, **more}, id=id_, title=title, text=text)


def weigh(term: str) -> float:
    """Every term weighs the same."""
    return 1.0 if term else 0.0


async def keep_nothing(question: Question, answer: Answer, draft: str) -> bool:
    """No answer is kept."""
    return False
