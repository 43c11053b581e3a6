"""How often the holder of a key may come: a number of requests in a minute, and in a day (UTC)."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence

from index.rates import Counted, Period
from service.errors import RateExceeded
from service.grants import Grant

Count = Callable[[str, Mapping[Period, int]], Awaitable[Sequence[Counted]]]


async def take(grant: Grant, count: Count) -> dict[str, str]:
    """Count a request; the headers tell of the limit that is nearest. Raises `RateExceeded`."""
    limits: dict[Period, int | None] = {"minute": grant.per_minute, "day": grant.per_day}
    most = {period: limit for period, limit in limits.items() if limit}
    counted = await count(grant.name, most) if most else ()
    if not counted:
        return {}
    nearest = min(counted, key=lambda one: -1 if one.left is None else one.left)
    seconds = str(max(math.ceil(nearest.seconds), 1))
    headers = {
        "RateLimit-Limit": str(nearest.most),
        "RateLimit-Remaining": str(nearest.left or 0),
        "RateLimit-Reset": seconds,
    }
    if nearest.left is None:
        raise RateExceeded(
            f"{grant.name} may send {nearest.most} requests a {nearest.period}.",
            f"Come back in {seconds} s.",
            headers={**headers, "Retry-After": seconds},
        )
    return headers
