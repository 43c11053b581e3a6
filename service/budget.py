"""What models may cost on one day (UTC). A cost that isn't known can't be limited."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Protocol

from index.errors import AssayError
from service.answers import Usage
from service.errors import BudgetSpent
from service.grants import GRANT

_log = logging.getLogger(__name__)


_Cost = tuple[date, float, str | None]  # US dollars, and by whom


class CostRecord(Protocol):
    """Where costs are on record, in US dollars by day and by who caused them: the catalogue."""

    async def spend(self, day: date, usd: float, who: str | None) -> None: ...

    async def spent(self, day: date, who: str | None) -> float: ...


@dataclass(slots=True)
class Used:
    """What a model read, wrote and cost since the process began, as far as it is known."""

    read: int = 0
    written: int = 0
    usd: float = 0.0


def _today() -> date:
    return datetime.now(UTC).date()


class Budget:
    """US dollars spent today against the most that may be spent, by all and by the key that asks.

    Without `most`, there is no limit for all; a key brings its own (`service.grants`). A task of
    its own puts each cost on record, since whoever tells of one may be leaving just then. Without a
    `record`, what was spent before this process began isn't known; what other processes are just
    spending never is.
    """

    def __init__(
        self,
        most: float | None = None,
        record: CostRecord | None = None,
        today: Callable[[], date] = _today,
    ) -> None:
        self.most = most
        self.used: defaultdict[str, Used] = defaultdict(Used)  # by model
        self._record = record
        self._today = today
        self._unwritten: list[_Cost] = []
        self._held: list[_Cost] = []  # what replies under way may cost
        self._writing: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()  # no cost is read while it goes from the list to the record

    async def spent(self, who: str | None = None) -> float:
        """US dollars that are known to have been spent today, by all or by one key."""
        async with self._turn:
            return await self._sum(who, self._unwritten)

    @asynccontextmanager
    async def admitted(self, usd: float) -> AsyncIterator[None]:
        """Hold what a reply may cost until the context ends: it counts as spent.

        So of many at once only the last that is let in can cost more than there was. Raises
        `BudgetSpent` where nothing more may be asked today.
        """
        grant = GRANT.get()
        who, own = (grant.name, grant.daily_cost_usd) if grant else (None, None)
        held = (self._today(), usd, who)
        limited = self.most is not None or own is not None
        async with self._turn if limited else nullcontext():  # look and hold are one
            taken = self._unwritten, self._held
            if self.most is not None and await self._sum(None, *taken) >= self.most:
                raise BudgetSpent(
                    f"Models may cost ${self.most:.2f} a day, and that is spent or about to be.",
                    "Ask again tomorrow (UTC), or raise ASSAY_DAILY_COST_USD.",
                )
            if own is not None and await self._sum(who, *taken) >= own:
                raise BudgetSpent(
                    f"Models may cost ${own:.2f} a day for {who}, and that is spent or about to "
                    "be.",
                    "Ask again tomorrow (UTC), or ask whoever runs the server for more.",
                )
            self._held.append(held)
        try:
            yield
        finally:
            self._held.remove(held)

    async def _sum(self, who: str | None, *beside: Iterable[_Cost]) -> float:
        """What is on record of today, and what stands beside it."""
        today = self._today()
        written = await self._record.spent(today, who) if self._record else 0.0
        counted = (usd for day, usd, by in chain(*beside) if day == today and who in (None, by))
        return written + sum(counted)

    def spend(self, model: str, usage: Usage) -> None:
        """Count what a model used for a reply, finished or not."""
        used, cost = self.used[model], usage.cost_usd or 0.0
        used.read += usage.input_tokens or 0
        used.written += usage.output_tokens or 0
        used.usd += cost
        if cost:
            grant = GRANT.get()
            self._unwritten.append((self._today(), cost, grant.name if grant else None))
            task = asyncio.create_task(self.settle())
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def settle(self) -> None:
        """Put on record what isn't yet. What can't be is counted all the same, and tried again."""
        async with self._turn:
            while self._record and self._unwritten:
                try:
                    await self._record.spend(*self._unwritten[0])
                except AssayError as error:
                    _log.warning("What a model cost is not on record yet: %s", error)
                    return
                del self._unwritten[0]
