"""Items of a generator, read by a task of their own.

Who waits for the next item may stop waiting, wait again or leave for good at any moment: only that
task ever runs the generator, and it closes it in the end.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Generic, TypeVar

from anyio import CancelScope

T = TypeVar("T")


class Relay(Generic[T]):
    """Made by `relayed`."""

    def __init__(self, source: AsyncGenerator[T, None]) -> None:
        self._items: asyncio.Queue[T | None] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read(source))

    async def next(self) -> T | None:
        """The next item, None after the last. Raises what the generator raises."""
        item = await self._items.get()
        if item is None:
            self._items.put_nowait(None)  # for who stops waiting here, and asks again
            await asyncio.wait({self._reading})
            if not self._reading.cancelled():
                self._reading.result()
        return item

    def finish(self, last: T) -> None:
        """Give `last` instead of what would still come."""
        self._items.put_nowait(last)
        self._reading.cancel()

    async def close(self) -> None:
        """Close the generator, and wait until that is done."""
        self._reading.cancel()
        with CancelScope(shield=True):  # the server cancels again and again until we are gone
            await asyncio.wait({self._reading})

    async def _read(self, source: AsyncGenerator[T, None]) -> None:
        try:
            async with aclosing(source):
                async for item in source:
                    self._items.put_nowait(item)
        finally:
            self._items.put_nowait(None)


@asynccontextmanager
async def relayed(source: AsyncGenerator[T, None]) -> AsyncIterator[Relay[T]]:
    """The items of `source`, which is closed when the context ends."""
    relay = Relay(source)
    try:
        yield relay
    finally:
        await relay.close()
