"""Collections in BEIR's format (Thakur et al. 2021): a folder with `corpus.jsonl`."""

import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evals.bench.rows import CouldNotMeasure
from index.model import Filters, Received

if TYPE_CHECKING:
    from service.service import Service

URI = "beir:"  # before a document's id, for a uri

_CORPUS, _QUERIES = "corpus.jsonl", "queries.jsonl"
_TITLE = 120  # characters of the first line, where there is no title
_URL = ("url", "link")
_OUTLET = ("outlet", "source", "publisher", "site")
_PUBLISHED = ("published", "date", "published_at", "publish_date", "timestamp")

Relevant = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question; where the folder tells, the day on which it was asked, and right answers."""

    id: str
    text: str
    asked: date | None = None
    answers: tuple[str, ...] = ()

    @property
    def filters(self) -> Filters:
        """Only what was published by the day on which it was asked."""
        return Filters(as_of=self.asked)


def is_beir(folder: Path) -> bool:
    """Whether a folder's `corpus.jsonl` has documents in it as BEIR writes them."""
    return '"_id"' in _first_line(folder / _CORPUS)


def has_answers(folder: Path) -> bool:
    """Whether a collection's queries come with right answers."""
    return '"answers"' in _first_line(folder / _QUERIES)


@asynccontextmanager
async def taken_in(folder: Path, keep: Path | None = None) -> AsyncIterator["Service"]:
    """The product with all its defaults over a collection.

    With `keep`, its data directory stays there, and the next time only what is new is indexed.
    Raises `CouldNotMeasure`.
    """
    from service.settings import Settings
    from service.wiring import build

    if not is_beir(folder):
        raise CouldNotMeasure(f"{folder} holds no {_CORPUS}.", "Name a folder in BEIR format.")
    with TemporaryDirectory(prefix="assay-bench-") as passing:
        settings = Settings.model_construct(data=(keep or Path(passing)) / folder.name)
        async with build(settings, "evals bench") as service:
            await service.ingest.add(corpus(folder))
            yield service


def corpus(folder: Path) -> Iterator[Received]:
    """The documents as articles. Raises `CouldNotMeasure`."""
    file = folder / _CORPUS
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield _article(json.loads(line))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CouldNotMeasure(
                    f"{file}, line {number}, is no document: {error!r}.",
                    "A line is {_id, title, text, metadata}.",
                ) from error


def relevant(folder: Path) -> Relevant:
    """For each judged query the grades of its documents. Raises `CouldNotMeasure`."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in _lines(folder / "qrels" / "test.tsv")[1:]:
        query, document, grade = line.split("\t")
        grades[query][document] = int(grade)
    return grades


def queries(folder: Path) -> list[Query]:
    """The queries that documents were judged for. Raises `CouldNotMeasure`."""
    judged = relevant(folder)
    asked = map(_query, map(json.loads, _lines(folder / _QUERIES)))
    return [query for query in asked if query.id in judged]


def _first_line(file: Path) -> str:
    if not file.is_file():
        return ""
    with file.open(encoding="utf-8") as lines:
        return lines.readline()


def _lines(file: Path) -> list[str]:
    if not file.is_file():
        raise CouldNotMeasure(f"There is no {file}.", "Name a folder in BEIR format.")
    return file.read_text(encoding="utf-8").splitlines()


def _query(fields: Mapping[str, Any]) -> Query:
    metadata = fields.get("metadata") or {}
    return Query(
        id=fields["_id"],
        text=fields["text"],
        asked=_day(metadata.get("asked")),
        answers=tuple(metadata.get("answers", ())),
    )


def _article(fields: Mapping[str, Any]) -> Received:
    text, metadata = fields["text"].strip(), fields.get("metadata") or {}
    published = _day(_first(metadata, _PUBLISHED))
    return Received(
        uri=f"{URI}{fields['_id']}",
        raw=text,
        title=fields.get("title") or text.partition("\n")[0][:_TITLE],
        outlet=_first(metadata, _OUTLET),
        published=published,
        published_how="given" if published else None,
        url=_first(metadata, _URL),
    )


def _first(metadata: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((str(metadata[name]) for name in names if metadata.get(name)), None)


def _day(written: str | None) -> date | None:
    """The day that a text begins with, year first; None where there is none."""
    found = re.match(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)", written or "")
    try:
        return date(*map(int, found.group(1, 3, 4))) if found else None
    except ValueError:
        return None
