"""Files, folders, web pages and feeds in, articles as received out.

Every kind has a file of its own in `formats` with one function, `Source` → articles.
What can't be read is named and passed over.
"""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, unquote, urldefrag, urlsplit

from index.errors import ArticleRefused
from index.reading.formats import FORMATS, feeds
from index.reading.processes import READERS, Item, Items
from index.reading.source import MAX_BYTES, Remark, Source, Unreadable

if TYPE_CHECKING:
    from index.fetching import Fetched

__all__ = [
    "CONTENT_TYPES",
    "KINDS",
    "SUFFIXES",
    "Item",
    "Items",
    "Remark",
    "Unreadable",
    "begin_data",
    "guarded",
    "read",
]

T = TypeVar("T")

Reader = Callable[[Source], Iterable[Item]]

# What is declared by who reads it: the endings of files, and what servers call such files.
KINDS: Mapping[str, Reader] = {ending: form.read for form in FORMATS for ending in form.ENDINGS}
CONTENT_TYPES: Mapping[str, str] = {
    name: ending for form in FORMATS for name, ending in form.CONTENT_TYPES.items()
}
SUFFIXES = tuple(KINDS)
_AHEAD = 2  # files that are being read while those before are worked on
_NAMED = 20  # files of a folder that were passed over and are named
_ENDINGS = f"Articles end in {', '.join(SUFFIXES)}."


def read(
    items: Iterable[Path | str], fetch: "Callable[[str], Fetched] | None" = None
) -> Iterator[Item]:
    """The articles in files, in folders (to the bottom), and at URLs.

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


def begin_data(
    name: str, data: bytes, uri: str | None = None, *, apart: bool = False
) -> Future[Items]:
    """What a file holds that came without a place.

    It is known as `uri`, else by its name, and where it is to stay apart by its content, too.
    """
    path = PurePosixPath(name)
    content = f"{hashlib.sha256(data).hexdigest()[:12]}/" if apart else ""
    uri = uri or f"file:{content}{quote(path.name)}"
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
            if isinstance(file, Unreadable | Remark):
                yield _done(file)
            else:
                yield READERS.begin(str(file), partial(_in_file, str(file), file.absolute()))


def _done(told: Unreadable | Remark) -> Future[Items]:
    future: Future[Items] = Future()
    future.set_result([told])
    return future


def _files(path: Path) -> Iterator[Path | Unreadable | Remark]:
    """The files of a folder that are of a known kind, and a word about those that are not."""
    if not path.is_dir():
        yield path
        return
    inside = sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    known = [file for file in inside if file.suffix.lower() in SUFFIXES]
    if not known:
        yield Unreadable(str(path), "holds no articles", _ENDINGS)
    yield from known
    passed = [file for file in inside if file.suffix.lower() not in SUFFIXES]
    for file in passed[:_NAMED]:
        yield Remark(str(file), "was passed over: it is of no known kind")
    if len(passed) > _NAMED:
        more = len(passed) - _NAMED
        yield Remark(str(path), f"{more} more of its files were passed over: of no known kind")
    yield from _not_entered(path)


def _not_entered(path: Path) -> Iterator[Remark]:
    """What of a folder nobody looks at: hidden things, links that lead on, closed folders."""
    hidden = 0
    for folder, folders, files in os.walk(path, onerror=None):
        names = [*folders, *files]
        hidden += sum(name.startswith(".") for name in names)
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in folders:
            place = Path(folder, name)
            if place.is_symlink():
                yield Remark(str(place), "was passed over: it is a link to a folder")
            elif not os.access(place, os.R_OK | os.X_OK):
                yield Remark(str(place), "was passed over: it may not be read")
        for name in files:
            place = Path(folder, name)
            if not name.startswith(".") and not place.exists():
                yield Remark(str(place), "was passed over: it is a link to nothing")
    if hidden:
        told = "hidden file or folder was" if hidden == 1 else "hidden files or folders were"
        yield Remark(str(path), f"{hidden} {told} passed over")


def _in_file(name: str, path: Path) -> Iterable[Item]:
    """The articles in one file. Raises `ArticleRefused`, OSError."""
    reader = _by_ending(path.suffix, path.stat().st_size)
    uri = path.resolve().as_uri()
    return reader(Source(name=name, uri=uri, stem=path.stem, data=path.read_bytes()))


def _in_source(ending: str, source: Source) -> Iterable[Item]:
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


def _at_url(url: str, found: "Fetched") -> Iterable[Item]:
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

    return fetch(url, types=CONTENT_TYPES)


def _reader(content_type: str, suffix: str, source: Source) -> Reader:
    """The server's word counts, save that it may call any text plain, and a feed a page."""
    if feeds.is_feed(source.data):
        return feeds.read
    if content_type in ("", "text/plain") and suffix in KINDS:
        return KINDS[suffix]
    return KINDS[CONTENT_TYPES.get(content_type, ".txt" if content_type else ".html")]
