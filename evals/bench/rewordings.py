"""Rewordings: what sentences of the sample articles say, in other words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evals.articles import received
from evals.bench.rows import CouldNotMeasure
from index.model import Article, Hit, Received
from index.repairing import repair
from index.words import terms

REWORDINGS = Path(__file__).parents[1] / "rewordings.jsonl"
_ROOM = 160  # terms of a passage, about what MiniLM reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """What a sentence of a sample article says, in other words."""

    article: str
    source: str
    claim: str


def articles() -> dict[str, Article]:
    """The sample articles as the product takes them in, by name."""
    return {name: _article(name, one) for name, one in received().items()}


def passages(article: Article) -> list[Hit]:
    """The passages of an article, cut as the product cuts them."""
    from index.packing import pack

    spans = pack(article.text, lambda texts: [len(terms(text)) for text in texts], _ROOM)
    return [
        Hit(
            id=f"{article.id}:1:{place}", article_id=article.id, version=1, title=article.title,
            outlet=article.outlet, published=article.published, url=article.url,
            language=article.language, start=span.start, end=span.end,
            text=article.text[span.start : span.end], number=place + 1, score=1.0,
        )
        for place, (span, _) in enumerate(spans)
    ]  # fmt: skip


def rewordings(texts: dict[str, Article], file: Path = REWORDINGS) -> list[Rewording]:
    """The rewordings in a file. Raises `CouldNotMeasure` where a source is not in its article."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return list(_rewordings(lines, texts))


def _rewordings(lines: list[str], texts: dict[str, Article]) -> Iterator[Rewording]:
    for number, line in enumerate(lines, start=1):
        rewording = Rewording(**json.loads(line))
        article = texts.get(rewording.article)
        if article is None or rewording.source not in article.text:
            raise CouldNotMeasure(
                f"Rewording {number}: its source is not in {rewording.article}.",
                "Copy the sentence from the article as it reads once it is repaired.",
            )
        yield rewording


def _article(name: str, one: Received) -> Article:
    text, edits = repair(one.raw)
    return Article(
        id=name, version=1, uri=one.uri, title=one.title, outlet=one.outlet,
        published=one.published, url=one.url, language=one.language or "en", state="indexed",
        text=text, raw=one.raw, edits=edits,
    )  # fmt: skip
