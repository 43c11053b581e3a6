"""Collections in BEIR's format (Thakur et al. 2021): a folder with `corpus.jsonl`."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evals.bench.rows import CouldNotMeasure
from index.model import Received

URI = "beir:"  # before a document's id, for a uri

_CORPUS = "corpus.jsonl"
_TITLE = 120  # characters of the first line, where there is no title
_URL = ("url", "link")
_OUTLET = ("outlet", "source", "publisher", "site")
_PUBLISHED = ("published", "date", "published_at", "publish_date", "timestamp")


def is_beir(folder: Path) -> bool:
    """Whether a folder's `corpus.jsonl` has documents in it as BEIR writes them."""
    file = folder / _CORPUS
    if not file.is_file():
        return False
    with file.open(encoding="utf-8") as lines:
        return '"_id"' in lines.readline()


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
    found = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", written or "")
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
