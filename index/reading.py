"""Files and folders in, articles as received out. What can't be read is named and passed over."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from index.errors import ArticleRefused
from index.model import Received

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl")
MAX_BYTES = 20_000_000
_FIELDS = frozenset("id uri title text outlet published url language".split())


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that did not become an article, why, and what to do about it."""

    uri: str
    problem: str
    hint: str = ""


def read(paths: Iterable[Path]) -> Iterator[Received | Unreadable]:
    """The articles in files and folders. Folders are read to the bottom, known endings only."""
    for path in paths:
        for file in _files(path):
            yield from [file] if isinstance(file, Unreadable) else _read_file(file)


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
        yield Unreadable(str(path), "holds no articles", f"Articles end in {', '.join(SUFFIXES)}.")
    yield from found


def _read_file(path: Path) -> Iterator[Received | Unreadable]:
    try:
        text = _decode(path)
        uri = path.resolve().as_uri()
        if path.suffix.lower() == ".jsonl":
            yield from _read_json_lines(path, text, uri)
        elif path.suffix.lower() in (".html", ".htm"):
            yield _read_html(text, uri, path.stem)
        else:
            yield _read_text(text, uri, path.stem)
    except ArticleRefused as error:
        yield Unreadable(str(path), error.message, error.hint)
    except OSError as error:
        yield Unreadable(str(path), f"can't be read: {error.strerror or error}")


def _decode(path: Path) -> str:
    """The text of a file, whatever its encoding. Raises `ArticleRefused`, OSError."""
    if path.suffix.lower() not in SUFFIXES and path.exists():
        raise ArticleRefused("is of no known kind", f"Articles end in {', '.join(SUFFIXES)}.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ArticleRefused(
            f"is too large ({size / 1e6:.0f} MB, at most {MAX_BYTES / 1e6:.0f} MB)",
            "Cut it into one file for each article.",
        )
    data = path.read_bytes()
    if not data.strip():
        raise ArticleRefused("is empty")
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return _refuse_binary(text)
    _refuse_binary(data.decode("latin-1"))
    return _guess(data)


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data)
    best = found.best()
    equals = [m for m in found if best and (m.chaos, m.coherence) == (best.chaos, best.coherence)]
    best = next((m for m in equals if m.encoding == "cp1252"), best)  # the commonest of its kind
    if best is None:
        raise ArticleRefused("is in no known encoding", "Save it as UTF-8.")
    return str(best)


def _refuse_binary(text: str) -> str:
    if "\0" in text:
        raise ArticleRefused(
            "is not text", f"Articles are text; they end in {', '.join(SUFFIXES)}."
        )
    return text


def _read_text(text: str, uri: str, stem: str) -> Received:
    """Plain text or Markdown, with or without front matter."""
    meta, body = _front_matter(text)
    day = meta.get("published") or meta.get("date")
    published = _day(day)
    return Received(
        uri=uri,
        raw=body,
        title=_string(meta, "title") or _title_of(body) or stem,
        outlet=_string(meta, "outlet"),
        published=published,
        published_how="front matter" if published else None,
        url=_string(meta, "url"),
        language=_string(meta, "language"),
    )


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    match = re.match(r"\s*---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)", text, re.DOTALL)
    if not match:
        return {}, text
    try:
        meta = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise ArticleRefused(f"its front matter is no valid YAML: {reason}") from error
    if not isinstance(meta, dict):
        return {}, text  # a rule between two lines, not front matter
    return meta, text[match.end() :]


def _read_html(text: str, uri: str, stem: str) -> Received:
    """The article of a web page, without what stands around it."""
    import trafilatura

    page = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False)
    if page is None or not page.text:
        raise ArticleRefused("holds no article that could be told from its page")
    found = page.as_dict()
    return Received(
        uri=uri,
        raw=found["text"],
        title=_string(found, "title") or _title_of(found["text"]) or stem,
        outlet=_string(found, "sitename"),
        published=_day(found.get("date")),
        published_how="web page" if found.get("date") else None,
        url=_string(found, "url"),
        language=_string(found, "language"),
    )


def _read_json_lines(path: Path, text: str, uri: str) -> Iterator[Received | Unreadable]:
    """One article a line: title and text, and any of id, uri, outlet, published, url, language."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _from_json(line, f"{uri}#{number}")
        except ArticleRefused as error:
            yield Unreadable(f"{path}, line {number}", error.message, error.hint)


def _from_json(line: str, uri: str) -> Received:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleRefused(f"is no valid JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ArticleRefused("is no JSON object")
    if unknown := sorted(set(fields) - _FIELDS):
        raise ArticleRefused(
            f"has unknown fields: {', '.join(unknown)}", f"Known are {', '.join(sorted(_FIELDS))}."
        )
    text = _string(fields, "text")
    if not text:
        raise ArticleRefused("has no text")
    published = _day(fields.get("published"))
    id_ = _string(fields, "id")
    return Received(
        id=id_,
        uri=_string(fields, "uri") or _string(fields, "url") or (f"assay:{id_}" if id_ else uri),
        raw=text,
        title=_string(fields, "title") or _title_of(text) or "Untitled",
        outlet=_string(fields, "outlet"),
        published=published,
        published_how="given" if published else None,
        url=_string(fields, "url"),
        language=_string(fields, "language"),
    )


def _string(fields: Mapping[str, Any], name: str) -> str | None:
    """A field that must be a text, trimmed; None where it is missing or empty."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ArticleRefused(f"its {name} is no text: {value!r}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleRefused(f"its {name} holds half a character (a lone surrogate)") from error
    return (_refuse_binary(value).strip() if name != "text" else _refuse_binary(value)) or None


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise ArticleRefused(f"{value!r} is no day", "Write days as YYYY-MM-DD.") from error


def _title_of(text: str) -> str | None:
    """The first line that says something, cut to a headline's length."""
    for line in text.splitlines():
        words = re.sub(r"^[\s#>*•-]+", "", line).strip()
        if words and words.lower().rstrip(":") not in ("highlights", "summary", "key points"):
            return words if len(words) <= 120 else words[:120].rsplit(" ", 1)[0] + " …"
    return None
