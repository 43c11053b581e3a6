"""Indexing beside the answering: one task indexes what was accepted, and tells who listens."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress

from index.arrivals import Done, Failed, Indexed
from index.errors import IndexesOutdated
from service.service import Work

_RETRY_SECONDS = 10.0
_log = logging.getLogger(__name__)

News = asyncio.Queue[Indexed | Failed | Done]  # `Done` at the end of each pass


class Indexer:
    """Works through the catalogue's pending articles whenever it is woken.

    Where others accept and index, too, it also looks `every` so many seconds. Where the indexes of
    this process are in use no more it is at its end, and `on_end` hears why.
    """

    def __init__(self, on_end: Callable[[Exception], None], every: float | None = None) -> None:
        self._on_end = on_end
        self._every = every
        self._wanted = asyncio.Event()
        self._stopping = False
        self._listeners: set[News] = set()

    def wake(self) -> None:
        """Something waits to be indexed, or to leave the indexes."""
        self._wanted.set()

    @contextmanager
    def listening(self) -> Iterator[News]:
        """What is indexed from now on, and the end of each pass."""
        news: News = asyncio.Queue()
        self._listeners.add(news)
        try:
            yield news
        finally:
            self._listeners.remove(news)

    @asynccontextmanager
    async def running(self, work: Work) -> AsyncIterator[None]:
        """Index in the background; at the end, stop after the batch in hand."""
        task = asyncio.create_task(self._run(work))
        try:
            yield
        finally:
            self._stopping = True
            self.wake()
            await task

    async def _run(self, work: Work) -> None:
        pause = self._every
        while not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wanted.wait()
            if self._stopping:
                return
            self._wanted.clear()
            pause = self._every
            try:
                await self._pass(work)
            except IndexesOutdated as error:
                self._on_end(error)
                return
            except Exception:  # noqa: BLE001  whatever it is, what waits stays in the catalogue
                _log.exception("indexing failed; it is tried again in %.0f s", _RETRY_SECONDS)
                pause = _RETRY_SECONDS
            self._spread(Done())

    async def _pass(self, work: Work) -> None:
        """Index what waits; when the service ends, the rest of it stays pending."""
        async with aclosing(work()) as events:
            async for event in events:
                self._spread(event)
                if self._stopping:
                    return

    def _spread(self, event: Indexed | Failed | Done) -> None:
        for listener in self._listeners:
            listener.put_nowait(event)
