"""Work beside a stream: what a stream begins is done meanwhile, and given in its order."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


async def in_order(source: AsyncGenerator[T | asyncio.Task[T], None]) -> AsyncGenerator[T, None]:
    """What a source yields: tasks as what they result in, in their order; all else at once.

    The source runs on while tasks are at work. Where this is closed early, nothing of it goes on.
    """
    line = _Line[T]()
    reading = asyncio.create_task(line.read(source))
    reading.add_done_callback(line.change)
    try:
        while True:
            line.changed.clear()
            for event in line.ready():
                yield event
            if reading.done() and not line.begun:
                break
            await line.changed.wait()
        await reading  # raises what the source raised
    finally:
        for task in (reading, *line.begun):
            task.cancel()
        await asyncio.gather(reading, *line.begun, return_exceptions=True)


@dataclass(slots=True)
class _Line(Generic[T]):
    """What waits to be given."""

    passing: deque[T] = field(default_factory=deque)
    begun: deque[asyncio.Task[T]] = field(default_factory=deque)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, source: AsyncGenerator[T | asyncio.Task[T], None]) -> None:
        async with aclosing(source) as events:
            async for event in events:
                if isinstance(event, asyncio.Task):
                    event.add_done_callback(self.change)
                    self.begun.append(event)
                else:
                    self.passing.append(event)
                self.changed.set()

    def change(self, _: object) -> None:
        self.changed.set()

    def ready(self) -> Iterator[T]:
        """What can be given now."""
        while self.passing:
            yield self.passing.popleft()
        while self.begun and self.begun[0].done():
            yield self.begun.popleft().result()
