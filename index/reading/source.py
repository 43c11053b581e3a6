"""What every kind of reading shares: what was brought, what failed, and its fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from index.errors import ArticleRefused
from index.reading.decoding import decode

MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that did not become an article, and what to do about it.

    The `problem` is said of it (`has no text`), as in all that readers raise.
    """

    uri: str
    problem: str
    hint: str = ""

    @property
    def sentence(self) -> str:
        """The problem as a sentence of its own."""
        return f"It {self.problem}."


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader should know of a file that was read all the same, or was passed over."""

    uri: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What stood in a file or at a URL: its bytes, and what was said about them.

    `name` is what the user called it, `stem` stands in for a title that it lacks.
    """

    name: str
    uri: str
    stem: str
    data: bytes
    charset: str | None = None
    url: str | None = None

    def text(self) -> str:
        """Its text, whatever its encoding. Raises `ArticleRefused`."""
        text = refuse_binary(decode(self.data, self.charset))
        if not text.strip():
            raise ArticleRefused("is empty")
        return text


def refuse_binary(text: str) -> str:
    """The text itself. Raises `ArticleRefused` where it holds what no text does."""
    if "\0" in text:
        raise ArticleRefused("is not text", "Look at what it holds, and save it as text.")
    return text


def string(fields: Mapping[str, Any], name: str) -> str | None:
    """A field that must be a text, trimmed; None where it is missing or empty."""
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ArticleRefused(f"has a {name} that is no text, but {_kind_of(value)}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleRefused(
            f"has a {name} that holds half a character (a lone surrogate)"
        ) from error
    return (refuse_binary(value).strip() if name != "text" else refuse_binary(value)) or None


def day(value: object) -> date | None:
    """A day that must be written as YYYY-MM-DD; None where it is missing or empty."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10] if isinstance(value, str | int) else "")
    except ValueError as error:
        told = ascii(value[:100]) if isinstance(value, str) else _kind_of(value)
        raise ArticleRefused(
            f"has a day that is none: {told}", "Write days as YYYY-MM-DD."
        ) from error


def _kind_of(value: object) -> str:
    """What a value is, without writing it out: it may be a list of millions."""
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return kinds.get(type(value), "an object")


def title_of(text: str) -> str | None:
    """The first line that says something, cut to a headline's length."""
    for line in text.splitlines():
        words = re.sub(r"^[\s#>*•|-]+", "", line).strip()
        if words and words.lower().rstrip(":") not in ("highlights", "summary", "key points"):
            return words if len(words) <= 120 else words[:120].rsplit(" ", 1)[0] + " …"
    return None


def language_code(value: str | None) -> str | None:
    """The language of someone else's tag ("en_US"), without its region."""
    found = re.match(r"[A-Za-z]{2,3}(?=[-_]|$)", value or "")
    return found[0].lower() if found else None


def one_line(value: object) -> str | None:
    """A text from someone else's metadata, in one line; None where it says nothing."""
    if not isinstance(value, str):
        return None
    text = value.encode("utf-8", "ignore").decode().replace("\0", "")
    return " ".join(text.split()) or None
