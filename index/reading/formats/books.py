"""EPUB books: their chapters in reading order, each under its heading."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urldefrag

from index.errors import ArticleRefused
from index.model import Received
from index.reading.archives import opened
from index.reading.blocks import lines_of
from index.reading.declared import iso_day
from index.reading.decoding import decode
from index.reading.source import Source, language_code, one_line, title_of

ENDINGS = (".epub",)
CONTENT_TYPES = {"application/epub+zip": ".epub"}

_NCX = "application/x-dtbncx+xml"  # of tables of contents, in books of the second edition
_CHAPTERS = ("application/xhtml+xml", "text/html")


def read(source: Source) -> Iterator[Received]:
    """The one article that a book is."""
    with opened(source.data, "EPUB book") as archive:
        package, folder = _package(archive)
        named = _names(archive, package, folder)
        title = _about(package, "title")
        chapters = (_chapter(archive, path, named, title) for path in _spine(package, folder))
        text = "\n\n".join(filter(None, chapters))
    if not text:
        raise ArticleRefused("holds no text")
    published = iso_day(_about(package, "date") or "")
    yield Received(
        uri=source.uri,
        raw=text,
        title=title or title_of(text) or source.stem,
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
        if item is not None and item.get("media-type") in _CHAPTERS and not _is_contents(item):
            yield _path(folder, item.get("href", ""))


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(urldefrag(href).url)))


def _is_contents(item: Any) -> bool:
    return "nav" in (item.get("properties") or "").split()


def _names(archive: zipfile.ZipFile, package: Any, folder: str) -> Mapping[str, str]:
    """What the book's table of contents calls its chapters, by their paths."""
    names: dict[str, str] = {}
    for item in package.iter("{*}item"):
        if not (_is_contents(item) or item.get("media-type") == _NCX):
            continue
        path = _path(folder, item.get("href", ""))
        tree = _xml(archive.read(path)) if path in archive.namelist() else None
        for link in () if tree is None else tree.iter("{*}a", "{*}content"):
            leads = link.get("href") or link.get("src")
            name = one_line("".join((link if link.get("href") else link.getparent()).itertext()))
            if leads and name:
                names.setdefault(_path(posixpath.dirname(path), leads), name)
    return names


def _chapter(
    archive: zipfile.ZipFile, path: str, named: Mapping[str, str], book: str | None
) -> str:
    """A chapter as it is set, under the name that the contents give it if it has no heading."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(archive.read(path))
    except (KeyError, ValueError, etree.ParserError):
        return ""
    body = tree.find("body")
    if body is None:
        return ""
    for style in reversed([*tree.iter("style"), *_linked(archive, tree, posixpath.dirname(path))]):
        style.tail = None
        body.insert(0, style)
    text = lines_of(html.tostring(body, encoding="unicode"))
    name = named.get(path) or one_line(tree.findtext("head/title"))
    if not text or not name or name == book or re.search("^#", text, re.MULTILINE):
        return text
    return f"# {name}\n\n{text}"


def _linked(archive: zipfile.ZipFile, tree: Any, folder: str) -> Iterator[Any]:
    """The sheets of styles that a chapter names."""
    for link in tree.iter("link"):
        path = _path(folder, link.get("href") or "")
        if "stylesheet" in (link.get("rel") or "").lower() and path in archive.namelist():
            style = tree.makeelement("style")
            style.text = decode(archive.read(path)).replace("\0", "").replace("</", "")
            yield style


def _about(package: Any, name: str) -> str | None:
    return next(
        (text for one in package.iter(f"{{*}}{name}") if (text := one_line(one.text))), None
    )
