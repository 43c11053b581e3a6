"""`bench quoting DIR…`: do the quoted sentences hold the answer that people gave?

Of answerable questions only; the answer's words must stand in the quotes, whatever their case,
punctuation and articles (SQuAD's normalisation). Questions that come with their passages are asked
over those; those of a collection in BEIR format over what the product finds in it.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evals.bench.beir import is_beir, queries, taken_in
from evals.bench.passages import items, sampled, try_all
from evals.bench.rows import CouldNotMeasure, Row, mean_row, prefix
from service.answers import Question

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_MARKS = re.compile(r"[^\w\s]|_")
_SIGN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What people answered, and the sentences that were quoted: none where it was refused."""

    answers: tuple[str, ...]
    sentences: tuple[str, ...]


def quoting(*paths: Path, limit: int | None = None, keep: Path | None = None) -> list[Row]:
    """Shares, for each folder, over all its answerable questions or a fixed sample of `limit`."""
    rows: list[Row] = []
    for path in paths:
        quoted = asyncio.run(_found(path, limit, keep)) if is_beir(path) else _given(path, limit)
        rows += as_rows(prefix(path.name, paths), quoted)
    return rows


def _given(folder: Path, limit: int | None) -> list[Quoted]:
    """Over the passages that come with each question."""
    asked = [item for item in items(folder, limit) if item.answers]
    return [
        Quoted(one.item.answers, tuple(quote.text for quote in one.quotes))
        for one in try_all(asked)
    ]


async def _found(folder: Path, limit: int | None, keep: Path | None) -> list[Quoted]:
    """Over what the product finds, as of the day on which a question was asked."""
    asked = [query for query in queries(folder) if query.answers]
    if not asked:
        raise CouldNotMeasure(f"The queries of {folder} hold no answers.", "Name another folder.")
    quoted: list[Quoted] = []
    async with taken_in(folder, keep) as service:
        for query in sampled(asked, limit):
            question = Question(text=query.text, filters=query.filters)
            answer = await service.pipeline.answer(question)
            quoted.append(Quoted(query.answers, tuple(claim.text for claim in answer.claims)))
    return quoted


def as_rows(name: str, quoted: Iterable[Quoted]) -> list[Row]:
    """How often the answer is quoted, a refusal counting as a miss; and how much is quoted."""
    results = [(_holds(one), len(one.sentences)) for one in quoted]
    answered = [(found, sentences) for found, sentences in results if sentences]
    figures = {
        "gold in quotes": ([float(found) for found, _ in results], "share"),
        "gold in quotes where answered": ([float(found) for found, _ in answered], "share"),
        "sentences": ([float(sentences) for _, sentences in answered], "sentences"),
    }
    return [
        mean_row(f"{name}{figure}", values, unit)
        for figure, (values, unit) in figures.items()
        if values
    ]


def _holds(quoted: Quoted) -> bool:
    shown = _normal(" ".join(quoted.sentences))
    return any(_normal(answer) in shown for answer in quoted.answers)


def _normal(text: str) -> str:
    """Words, or Chinese signs, between single spaces, so that only whole ones match."""
    bare = _ARTICLES.sub(" ", _MARKS.sub("", text.lower()))
    words = _SIGN.sub(r" \g<0> ", bare).split()
    return f" {' '.join(words)} "
