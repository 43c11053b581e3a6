"""RSS and Atom feeds: an article an entry, in full where the feed has it, else its summary.

The pages that entries link to are not fetched.
"""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote, urljoin

from index.errors import ArticleRefused
from index.model import Received
from index.reading.blocks import lines_of
from index.reading.days import day_of
from index.reading.declared import iso_day, web_url
from index.reading.lenient import known_apart, named_by
from index.reading.source import Remark, Source, Unreadable, one_line, title_of

_BEFORE = b"\xef\xbb\xbf\xff\xfe \t\r\n\f\v"  # byte order marks and blanks
_PROLOG = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!DOCTYPE", b">"))
_ROOT = re.compile(rb"<(?:rss|feed|(?:rdf|atom):(?:RDF|feed))[\s>]")


_ESCAPED = "&lt;![CDATA["  # by a program that escaped what needed no more escaping
_SAFE = ":/?=&"

ENDINGS = (".rss", ".atom", ".xml")
CONTENT_TYPES = {
    "application/rss+xml": ".rss",
    "application/rdf+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
}


def is_feed(data: bytes) -> bool:
    """Whether it begins as a feed does."""
    start = data[:8_000].replace(b"\0", b"").lstrip(_BEFORE)  # UTF-16 has zeros between
    while found := next((end for begin, end in _PROLOG if start.startswith(begin)), None):
        _, ended, rest = start.partition(found)
        if not ended:
            return False
        start = rest.lstrip(_BEFORE)
    return _ROOT.match(start) is not None


def read(source: Source) -> Iterator[Received | Unreadable | Remark]:
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
    outlet = _line(feed.feed.get("title"))
    base = web_url(feed.feed.get("link")) or source.url or ""
    articles = (
        item
        for number, entry in enumerate(entries, start=1)
        for item in _items(source, f"{source.name}, entry {number}", entry, outlet, base)
    )
    yield from known_apart(source.name, articles)


def _parse(text: str) -> Any:
    import feedparser  # type: ignore[import-untyped]

    if _ESCAPED in text:
        text = text.replace(_ESCAPED, "").replace("]]&gt;", "")
    headers = {"content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(BytesIO(text.encode()), response_headers=headers)


def _items(
    source: Source, place: str, entry: Mapping[str, Any], outlet: str | None, base: str
) -> Iterator[Received | Unreadable | Remark]:
    """The article of an entry, and what of it was left out.

    The uri is the feed's, for a summary must not replace the page itself. An entry that the feed
    has no name for is known by what it says, wherever it stands.
    """
    text = _text(entry)
    if not text:
        yield Unreadable(place, "has no text")
        return
    published, how, problem = _published(entry)
    link = one_line(entry.get("link"))
    title = _line(entry.get("title")) or title_of(text) or source.stem
    name = str(entry.get("id") or entry.get("link") or "")
    yield Received(
        uri=f"{source.uri}#{quote(name, _SAFE)}" if name else named_by(source.uri, title, text),
        raw=text,
        title=title,
        outlet=_line(entry.get("source", {}).get("title")) or outlet,
        author=one_line(entry.get("author")),
        published=published,
        published_how=how,
        url=web_url(urljoin(base, link)) if link else None,
    )
    if problem:
        yield Remark(place, f"its day was left out: {problem}")


def _line(value: object) -> str | None:
    """A title, which may hold markup, also where that was escaped twice."""
    text = one_line(lines_of(str(value or "")))
    return html.unescape(text) if text else None


def _text(entry: Mapping[str, Any]) -> str:
    """The longest of its contents, else its summary."""
    parts = list(entry.get("content") or ()) or [entry.get("summary_detail") or {}]
    part = max(parts, key=lambda one: len(one.get("value") or ""))
    text = str(part.get("value") or "")
    return text.strip() if part.get("type") == "text/plain" else lines_of(text)


def _published(entry: Mapping[str, Any]) -> tuple[date | None, str | None, str | None]:
    """A day as the feed writes it, in the feed's own time zone; without one, what was wrong."""
    problem = None
    for name, how in (("published", "feed, certain"), ("updated", "feed's last change, likely")):
        text = str(entry.get(name) or "")
        parsed = _parsed(entry.get(f"{name}_parsed"))
        day = iso_day(text) or _rfc_822(text) or parsed or day_of(text)
        if isinstance(day, date):
            return day, how, None
        problem = problem or day
    return None, None, problem


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
