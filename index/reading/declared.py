"""What a web page declares about its article: JSON-LD first, then <meta> tags."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.reading.source import one_line

_META_TITLE = ("og:title", "citation_title", "dc.title", "twitter:title")
_META_OUTLET = ("og:site_name", "citation_journal_title", "dc.publisher", "application-name")
_META_AUTHOR = ("author", "citation_author", "dc.creator", "article:author", "parsely-author")
_META_DAY = (
    "article:published_time", "og:article:published_time", "datepublished",
    "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "dc.date",
    "date",
)  # fmt: skip
# What machines write where they know no day.
_NO_DAYS = (date(1, 1, 1), date(1900, 1, 1), date(1970, 1, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a page says; None where it says nothing."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    published_how: str | None = None
    url: str | None = None
    body: str | None = None  # the article's text, as the page hands it to machines


def declared(tree: Any) -> Declared:
    """What the page says about its article."""
    data, meta = _json_ld(tree), _meta(tree)
    published, how = _published(data, meta)
    return Declared(
        title=data.title or _first(meta, _META_TITLE),
        outlet=data.outlet or _first(meta, _META_OUTLET),
        author=data.author or _authors(meta),
        published=published,
        published_how=how,
        url=_canonical(tree) or web_url(_first(meta, ("og:url",))),
        body=data.body,
    )


def iso_day(text: str) -> date | None:
    """A day written year first; any other order is anyone's guess."""
    found = re.match(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text)
    if not found:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return None if day in _NO_DAYS else day


def _published(data: Declared, meta: Mapping[str, list[str]]) -> tuple[date | None, str | None]:
    if data.published:
        return data.published, data.published_how
    for name in _META_DAY:
        for text in meta.get(name, ()):
            if day := iso_day(text):
                sure = "certain" if text.startswith(day.isoformat()) else "likely"
                return day, f"meta tag, {sure}"
    return None, None


def _json_ld(tree: Any) -> Declared:
    nodes = [node for script in _scripts(tree) for node in _nodes(script)]
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    for node in nodes:
        if _is_article(node):
            day = iso_day(one_line(node.get("datePublished")) or "")
            return Declared(
                title=_title(node, tree),
                outlet=_names(node.get("publisher"), named),
                author=_names(node.get("author"), named),
                published=day,
                published_how="JSON-LD, certain" if day else None,
                body=body if isinstance(body := node.get("articleBody"), str) else None,
            )
    return Declared()


def _title(node: Mapping[str, Any], tree: Any) -> str | None:
    """The headline; but the name where the page shows that and no such headline.

    Encyclopedias declare what their subject is: "technique for dimensionality reduction".
    """
    headline, name = _text(node.get("headline")), _text(node.get("name"))
    if not (headline and name):
        return headline or name
    shown = _plain(" ".join("".join(one.itertext()) for one in tree.iter("title", "h1")))
    return name if _plain(name) in shown and _plain(headline) not in shown else headline


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _scripts(tree: Any) -> Iterator[object]:
    """The JSON of the page, without the comment or CDATA marks that some put around it."""
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower().startswith("application/ld+json"):
            text = script.text or ""
            start = min((at for at in map(text.find, "[{") if at >= 0), default=0)
            end = max(map(text.rfind, "]}")) + 1
            try:
                yield json.loads(text[start:end], strict=False)
            except (ValueError, RecursionError):
                continue


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    """The things that JSON-LD speaks of, in order: a list of them, a graph, or one in another."""
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            yield node
            waiting += [node.get("mainEntity"), node.get("@graph")]


def _is_article(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Report"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _names(value: object, named: Mapping[str, dict[str, Any]]) -> str | None:
    """The names of persons or organisations, which may stand elsewhere in the graph."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        thing = one
        if isinstance(one, dict):
            thing = one.get("name") or named.get(str(one.get("@id")), {}).get("name")
        found.append(_text(thing) or "")
    return _joined(found)


def _joined(names: Iterable[str]) -> str | None:
    people = [name for name in names if name and not web_url(name)]
    return "; ".join(dict.fromkeys(people)) or None


def _authors(meta: Mapping[str, list[str]]) -> str | None:
    return next(filter(None, (_joined(meta.get(name, ())) for name in _META_AUTHOR)), None)


def _meta(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        if name and (content := one_line(tag.get("content"))):
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(meta: Mapping[str, list[str]], names: Iterable[str]) -> str | None:
    return next((meta[name][0] for name in names if name in meta), None)


def _canonical(tree: Any) -> str | None:
    links = (link for link in tree.iter("link") if link.get("rel", "").lower() == "canonical")
    return next((url for link in links if (url := web_url(link.get("href")))), None)


def _text(value: object) -> str | None:
    """Sites write entities into their JSON, where they have no meaning."""
    text = one_line(value)
    return html.unescape(text) if text else None


def web_url(value: object) -> str | None:
    """A URL that leads to the web, not to a script."""
    text = one_line(value)
    return text if text and text.lower().startswith(("http://", "https://")) else None
