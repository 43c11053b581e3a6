"""How often the holder of a key may come: counted in this process, by fixed windows."""

import math
from time import time

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from service.errors import RateExceeded
from service.grants import Grant


class Rates:
    """Requests of each name in the minute and the day under way."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def take(self, grant: Grant) -> dict[str, str]:
        """Count a request; the headers tell of the limit that is nearest. Raises `RateExceeded`."""
        items: list[RateLimitItem] = []
        if grant.per_minute:
            items.append(RateLimitItemPerMinute(grant.per_minute))
        if grant.per_day:
            items.append(RateLimitItemPerDay(grant.per_day))
        for item in items:
            if not self._limiter.test(item, grant.name):
                raise self._exceeded(item, grant)
        for item in items:
            self._limiter.hit(item, grant.name)
        told = [self._told(item, grant) for item in items]
        return min(told, key=lambda one: int(one["RateLimit-Remaining"]), default={})

    def _told(self, item: RateLimitItem, grant: Grant) -> dict[str, str]:
        stats = self._limiter.get_window_stats(item, grant.name)
        return {
            "RateLimit-Limit": str(item.amount),
            "RateLimit-Remaining": str(stats.remaining),
            "RateLimit-Reset": str(max(math.ceil(stats.reset_time - time()), 1)),
        }

    def _exceeded(self, item: RateLimitItem, grant: Grant) -> RateExceeded:
        headers = self._told(item, grant)
        seconds = headers["RateLimit-Reset"]
        return RateExceeded(
            f"{grant.name} may send {item.amount} requests a {item.GRANULARITY.name}.",
            f"Come back in {seconds} s.",
            headers={**headers, "Retry-After": seconds},
        )
