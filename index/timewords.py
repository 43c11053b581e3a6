"""What a question says about time: that it wants the latest, or what was so in a certain period.

A question that is asked as of a day wants what was new on it, unless it names a period.
"""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index import language
from index.language import Language, fold, fold_variants

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
    spoken = language.read_as(question)
    question = fold_variants(question)
    periods = tuple(_periods(question, spoken))
    asked = spoken.dates.latest.search(question) is not None
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


def _periods(question: str, spoken: Language) -> Iterator[Period]:
    for found in spoken.dates.period.finditer(question):
        named = found.groupdict()
        month = fold(named["month"] or "0")
        number = int(month) if month.isdigit() else spoken.dates.months[month]
        yield _period(int(named["year"]), number, bool(named.get("since") or named.get("onwards")))


def _period(year: int, month: int, since: bool) -> Period:
    first = date(year, month or 1, 1)
    if since:
        return Period(first=first)
    last = month or 12
    return Period(first=first, last=date(year, last, calendar.monthrange(year, last)[1]))
