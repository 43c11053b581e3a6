"""What models may cost a day."""

from dataclasses import dataclass
from datetime import date

from service.budget import Budget


@dataclass
class Day:
    now: date = date(2026, 5, 1)

    def __call__(self) -> date:
        return self.now


async def test_without_a_limit_nothing_is_ever_spent_up() -> None:
    budget = Budget()
    budget.spend(10**6)
    assert not await budget.is_spent()


async def test_a_day_ends_when_its_money_does_and_the_next_begins_anew() -> None:
    budget = Budget(1.0, today=(day := Day()))
    budget.spend(0.6)
    assert not await budget.is_spent()
    budget.spend(0.4)
    assert await budget.is_spent()
    day.now = date(2026, 5, 2)
    assert not await budget.is_spent()


async def test_what_is_on_record_counts_after_a_restart_and_nothing_counts_twice() -> None:
    record = 0.7

    async def on_record() -> float:
        return record

    budget = Budget(1.0, on_record)
    assert await budget.spent() == 0.7
    budget.spend(0.2)
    record = 0.9  # the same answer, kept
    assert round(await budget.spent(), 6) == 0.9
