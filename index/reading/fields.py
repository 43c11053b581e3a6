"""An article as fields, from a line of JSON or over HTTP: one definition of what may go in."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from index.errors import ArticleRefused
from index.model import LANGUAGE, Received
from index.reading.source import MAX_BYTES, Unreadable, day, string, title_of

MAX_FIELD = 2_000  # characters, of everything but the text
FIELDS = frozenset({field.name for field in fields(Received)} - {"raw"} | {"text"})

_SHORT = FIELDS - {"text", "collections"}


def from_fields(given: object, uri: str) -> Received:
    """The article that these fields describe; `uri` names one that doesn't say its own.

    Raises `ArticleRefused`.
    """
    if not isinstance(given, Mapping):
        raise ArticleRefused("is no JSON object", 'Write {"title": "…", "text": "…"}.')
    if unknown := sorted(set(given) - FIELDS):
        raise ArticleRefused(
            f"has unknown fields: {', '.join(ascii(name[:50]) for name in unknown[:4])}",
            f"Known are {', '.join(sorted(FIELDS))}.",
        )
    text, short = _text(given), {name: _short(given, name) for name in _SHORT}
    if (code := short["language"]) and not LANGUAGE.fullmatch(code):
        raise ArticleRefused(
            f"has a language that is no code: {code[:100]!a}", "Write one like en, or leave it out."
        )
    published = day(short["published"])
    return Received(
        id=short["id"],
        uri=short["uri"] or short["url"] or (f"assay:{short['id']}" if short["id"] else uri),
        raw=text,
        title=short["title"] or title_of(text) or "Untitled",
        outlet=short["outlet"],
        author=short["author"],
        published=published,
        published_how=(short["published_how"] or "given, certain") if published else None,
        url=short["url"],
        language=short["language"],
        collections=_collections(given),
    )


def item_of(given: object, uri: str) -> Received | Unreadable:
    """The same; fields that describe none are named by `uri`, and by what is wrong with them."""
    try:
        return from_fields(given, uri)
    except ArticleRefused as error:
        return Unreadable(uri, error.message, error.hint)


def uri_of(text: str) -> str:
    """A uri for an article that has none: the same text is the same article."""
    return f"assay:{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:12]}"


def to_fields(received: Received) -> dict[str, Any]:
    """The fields of an article, as JSON has them: `from_fields` makes the same article of them."""
    kept = {name: value for name, value in asdict(received).items() if value not in (None, ())}
    kept["text"] = kept.pop("raw")
    if received.published:
        kept["published"] = received.published.isoformat()
    return kept


def _text(given: Mapping[str, Any]) -> str:
    text = string(given, "text")
    if not text:
        raise ArticleRefused("has no text", 'Give it as "text".')
    if (size := len(text.encode())) > MAX_BYTES:
        raise ArticleRefused(
            f"is too large ({size / 1e6:.0f} MB, at most {MAX_BYTES / 1e6:.0f} MB)",
            "Cut it into several articles.",
        )
    return text


def _collections(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of collections; whether they can be names is told where they are kept."""
    named = given.get("collections") or ()
    if not (isinstance(named, list | tuple) and all(isinstance(name, str) for name in named)):
        raise ArticleRefused("has collections that are no list of names", 'Write ["one", "two"].')
    return tuple(dict.fromkeys(named))


def _short(given: Mapping[str, Any], name: str) -> str | None:
    value = string(given, name)
    if value and len(value) > MAX_FIELD:
        raise ArticleRefused(
            f"has a {name} of {len(value):,} characters, at most {MAX_FIELD:,} are kept",
            "Shorten it.",
        )
    return value
