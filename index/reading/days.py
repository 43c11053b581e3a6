"""Days as people write them. One that could be two days is none."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from index import language
from index.language import fold_variants

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(\d{4})(\d\d)(\d\d)(?!\d)")
_CHINESE = re.compile(
    r"\s*".join(
        rf"(\d{{{digits}}})\s*(?:{'|'.join(suffixes)})"
        for digits, suffixes in (
            ("4", language.CHINESE.dates.year_suffixes),
            ("1,2", language.CHINESE.dates.month_suffixes),
            ("1,2", language.CHINESE.dates.day_suffixes),
        )
    )
)
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_EPOCH = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_LONGEST = 80


def day_of(value: object) -> date | str | None:
    """The day that a value names; None where it is empty; where it can't be told, why, in words."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = " ".join(str(value).split()) if value is not None else ""
    if not text:
        return None
    try:
        return _told(text) or f"{text!r:.100} is no day"
    except (ValueError, OverflowError, OSError):
        return f"{text!r:.100} is no day"


def _told(text: str) -> date | str | None:
    if found := _ISO.match(text) or _CHINESE.match(fold_variants(text)):
        year, month, day = (int(part) for part in found.groups() if part)
        return date(year, month, day)
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / (1000 if abs(seconds) > 1e11 else 1), UTC).date()
    if found := _NUMERIC.match(text):
        return _numeric(int(found[1]), found[2], int(found[3]), int(found[4]))
    if re.match(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d\d:", text):
        return parsedate_to_datetime(text).date()
    return _in_words(text) if len(text) <= _LONGEST else None


def _numeric(first: int, mark: str, second: int, year: int) -> date | str:
    """With full stops the day comes first; with slashes that depends on who writes."""
    if mark == "." or first > 12 or first == second:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    return f"{first:02}{mark}{second:02}{mark}{year} could be two days"


def _in_words(text: str) -> date | None:
    """A day with the name of a month, in the languages that dateparser knows."""
    import dateparser

    if not re.search(r"(?<!\d)\d{4}(?!\d)", text):
        return None
    found = dateparser.parse(
        text,
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
        },
    )
    return found.date() if found else None
