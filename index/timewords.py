"""What a question says about time: that it wants the latest, or what was so in a certain period.

A question that is asked as of a day wants what was new on it, unless it names a period.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_LATEST = re.compile(
    r"\b(?:latest|newest|recent(?:ly)?|current(?:ly)?|now(?:adays)?|today|yesterday|tonight"
    r"|at present|at the moment|these days|just (?:announced|published|released)"
    r"|(?:this|last|past) (?:week(?:end)?|month|quarter|year))\b"
    r"|目前|最新|现在|現在|当前|當前|如今|今天|今日|昨天|昨日|最近|近日|近期|日前|[本上这這]周|[本上这這][个個]?月|[今去]年",
    re.IGNORECASE,
)
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_PERIOD = re.compile(
    rf"\b(?P<word>in|during|since)\s+(?:(?P<month>{'|'.join(_MONTHS)})\s+)?(?:of\s+)?"
    r"(?P<year>(?:19|20)\d\d)\b(?![.,]?\d|%)",
    re.IGNORECASE,
)
_PERIOD_ZH = re.compile(
    r"(?P<word>自|从|從)?(?<!\d)(?P<year>(?:19|20)\d\d)\s*年(?:\s*(?P<month>1[0-2]|0?[1-9])\s*月)?"
    r"(?P<since>以来|以來|起)?"
)

_HALF_LIFE = 90.0  # days after which the latest is only half of that
_UNKNOWN = 0.5  # how well an article without a day fits, where others have one


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date = date.max

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """Which of comparable passages a question prefers by the day of their articles."""

    latest: bool = False
    periods: tuple[Period, ...] = ()

    def __bool__(self) -> bool:
        return self.latest or bool(self.periods)


def preference(question: str, as_of: date | None = None) -> Preference:
    """What a question prefers; nothing where it says nothing about time and is asked as of none."""
    periods = tuple(_periods(question))
    asked = _LATEST.search(question) is not None
    return Preference(latest=asked or bool(as_of and not periods), periods=periods)


def fitness(wanted: Preference, days: Sequence[date | None]) -> list[float]:
    """How well each day of publication fits, 0 to 1. Without any day, all fit."""
    known = [day for day in days if day]
    if not (wanted and known):
        return [1.0] * len(days)
    return [_fit(wanted, day, max(known)) if day else _UNKNOWN for day in days]


def _fit(wanted: Preference, day: date, newest: date) -> float:
    named = not wanted.periods or any(day in period for period in wanted.periods)
    age = (newest - day).days if wanted.latest else 0
    return float(named * 0.5 ** (age / _HALF_LIFE))


def _periods(question: str) -> Iterator[Period]:
    for found in _PERIOD.finditer(question):
        month = found["month"]
        yield _period(
            int(found["year"]),
            _MONTHS[month.lower()] if month else 0,
            found["word"].lower() == "since",
        )
    for found in _PERIOD_ZH.finditer(question):
        yield _period(
            int(found["year"]), int(found["month"] or 0), bool(found["word"] or found["since"])
        )


def _period(year: int, month: int, since: bool) -> Period:
    first = date(year, month or 1, 1)
    if since:
        return Period(first=first)
    last = month or 12
    return Period(first=first, last=date(year, last, calendar.monthrange(year, last)[1]))
