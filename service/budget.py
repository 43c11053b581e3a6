"""What models may cost on one day (UTC). A cost that isn't known can't be limited."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Protocol

from index.errors import AssayError

_log = logging.getLogger(__name__)


class Ledger(Protocol):
    """Where costs are on record, in US dollars by day: the catalogue."""

    async def spend(self, day: date, usd: float) -> None: ...

    async def spent(self, day: date) -> float: ...


def _today() -> date:
    return datetime.now(UTC).date()


class Budget:
    """US dollars spent today against the most that may be spent; without `most`, no limit.

    A task of its own puts each cost on record, since whoever tells of one may be leaving just then.
    Without a `ledger`, what was spent before this process began isn't known.
    """

    def __init__(
        self,
        most: float | None = None,
        ledger: Ledger | None = None,
        today: Callable[[], date] = _today,
    ) -> None:
        self.most = most
        self._ledger = ledger
        self._today = today
        self._unwritten: list[tuple[date, float]] = []
        self._writing: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()  # no cost is read while it goes from the list to the ledger

    async def spent(self) -> float:
        """US dollars that are known to have been spent today."""
        today = self._today()
        async with self._turn:
            written = await self._ledger.spent(today) if self._ledger else 0.0
            return written + sum(usd for day, usd in self._unwritten if day == today)

    async def is_spent(self) -> bool:
        """Whether nothing more may be asked today."""
        return self.most is not None and await self.spent() >= self.most

    def spend(self, cost: float) -> None:
        """Count what a model was paid for an answer, finished or not."""
        if cost:
            self._unwritten.append((self._today(), cost))
            task = asyncio.create_task(self.settle())
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def settle(self) -> None:
        """Put on record what isn't yet. What can't be is counted all the same, and tried again."""
        async with self._turn:
            while self._ledger and self._unwritten:
                try:
                    await self._ledger.spend(*self._unwritten[0])
                except AssayError as error:
                    _log.warning("What a model cost is not on record yet: %s", error)
                    return
                del self._unwritten[0]
