"""Files, folders, web pages and feeds in, articles as received out.

Every kind has a file of its own with one function, `Source` → articles; `KINDS` names them all.
What can't be read is named and passed over.
"""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote, urldefrag, urlsplit

from index.errors import ArticleRefused
from index.model import Received
from index.reading import docx, feeds, jsonl, pages, pdfs, texts
from index.reading.processes import READERS, Items
from index.reading.source import MAX_BYTES, Source, Unreadable

if TYPE_CHECKING:
    from index.fetching import Fetched

__all__ = ["KINDS", "SUFFIXES", "Items", "Unreadable", "begin_data", "guarded", "read"]

T = TypeVar("T")

Reader = Callable[[Source], Iterable[Received | Unreadable]]

KINDS: Mapping[str, Reader] = {
    ".txt": texts.read,
    ".md": texts.read,
    ".html": pages.read,
    ".htm": pages.read,
    ".pdf": pdfs.read,
    ".docx": docx.read,
    ".jsonl": jsonl.read,
    ".rss": feeds.read,
    ".atom": feeds.read,
    ".xml": feeds.read,
}
SUFFIXES = tuple(KINDS)
_AHEAD = 2  # files that are being read while those before are worked on
_ENDINGS = f"Articles end in {', '.join(SUFFIXES)}."
_CONTENT_TYPES = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xhtml+xml": ".html",
    "application/xml": ".xml",
    "application/atom+xml": ".atom",
    "application/rss+xml": ".rss",
    "application/rdf+xml": ".rss",
    "text/html": ".html",
    "text/xml": ".xml",
}


def read(
    items: Iterable[Path | str], fetch: "Callable[[str], Fetched] | None" = None
) -> Iterator[Received | Unreadable]:
    """The articles in files, in folders (to the bottom, known endings only), and at URLs.

    `fetch` brings what stands at a URL; without it `index.fetching.fetch` does. The next files are
    read while the caller works on those before.
    """
    ahead: deque[Future[Items]] = deque()
    for begun in _begin(items, fetch or _fetch):
        ahead.append(begun)
        if len(ahead) > _AHEAD:
            yield from ahead.popleft().result()
    while ahead:
        yield from ahead.popleft().result()


def begin_data(name: str, data: bytes) -> Future[Items]:
    """What a file holds that came without a place: it is known by its name and its content."""
    path = PurePosixPath(name)
    uri = f"file:{hashlib.sha256(data).hexdigest()[:12]}/{quote(path.name)}"
    source = Source(name=name, uri=uri, stem=path.stem, data=data)
    return READERS.begin(name, partial(_in_source, path.suffix, source))


def guarded(name: str, call: Callable[[], Iterable[T]]) -> list[T | Unreadable]:
    """What a call brings. What can't be read becomes a line of the report, whatever is wrong."""
    found: list[T | Unreadable] = []
    try:
        found.extend(call())
    except ArticleRefused as error:
        found.append(Unreadable(name, error.message, error.hint))
    except OSError as error:
        found.append(Unreadable(name, f"can't be read: {error.strerror or error}"))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  broken files make parsers raise anything at all
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        found.append(
            Unreadable(name, f"can't be read, it seems damaged ({reason})", "Save it anew.")
        )
    return found


def _begin(
    items: Iterable[Path | str], fetch: "Callable[[str], Fetched]"
) -> Iterator[Future[Items]]:
    """What each file or URL holds, as far as it has been read."""
    for item in items:
        if isinstance(item, str) and item.lower().startswith(("http://", "https://")):
            [there] = guarded(item, lambda url=item: [fetch(url)])  # type: ignore[misc]
            if isinstance(there, Unreadable):
                yield _done(there)
            else:
                yield READERS.begin(item, partial(_at_url, item, there))
            continue
        for file in _files(Path(item)):
            if isinstance(file, Unreadable):
                yield _done(file)
            else:
                yield READERS.begin(str(file), partial(_in_file, str(file), file.absolute()))


def _done(problem: Unreadable) -> Future[Items]:
    future: Future[Items] = Future()
    future.set_result([problem])
    return future


def _files(path: Path) -> Iterator[Path | Unreadable]:
    if not path.is_dir():
        yield path
        return
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    if not found:
        yield Unreadable(str(path), "holds no articles", _ENDINGS)
    yield from found


def _in_file(name: str, path: Path) -> Iterable[Received | Unreadable]:
    """The articles in one file. Raises `ArticleRefused`, OSError."""
    reader = _by_ending(path.suffix, path.stat().st_size)
    uri = path.resolve().as_uri()
    return reader(Source(name=name, uri=uri, stem=path.stem, data=path.read_bytes()))


def _in_source(ending: str, source: Source) -> Iterable[Received | Unreadable]:
    """The articles in what was brought already. Raises `ArticleRefused`."""
    return _by_ending(ending, len(source.data))(source)


def _by_ending(ending: str, size: int) -> Reader:
    """Who reads a file of so many bytes. Raises `ArticleRefused`."""
    reader = KINDS.get(ending.lower())
    if reader is None:
        raise ArticleRefused("is of no known kind", _ENDINGS)
    if size > MAX_BYTES:
        raise ArticleRefused(
            f"is too large ({size / 1e6:.0f} MB, at most {MAX_BYTES / 1e6:.0f} MB)",
            "Cut it into one file for each article.",
        )
    return reader


def _at_url(url: str, found: "Fetched") -> Iterable[Received | Unreadable]:
    """The articles that a URL answered with. Raises `ArticleRefused`."""
    path = PurePosixPath(unquote(urlsplit(found.url).path))
    source = Source(
        name=url,
        uri=urldefrag(url).url,
        stem=path.stem or urlsplit(found.url).netloc,
        data=found.data,
        charset=found.charset,
        url=found.url,
    )
    return _reader(found.content_type, path.suffix.lower(), source)(source)


def _fetch(url: str) -> "Fetched":
    from index.fetching import fetch

    return fetch(url)


def _reader(content_type: str, suffix: str, source: Source) -> Reader:
    """The server's word counts, save that it may call any text plain, and a feed a page."""
    if feeds.is_feed(source.data):
        return feeds.read
    if content_type in ("", "text/plain") and suffix in KINDS:
        return KINDS[suffix]
    return KINDS[_CONTENT_TYPES.get(content_type, ".txt" if content_type else ".html")]
