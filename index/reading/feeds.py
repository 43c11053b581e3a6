"""RSS and Atom feeds: an article an entry, in full where the feed has it, else its summary.

The pages that entries link to are not fetched.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

from index.errors import ArticleRefused
from index.model import Received
from index.reading.blocks import lines_of
from index.reading.declared import iso_day, web_url
from index.reading.source import Source, Unreadable, one_line, title_of

_BEFORE = b"\xef\xbb\xbf\xff\xfe \t\r\n\f\v"  # byte order marks and blanks
_PROLOG = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!DOCTYPE", b">"))
_ROOT = re.compile(rb"<(?:rss|feed|(?:rdf|atom):(?:RDF|feed))[\s>]")


def is_feed(data: bytes) -> bool:
    """Whether it begins as a feed does."""
    start = data[:8_000].replace(b"\0", b"").lstrip(_BEFORE)  # UTF-16 has zeros between
    while found := next((end for begin, end in _PROLOG if start.startswith(begin)), None):
        _, ended, rest = start.partition(found)
        if not ended:
            return False
        start = rest.lstrip(_BEFORE)
    return _ROOT.match(start) is not None


def read(source: Source) -> Iterator[Received | Unreadable]:
    """An article an entry. An entry without text fails alone."""
    text = source.text()
    if "<!ENTITY" in text[:100_000]:
        raise ArticleRefused("declares entities of its own", "A feed needs none; remove them.")
    if not is_feed(text.encode()):
        raise ArticleRefused("is no feed", "Of XML, only RSS and Atom feeds are read.")
    feed = _parse(text)
    entries = feed.entries
    if not re.search(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*\Z", text):
        entries = entries[:-1]
        yield Unreadable(source.name, "is cut off, its last entry was left out", "Get it anew.")
    if not feed.entries:
        raise ArticleRefused("holds no entries", "Look at what it holds.")
    for number, entry in enumerate(entries, start=1):
        if found := _article(source, entry, one_line(feed.feed.get("title")), number):
            yield found
        else:
            yield Unreadable(f"{source.name}, entry {number}", "has no text")


def _parse(text: str) -> Any:
    import feedparser  # type: ignore[import-untyped]

    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(BytesIO(text.encode()), response_headers=headers)


def _article(
    source: Source, entry: Mapping[str, Any], outlet: str | None, number: int
) -> Received | None:
    """The uri is the feed's, for a summary must not replace the page itself."""
    text = _text(entry)
    if not text:
        return None
    published, how = _published(entry)
    return Received(
        uri=f"{source.uri}#{quote(str(entry.get('id') or entry.get('link') or number), ':/?=&')}",
        raw=text,
        title=one_line(lines_of(str(entry.get("title") or ""))) or title_of(text) or source.stem,
        outlet=one_line(entry.get("source", {}).get("title")) or outlet,
        author=one_line(entry.get("author")),
        published=published,
        published_how=how,
        url=web_url(entry.get("link")),
    )


def _text(entry: Mapping[str, Any]) -> str:
    """The longest of its contents, else its summary."""
    parts = list(entry.get("content") or ()) or [entry.get("summary_detail") or {}]
    part = max(parts, key=lambda one: len(one.get("value") or ""))
    text = str(part.get("value") or "")
    return text.strip() if part.get("type") == "text/plain" else lines_of(text)


def _published(entry: Mapping[str, Any]) -> tuple[date | None, str | None]:
    """A day as the feed writes it, in the feed's own time zone."""
    for name, how in (("published", "feed, certain"), ("updated", "feed's last change, likely")):
        text = str(entry.get(name) or "")
        if day := iso_day(text) or _rfc_822(text) or _parsed(entry.get(f"{name}_parsed")):
            return day, how
    return None, None


def _rfc_822(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None


def _parsed(moment: Any) -> date | None:
    try:
        return date(*moment[:3]) if moment else None
    except ValueError:
        return None
