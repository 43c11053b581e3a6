"""Indexing beside the answering: one task indexes what was accepted, and tells who listens."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.report import Stage
    from service.service import Work

_RETRY_SECONDS = 10.0
_log = logging.getLogger(__name__)

News = asyncio.Queue[str | None]  # the uri of an article that was indexed; None: a pass is over


class _Stopped(Exception):
    """The service ends; what still waits is pending in the catalogue."""


class Indexer:
    """Works through the catalogue's pending articles whenever it is woken.

    Where others accept and index, too, it also looks `every` so many seconds.
    """

    def __init__(self, every: float | None = None) -> None:
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
    async def running(self, work: "Work") -> AsyncIterator[None]:
        """Index in the background; at the end, stop after the batch in hand."""
        task = asyncio.create_task(self._run(work))
        try:
            yield
        finally:
            self._stopping = True
            self.wake()
            await task

    async def _run(self, work: "Work") -> None:
        while not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._wanted.wait()
            if self._stopping:
                return
            self._wanted.clear()
            try:
                await work(self._tell)
            except _Stopped:
                return
            except Exception:  # noqa: BLE001  whatever it is, what waits stays in the catalogue
                _log.exception("indexing failed; it is tried again in %.0f s", _RETRY_SECONDS)
                asyncio.get_running_loop().call_later(_RETRY_SECONDS, self.wake)
            self._spread(None)

    def _tell(self, _: "Stage", uri: str) -> None:
        self._spread(uri)
        if self._stopping:
            raise _Stopped

    def _spread(self, news: str | None) -> None:
        for listener in self._listeners:
            listener.put_nowait(news)
