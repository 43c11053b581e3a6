"""How many questions are at work at once, and how many wait for a place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.errors import TooManyQuestions
from service.settings import QUESTIONS_AT_ONCE, QUESTIONS_WAITING

_PATIENCE = 30.0  # seconds in the queue


class Admission:
    """So many questions `at_once`; so many `waiting`, each for `patience` seconds at most."""

    def __init__(
        self,
        at_once: int = QUESTIONS_AT_ONCE,
        waiting: int = QUESTIONS_WAITING,
        patience: float = _PATIENCE,
    ) -> None:
        self._places = asyncio.Semaphore(at_once)
        self._most_waiting = waiting
        self._patience = patience
        self.at_work = self.waiting = self.refused = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place until the context ends. Raises `TooManyQuestions`."""
        try:
            await self._take()
        except TooManyQuestions:
            self.refused += 1
            raise
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1
            self._places.release()

    async def _take(self) -> None:
        if self._places.locked() and self.waiting >= self._most_waiting:
            raise _too_many(f"{self.waiting} questions are waiting already")
        self.waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._places.acquire()
        except TimeoutError:
            raise _too_many(f"no place became free within {self._patience:.0f} s") from None
        finally:
            self.waiting -= 1


def _too_many(why: str) -> TooManyQuestions:
    return TooManyQuestions(
        f"The service answers as many questions as it can: {why}.",
        "Ask again in a few seconds. ASSAY_QUESTIONS_AT_ONCE says how many it answers at once.",
    )
