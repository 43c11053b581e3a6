"""Asking again, leaving alone, and keeping to a budget."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from functools import partial

import pytest

from service.answers import Piece, Usage
from service.asking import Ask, Messages, Patience, guarded, limited, retried
from service.breaker import Breaker
from service.budget import Budget, Used
from service.errors import BudgetSpent, ModelRefused, ModelUnavailable

MESSAGES = [{"role": "user", "content": "Hello?" * 20}]
BUSY = ModelUnavailable("It is busy.", retry_after=3)
DOWN = ModelUnavailable("It is down.")
NO_KEY = ModelUnavailable("It wants a key.", passing=False)


@dataclass
class Model:
    """Plays one script after the other; an exception in a script is raised in its place."""

    scripts: list[Sequence[str | Usage | Exception]]
    asked: int = 0

    async def __call__(self, messages: Messages) -> AsyncGenerator[Piece, None]:
        script = self.scripts[min(self.asked, len(self.scripts) - 1)]
        self.asked += 1
        for piece in script:
            if isinstance(piece, Exception):
                raise piece
            yield piece


@dataclass
class Naps:
    """Sleeps that take no time."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


async def told(ask: Ask) -> list[Piece]:
    return [piece async for piece in ask(MESSAGES)]


def patient(model: Model, naps: Naps, chance: float = 1.0) -> Ask:
    return partial(retried, model, Patience(sleep=naps, chance=lambda: chance))


async def test_a_model_that_is_down_is_asked_again_after_growing_waits() -> None:
    model = Model([[DOWN], [DOWN], ["Hello."]])
    assert await told(patient(model, naps := Naps())) == ["Hello."]
    assert naps.taken == [0.5, 1.0]


async def test_waits_are_spread_by_chance() -> None:
    await told(patient(Model([[DOWN], ["Hello."]]), naps := Naps(), chance=0.0))
    assert naps.taken == [0.25]


async def test_a_busy_provider_gets_the_time_that_it_asked_for() -> None:
    await told(patient(Model([[BUSY], ["Hello."]]), naps := Naps()))
    assert naps.taken == [3]


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (DOWN, 3),
        (NO_KEY, 1),
        (ModelUnavailable("Come back tomorrow.", retry_after=9000), 1),
        (ModelRefused("Too long."), 1),
    ],
)
async def test_it_is_given_up_in_the_end_or_where_waiting_does_not_help(
    error: Exception, asked: int
) -> None:
    model = Model([[error]])
    with pytest.raises(type(error)):
        await told(patient(model, Naps()))
    assert model.asked == asked


async def test_what_has_begun_to_answer_is_not_asked_again() -> None:
    model = Model([["Hel", DOWN]])
    with pytest.raises(ModelUnavailable):
        await told(patient(model, Naps()))
    assert model.asked == 1


async def test_a_model_that_keeps_failing_is_left_alone_and_says_for_how_long() -> None:
    model = Model([[DOWN]])
    ask: Ask = partial(guarded, model, Breaker(clock=lambda: 0.0), "a/b")
    for _ in range(5):
        with pytest.raises(ModelUnavailable) as caught:
            await told(ask)
    assert model.asked == 3
    assert caught.value.message == (
        "The model a/b failed several times and is left alone for 30 more seconds."
    )


async def test_requests_that_a_model_refuses_do_not_count_as_its_failures() -> None:
    model = Model([[ModelRefused("Too long.")]])
    ask: Ask = partial(guarded, model, Breaker(), "a/b")
    for _ in range(5):
        with pytest.raises(ModelRefused):
            await told(ask)
    assert model.asked == 5


async def test_a_reader_who_leaves_a_probe_does_not_block_the_next() -> None:
    clock = [0.0]
    breaker = Breaker(failures=1, rest=30, clock=lambda: clock[0])
    model = Model([[DOWN], ["Hel", "lo"]])
    ask: Ask = partial(guarded, model, breaker, "a/b")
    with pytest.raises(ModelUnavailable):
        await told(ask)
    clock[0] = 31
    probe = ask(MESSAGES)
    assert await anext(probe) == "Hel"
    await probe.aclose()
    assert await told(ask) == ["Hel", "lo"]


async def test_when_the_money_of_the_day_is_spent_no_model_is_asked() -> None:
    model = Model([["Hello.", Usage(input_tokens=1, output_tokens=1, cost_usd=0.5)]])
    ask: Ask = partial(limited, model, Budget(0.9), "a/b", lambda read, written: None, 9)
    for _ in range(2):
        await told(ask)
    with pytest.raises(
        BudgetSpent, match=r"may cost \$0.90 a day, and that is spent or about to be"
    ):
        await told(ask)
    assert model.asked == 2


async def test_of_many_questions_at_once_no_more_reach_a_model_than_there_is_money_for() -> None:
    asked, over = list[Messages](), asyncio.Event()

    async def slow(messages: Messages) -> AsyncGenerator[Piece, None]:
        asked.append(messages)
        await over.wait()
        yield Usage(input_tokens=30, output_tokens=70, cost_usd=0.1)

    budget = Budget(0.5)
    ask: Ask = partial(limited, slow, budget, "a/b", lambda read, written: 0.2, 170)
    questions = [asyncio.create_task(told(ask)) for _ in range(64)]
    await asyncio.wait(questions, return_when=asyncio.FIRST_COMPLETED)
    over.set()
    ends = await asyncio.gather(*questions, return_exceptions=True)
    assert len(asked) == 3
    assert sum(isinstance(end, BudgetSpent) for end in ends) == 61
    assert round(await budget.spent(), 6) == 0.3
    await told(ask)  # there is money left, since they cost less than they might have


async def test_an_answer_whose_reader_left_costs_what_it_is_estimated_to() -> None:
    ask: Ask = partial(
        limited,
        Model([["Hello."] * 9]),
        budget := Budget(9),
        "a/b",
        lambda read, written: read + written,
        9,
    )
    pieces = ask(MESSAGES)
    _ = await anext(pieces), await anext(pieces)
    await pieces.aclose()
    assert await budget.spent() == 120 // 4 + 12 // 4
    assert budget.used == {"a/b": Used(read=120 // 4, written=12 // 4, usd=33)}


async def test_a_reader_who_leaves_before_the_first_word_has_what_was_read_to_pay() -> None:
    async def thinking(_: Messages) -> AsyncGenerator[Piece, None]:
        await asyncio.sleep(60)
        yield "Hello."

    budget = Budget(9)
    ask: Ask = partial(limited, thinking, budget, "a/b", lambda read, written: read + written, 9)
    waiting = asyncio.ensure_future(told(ask))
    while not waiting.cancelling():
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.wait({waiting})
    assert await budget.spent() == 120 // 4


async def test_a_model_that_fails_before_the_first_word_costs_nothing() -> None:
    budget = Budget(9)
    ask: Ask = partial(
        limited, Model([[DOWN]]), budget, "a/b", lambda read, written: read + written, 9
    )
    with pytest.raises(ModelUnavailable):
        await told(ask)
    assert await budget.spent() == 0


async def test_an_unknown_price_is_not_limited() -> None:
    model = Model([["Hello.", Usage(input_tokens=9, output_tokens=9)]])
    ask: Ask = partial(limited, model, budget := Budget(0.01), "a/b", lambda read, written: None, 9)
    for _ in range(3):
        await told(ask)
    assert await budget.spent() == 0
