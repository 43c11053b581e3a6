"""Work beside a stream comes in its order, and ends with it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from service.ordering import in_order


async def late(result: str, turns: int) -> str:
    for _ in range(turns):
        await asyncio.sleep(0)
    return result


async def test_tasks_come_in_the_order_they_were_begun_and_all_else_at_once() -> None:
    async def source() -> AsyncGenerator[str | asyncio.Task[str], None]:
        yield asyncio.create_task(late("first", 20))
        yield asyncio.create_task(late("second", 0))
        yield "at once"
        yield asyncio.create_task(late("third", 5))

    assert [event async for event in in_order(source())] == ["at once", "first", "second", "third"]


async def test_the_source_runs_on_while_a_task_is_at_work() -> None:
    begun: list[str] = []
    may_end = asyncio.Event()

    async def waiting() -> str:
        await may_end.wait()
        return "first"

    async def source() -> AsyncGenerator[str | asyncio.Task[str], None]:
        yield asyncio.create_task(waiting())
        begun.append("second")
        may_end.set()
        yield "second"

    assert [event async for event in in_order(source())] == ["second", "first"]
    assert begun == ["second"]


async def test_what_a_source_raises_comes_behind_what_it_began() -> None:
    async def source() -> AsyncGenerator[str | asyncio.Task[str], None]:
        yield asyncio.create_task(late("first", 20))
        raise LookupError

    events = in_order(source())
    assert await anext(events) == "first"
    with pytest.raises(LookupError):
        await anext(events)


async def test_closed_early_it_ends_its_source_and_every_task() -> None:
    ended: list[str] = []

    async def for_ever(name: str) -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)
        return name

    async def source() -> AsyncGenerator[str | asyncio.Task[str], None]:
        try:
            yield "begun"
            yield asyncio.create_task(for_ever("task"))
            await asyncio.Event().wait()
        finally:
            ended.append("source")

    async with aclosing(in_order(source())) as events:
        assert await anext(events) == "begun"
        await late("", 5)
    assert sorted(ended) == ["source", "task"]
