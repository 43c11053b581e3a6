"""Requests are counted once for all processes of one catalogue, and a period ends by its clock."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index import rates
from index.catalogue import Catalogue
from index.rates import Counted
from tests.index.articles import dump, several

LATE = datetime(2026, 5, 1, 23, 59, 40, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The one moment in it is the time."""
    times = [LATE]

    async def now_of(_: object) -> datetime:
        return times[0]

    monkeypatch.setattr(rates, "now_of", now_of)
    return times


def left(counted: Sequence[Counted]) -> list[int | None]:
    return [one.left for one in counted]


async def test_of_many_requests_at_once_to_several_processes_as_many_pass_as_may(
    where: Path | str, clock: list[datetime]
) -> None:
    async with several(where, 3) as catalogues:
        asked = [one.rates.count("ann", {"minute": 9, "day": 7}) for one in catalogues * 4]
        counted = [await last for last in asyncio.as_completed(asked)]
    passed = [left(one)[-1] for one in counted if None not in left(one)]
    assert sorted(number for number in passed if number is not None) == list(range(7))


async def test_who_begins_anew_goes_on_counting(where: Path | str, clock: list[datetime]) -> None:
    for expected in ([1, 0], [0, None]):
        async with Catalogue.open(where) as catalogue:
            counted = await catalogue.rates.count("ann", {"minute": 2, "day": 1})
            assert left(counted) == expected


async def test_a_minute_ends_before_its_day_and_nothing_stays_of_either(
    catalogue: Catalogue, where: Path | str, clock: list[datetime]
) -> None:
    told = list[object]()
    for seconds in (-60, -59, 0, 21):
        clock[0] = LATE + timedelta(seconds=seconds)
        counted = await catalogue.rates.count("ann", {"minute": 1, "day": 3})
        told.append([(one.left, one.seconds) for one in counted])
    assert told == [
        [(0, 20), (2, 80)],
        [(None, 19)],
        [(0, 20), (1, 20)],
        [(0, 59), (2, 86_399)],
    ]
    await catalogue.rates.count("ben", {"minute": 1})
    kept = [(who, period, sent) for who, period, _, sent in (await dump(where))["requests"]]
    assert sorted(kept) == [("ann", "day", 1), ("ann", "minute", 1), ("ben", "minute", 1)]
