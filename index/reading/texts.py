"""Plain text and Markdown, with or without front matter."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from index.errors import ArticleRefused
from index.model import Received
from index.reading.source import Source, day, string, title_of


def read(source: Source) -> Iterator[Received]:
    """The one article of a text."""
    fields, body = _front_matter(source.text())
    published = day(fields.get("published") or fields.get("date"))
    yield Received(
        uri=source.uri,
        raw=body,
        title=string(fields, "title") or title_of(body) or source.stem,
        outlet=string(fields, "outlet"),
        author=_authors(fields.get("author")),
        published=published,
        published_how="front matter, certain" if published else None,
        url=string(fields, "url") or source.url,
        language=string(fields, "language"),
    )


def _authors(names: object) -> str | None:
    """One name or a list of them."""
    found = names if isinstance(names, list) else [names]
    return "; ".join(name for one in found if (name := string({"author": one}, "author"))) or None


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    match = re.match(r"\s*---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)", text, re.DOTALL)
    if not match:
        return {}, text
    try:
        fields = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ArticleRefused(f"its front matter is no valid YAML: {reason}") from error
    if not isinstance(fields, dict):
        return {}, text  # a rule between two lines, not front matter
    return fields, text[match.end() :]
