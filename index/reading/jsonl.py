"""JSON lines: one article a line, with title and text, and any of the other fields."""

import json
from collections.abc import Iterator

from index.errors import ArticleRefused
from index.model import Received
from index.reading.fields import from_fields
from index.reading.source import Source, Unreadable


def read(source: Source) -> Iterator[Received | Unreadable]:
    """An article a line. A bad line fails alone."""
    for number, line in enumerate(source.text().split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _from_json(line, f"{source.uri}#{number}")
        except ArticleRefused as error:
            yield Unreadable(f"{source.name}, line {number}", error.message, error.hint)


def _from_json(line: str, uri: str) -> Received:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleRefused(f"is no valid JSON: {error}") from error
    return from_fields(fields, uri)
