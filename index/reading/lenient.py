"""Fields as people and programs write them, made those of an article.

Names in any case and the usual other ones; what can't be read costs that field and is told.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from index.errors import ArticleRefused
from index.model import ID, UNKEEPABLE, Received
from index.reading.blocks import lines_of
from index.reading.days import day_of
from index.reading.declared import web_url
from index.reading.fields import MAX_FIELD, from_fields
from index.reading.source import Remark, Source, Unreadable, language_code

# Ours first, then what others call it, in order of preference.
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "name", "subject"),
    "text": ("text", "body", "content", "article", "articlebody", "content_text", "full_text",
             "fulltext", "maintext", "content_html", "summary", "description"),
    "outlet": ("outlet", "source", "publisher", "publication", "site_name", "sitename", "site",
               "newspaper", "journal", "website"),
    "author": ("author", "authors", "byline", "creator", "by", "writer"),
    "published": ("published", "date", "published_at", "publishedat", "date_published",
                  "datepublished", "publish_date", "publication_date", "published_date", "pubdate",
                  "pub_date", "created_at", "created", "day", "datetime", "timestamp"),
    "url": ("url", "link", "permalink", "href", "source_url", "canonical_url", "web_url"),
    "language": ("language", "lang", "locale"),
    "id": ("id",),
    "uri": ("uri",),
    "published_how": ("published_how",),
}  # fmt: skip
_KNOWN = {name: ours for ours, names in NAMES.items() for name in names}
# What only a text that is HTML has, whatever its field is called.
_MARKUP = re.compile(r"</(?:p|div|li|h[1-6]|td|blockquote)>|<br ?/?>", re.IGNORECASE)


def known(given: Mapping[Any, Any]) -> bool:
    """Whether any of these fields is one of an article."""
    return any(_key(name) in _KNOWN for name in given)


def article(
    given: Mapping[Any, Any], uri: str, how: str = "given, certain", text: str | None = None
) -> tuple[Received, list[str]]:
    """The article that these fields tell of, and what was left out of them, in words.

    A `text` that stands elsewhere counts before theirs. Without a name of its own an article is
    known by what it says: `uri` and a digest of title and text.

    Raises `ArticleRefused` where there is no text.
    """
    fields, remarks = _ours(given)
    if text and text.strip():
        fields["text"] = text
    if fields.get("published"):
        fields.setdefault("published_how", how)
    said = [str(fields.get("title") or ""), str(fields.get("text") or "")]
    name = named_by(uri, *said)
    if str(fields.get("id") or "").isdecimal():  # counts the rows of one file or table
        name = f"{uri}#{fields.pop('id')}"
    return from_fields(fields, name), remarks


def articles(
    source: Source, entries: Iterable[tuple[str, Mapping[Any, Any] | ArticleRefused]]
) -> Iterator[Received | Unreadable | Remark]:
    """The article of each entry of a file, told by its place. One that is refused fails alone."""
    yield from known_apart(source.name, _articles(source, entries))


def known_apart(
    name: str, items: Iterable[Received | Unreadable | Remark]
) -> Iterator[Received | Unreadable | Remark]:
    """The entries of a file; those that share a name and differ are known by what they say."""
    found = list(items)
    said: dict[str, set[tuple[str, str]]] = {}
    for one in found:
        if isinstance(one, Received):
            said.setdefault(one.uri, set()).add((one.title, one.raw))
    shared = 0
    for one in found:
        if isinstance(one, Received) and len(said[one.uri]) > 1:
            shared += 1
            yield replace(one, uri=named_by(one.uri, one.title, one.raw), id=None)
        else:
            yield one
    if shared:
        told = f"{shared} of its entries share an id or address; each is known by what it says"
        yield Remark(name, told)


def _articles(
    source: Source, entries: Iterable[tuple[str, Mapping[Any, Any] | ArticleRefused]]
) -> Iterator[Received | Unreadable | Remark]:
    odd: set[str] = set()
    for place, fields in entries:
        name = f"{source.name}, {place}"
        try:
            if isinstance(fields, ArticleRefused):
                raise fields
            found, remarks = article(fields, source.uri)
        except ArticleRefused as error:
            yield Unreadable(name, error.message, error.hint)
            continue
        yield found
        yield from (Remark(name, remark) for remark in remarks)
        odd |= unknown(fields)
    if told := ignored(odd):
        yield Remark(source.name, told)


def named_by(uri: str, title: str, text: str) -> str:
    """What stands in for the name of an entry that has none: a digest of what it says."""
    said = f"{title}\n{text}".encode(errors="replace")
    return f"{uri}#{hashlib.sha256(said).hexdigest()[:12]}"


def named(given: Mapping[Any, Any], ours: str) -> bool:
    """Whether the fields hold one of ours, under any of its names."""
    return any(_KNOWN.get(_key(name)) == ours and value for name, value in given.items())


def ignored(names: set[str]) -> str | None:
    """What is told of fields that no article has."""
    told = ", ".join(sorted(names))
    return f"fields that no article has were ignored: {told[:200]}" if names else None


def unknown(given: Mapping[Any, Any]) -> set[str]:
    """The names that no field of an article goes by."""
    return {str(name) for name in given if _key(name) not in _KNOWN}


def _ours(given: Mapping[Any, Any]) -> tuple[dict[str, Any], list[str]]:
    by_name = {_key(name): value for name, value in given.items()}
    fields: dict[str, Any] = {}
    remarks: list[str] = []
    for ours, names in NAMES.items():
        given_as = (by_name.get(name) for name in names)
        value = next(
            (
                one
                for one in given_as
                if one not in (None, "", []) and not (ours == "outlet" and web_url(one))
            ),
            None,
        )
        if value is None:
            continue
        read, problem = _value(ours, value, is_html=by_name.get("content_html") is value)
        if problem:
            remarks.append(f"its {ours} was left out: {problem}")
        elif read:
            fields[ours] = read
    if source := web_url(by_name.get("source")):
        fields.setdefault("url", source)
    return fields, remarks


def _value(ours: str, value: object, *, is_html: bool) -> tuple[str | None, str | None]:
    """A field's value, or what is wrong with it."""
    if ours == "published":
        day = day_of(value)
        return (day.isoformat(), None) if isinstance(day, date) else (None, day)
    text = ("\n\n" if ours == "text" else "; ").join(_texts(value))
    if not text:
        return None, f"it is no text: {value!r:.80}"
    if ours == "text":
        return (lines_of(text) if is_html or _MARKUP.search(text) else text), None
    return _short(ours, text)


def _short(ours: str, text: str) -> tuple[str | None, str | None]:
    if UNKEEPABLE.search(text):
        return None, "it holds half a character"
    if len(text) > MAX_FIELD:
        return None, f"it has {len(text):,} characters, at most {MAX_FIELD:,} are kept"
    if ours == "url" and not web_url(text):
        return None, f"{text!r:.80} is no address of the web"
    if ours == "id" and not ID.fullmatch(text):
        return None, f"{text!r:.80} can't be an id"
    if ours == "language":
        code = language_code(text)
        return (code, None) if code else (None, f"{text!r:.80} is no code like en")
    return text, None


def _texts(value: object) -> Iterator[str]:
    """The texts in a value: of a list each, of a mapping its name; a number is written out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield str(value)
    elif isinstance(value, Mapping):
        yield from _texts(value.get("name") or value.get("title") or value.get("text"))
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts(one)


def _key(name: object) -> str:
    return re.sub(r"[\s-]+", "_", str(name).strip().casefold())
