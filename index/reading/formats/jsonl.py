"""JSON: articles a line each, or as a list, or one alone, with the fields that people give them."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.errors import ArticleRefused
from index.model import Received
from index.reading.lenient import articles, named
from index.reading.source import Remark, Source, Unreadable

ENDINGS = (".jsonl", ".ndjson", ".json")
CONTENT_TYPES = {
    "application/json": ".json",
    "application/feed+json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
}

_MORE = re.compile(r"\S")


def read(source: Source) -> Iterator[Received | Unreadable | Remark]:
    """An article a line, or an object of a list. A bad one fails alone."""
    found = _objects(source.text())
    yield from articles(source, ((place, _fields(value)) for place, value in found))


def _fields(value: Any) -> Mapping[Any, Any] | ArticleRefused:
    if isinstance(value, Mapping):
        return value
    problem = "is no JSON object"
    if isinstance(value, ValueError | RecursionError):
        problem = f"is no valid JSON: {value}"
    return ArticleRefused(problem, 'Write {"title": "…", "text": "…"}.')


def _objects(text: str) -> Iterator[tuple[str, Any]]:
    """What each line or entry holds, by its place, counted from 1; errors as they were met."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        yield from _in_a_row(text) or _by_line(text)
        return
    for number, entry in enumerate(_entries(whole), start=1):
        yield f"entry {number}", entry


def _in_a_row(text: str) -> list[tuple[str, Any]]:
    """Objects one after another, of one line or several; none where they are anything else."""
    found: list[tuple[str, Any]] = []
    at, line = 0, 1
    try:
        while rest := _MORE.search(text, at):
            line, at = line + text.count("\n", at, rest.start()), rest.start()
            value, end = json.JSONDecoder().raw_decode(text, at)
            if not isinstance(value, Mapping):
                return []
            found.append((f"line {line}", value))
            line, at = line + text.count("\n", at, end), end
    except (ValueError, RecursionError):
        return []
    return found


def _by_line(text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield f"line {number}", json.loads(line)
            except (ValueError, RecursionError) as error:
                yield f"line {number}", error


def _entries(whole: Any) -> list[Any]:
    """A list, the first list of objects in an object or in one inside of it, or that object."""
    if isinstance(whole, list):
        return whole
    if isinstance(whole, Mapping) and not named(whole, "text"):
        inside = [one for one in whole.values() if isinstance(one, Mapping)]
        for value in (*whole.values(), *(value for one in inside for value in one.values())):
            if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
                return value
    return [whole]
