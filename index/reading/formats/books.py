"""EPUB books: their chapters in reading order, each under its heading."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from index.errors import ArticleRefused
from index.model import Received
from index.reading.archives import opened
from index.reading.blocks import lines_of
from index.reading.declared import iso_day
from index.reading.source import Source, language_code, one_line, title_of

ENDINGS = (".epub",)
CONTENT_TYPES = {"application/epub+zip": ".epub"}

_CHAPTERS = ("application/xhtml+xml", "text/html")


def read(source: Source) -> Iterator[Received]:
    """The one article that a book is."""
    with opened(source.data, "EPUB book") as archive:
        package, folder = _package(archive)
        chapters = (_chapter(archive, path) for path in _spine(package, folder))
        text = "\n\n".join(filter(None, chapters))
    if not text:
        raise ArticleRefused("holds no text")
    published = iso_day(_about(package, "date") or "")
    yield Received(
        uri=source.uri,
        raw=text,
        title=_about(package, "title") or title_of(text) or source.stem,
        outlet=_about(package, "publisher"),
        author=_about(package, "creator"),
        published=published,
        published_how="document metadata, likely" if published else None,
        url=source.url,
        language=language_code(_about(package, "language")),
    )


def _package(archive: zipfile.ZipFile) -> tuple[Any, str]:
    """What lists the book's parts, and the folder that their names start from."""
    try:
        container = _xml(archive.read("META-INF/container.xml"))
        path = next(str(one.get("full-path")) for one in container.iter("{*}rootfile"))
        return _xml(archive.read(path)), posixpath.dirname(path)
    except (KeyError, StopIteration, AttributeError) as error:
        raise ArticleRefused("is no EPUB book, or a damaged one", "Get it anew.") from error


def _xml(data: bytes) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, recover=True))


def _spine(package: Any, folder: str) -> Iterator[str]:
    """The paths of the chapters, in reading order."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is not None and item.get("media-type") in _CHAPTERS:
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _chapter(archive: zipfile.ZipFile, path: str) -> str:
    from lxml import etree, html

    try:
        tree = html.document_fromstring(archive.read(path))
    except (KeyError, ValueError, etree.ParserError):
        return ""
    body = tree.find("body")
    return lines_of(html.tostring(body, encoding="unicode")) if body is not None else ""


def _about(package: Any, name: str) -> str | None:
    return next(
        (text for one in package.iter(f"{{*}}{name}") if (text := one_line(one.text))), None
    )
