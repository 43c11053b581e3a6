"""What models may cost a day."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest

from index.errors import DirectoryNotUsable
from service.answers import Usage
from service.budget import Budget
from service.errors import BudgetSpent
from service.grants import GRANT, Grant


@dataclass
class Day:
    now: date = date(2026, 5, 1)

    def __call__(self) -> date:
        return self.now


@dataclass
class Book:
    """A record of costs, which may be out of order."""

    usd: dict[date, float] = field(default_factory=dict)
    broken: bool = False
    by: dict[tuple[date, str | None], float] = field(default_factory=lambda: defaultdict(float))

    async def spend(self, day: date, usd: float, who: str | None) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise DirectoryNotUsable("The disk is full.")
        self.usd[day] = self.usd.get(day, 0.0) + usd
        self.by[day, who] += usd
        await asyncio.sleep(0)

    async def spent(self, day: date, who: str | None) -> float:
        await asyncio.sleep(0)
        return self.usd.get(day, 0.0) if who is None else self.by[day, who]


async def let_in(budget: Budget) -> None:
    async with budget.admitted(0.0):
        pass


async def test_without_a_limit_nothing_is_ever_spent_up() -> None:
    budget = Budget()
    budget.spend("m", Usage(cost_usd=10**6))
    await let_in(budget)


async def test_a_day_ends_when_its_money_does_and_the_next_begins_anew() -> None:
    budget = Budget(1.0, today=(day := Day()))
    budget.spend("m", Usage(cost_usd=0.6))
    await let_in(budget)
    budget.spend("m", Usage(cost_usd=0.4))
    with pytest.raises(BudgetSpent):
        await let_in(budget)
    day.now = date(2026, 5, 2)
    await let_in(budget)


async def test_what_replies_under_way_may_cost_is_spent_until_they_end() -> None:
    small = Grant(name="key small", scopes=frozenset(), daily_cost_usd=0.5)
    budget = Budget(1.0, Book(), Day())
    async with budget.admitted(0.3):
        with asking(small):
            async with budget.admitted(0.5):
                with pytest.raises(BudgetSpent, match="key small, and that is spent or about to"):
                    await let_in(budget)
        async with budget.admitted(9.0):  # the last may cost more than there is
            with pytest.raises(BudgetSpent):
                await let_in(budget)
    assert await budget.spent() == 0
    with asking(small):
        await let_in(budget)


async def test_a_key_has_money_of_its_own_which_a_restart_does_not_give_back() -> None:
    book, small = (
        Book(),
        Grant(name="key small", scopes=frozenset(), daily_cost_usd=0.5),
    )
    budget = Budget(9.0, book, Day())
    with asking(Grant(name="key other", scopes=frozenset())):
        budget.spend("m", Usage(cost_usd=3.0))
    with asking(small):
        await let_in(budget)
        budget.spend("m", Usage(cost_usd=0.5))
        with pytest.raises(BudgetSpent, match=r"\$0.50 a day for key small"):
            await let_in(budget)
    await budget.settle()
    with asking(small), pytest.raises(BudgetSpent):
        await let_in(Budget(9.0, book, Day()))
    await let_in(budget)
    assert (await budget.spent(), await budget.spent("key small")) == (3.5, 0.5)


@contextmanager
def asking(grant: Grant) -> Iterator[None]:
    token = GRANT.set(grant)
    try:
        yield
    finally:
        GRANT.reset(token)


async def test_what_is_spent_is_on_record_after_a_restart_without_anybody_waiting_for_it() -> None:
    book = Book({Day().now: 0.7})
    budget = Budget(1.0, book, Day())
    budget.spend("m", Usage(cost_usd=0.2))
    while book.usd[Day().now] == 0.7:
        await asyncio.sleep(0)
    assert round(await Budget(1.0, book, Day()).spent(), 6) == 0.9


async def test_every_cost_counts_once_whenever_it_is_asked_for() -> None:
    budget, told = Budget(99.0, Book(), Day()), []
    for _ in range(4):
        budget.spend("m", Usage(cost_usd=0.25))
    for _ in range(30):
        told.append(await budget.spent())
        await asyncio.sleep(0)
    await budget.settle()
    assert {*told, await budget.spent()} == {1.0}


async def test_what_can_t_be_put_on_record_counts_and_is_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    budget = Budget(1.0, book := Book(broken=True), Day())
    budget.spend("m", Usage(cost_usd=0.5))
    await budget.settle()
    assert (await budget.spent(), book.usd) == (0.5, {})
    assert "not on record yet: The disk is full." in caplog.text
    book.broken = False
    budget.spend("m", Usage(cost_usd=0.25))
    await budget.settle()
    assert book.usd == {Day().now: 0.75}
    assert await budget.spent() == 0.75
