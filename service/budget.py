"""What models may cost on one day (UTC). A cost that isn't known can't be limited."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

SpentToday = Callable[[], Awaitable[float]]


async def nothing_on_record() -> float:
    """Where no costs are kept, what was spent before this process began isn't known."""
    return 0.0


def _today() -> date:
    return datetime.now(UTC).date()


class Budget:
    """US dollars spent today against the most that may be spent; without `most`, no limit.

    `on_record` tells what the answers kept so far cost today, so that a restart doesn't begin a new
    budget. It and our own count are both lower bounds, and the greater one counts.
    """

    def __init__(
        self,
        most: float | None = None,
        on_record: SpentToday = nothing_on_record,
        today: Callable[[], date] = _today,
    ) -> None:
        self.most = most
        self._on_record = on_record
        self._today = today
        self._day = today()
        self._spent = 0.0

    async def spent(self) -> float:
        """US dollars that are known to have been spent today."""
        self._turn_page()
        self._spent = max(self._spent, await self._on_record())
        return self._spent

    async def is_spent(self) -> bool:
        """Whether nothing more may be asked today."""
        return self.most is not None and await self.spent() >= self.most

    def spend(self, cost: float) -> None:
        """Count the cost of an answer."""
        self._turn_page()
        self._spent += cost

    def _turn_page(self) -> None:
        if (today := self._today()) != self._day:
            self._day, self._spent = today, 0.0
