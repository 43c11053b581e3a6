"""How many requests somebody sent in the minute and the day (UTC) under way.

Counted where all processes of one catalogue count, so limits hold over all of them, and go on after
a restart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Literal

import sqlalchemy as sa

from index.database import Store, insert_or_add, now_of
from index.schema import REQUESTS

Period = Literal["minute", "day"]

_LENGTHS: Mapping[Period, timedelta] = {
    "minute": timedelta(minutes=1),
    "day": timedelta(days=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A request in a period, which ends in so many `seconds`.

    `left` are those that may follow; None: it was one too many, and isn't counted.
    """

    period: Period
    most: int
    left: int | None
    seconds: float


class RateStore(Store):
    """Every method is one transaction. Any of them raises `DirectoryNotUsable`."""

    async def count(self, who: str, most: Mapping[Period, int]) -> Sequence[Counted]:
        """Count a request in these periods, up to one in which it is one too many.

        `most` are the requests that there may be in each.
        """
        counted = list[Counted]()
        async with self._database.writing() as connection:
            now = (await now_of(connection)).astimezone(UTC)
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            for period, limit in most.items():
                length = _LENGTHS[period]
                began = now - (now - midnight) % length
                one = insert_or_add(connection, REQUESTS, "sent", below=limit)
                sent = await connection.scalar(
                    one.returning(REQUESTS.c.sent),
                    {"who": who, "period": period, "began": began, "sent": 1},
                )
                counted.append(
                    Counted(
                        period=period,
                        most=limit,
                        left=None if sent is None else limit - sent,
                        seconds=(began + length - now).total_seconds(),
                    )
                )
                if sent is None:
                    break
                if sent == 1:  # the first of this period ends those before
                    over = REQUESTS.c.who == who, REQUESTS.c.period == period
                    ended = sa.delete(REQUESTS).where(*over, REQUESTS.c.began < began)
                    await connection.execute(ended)
        return counted
