"""The ledger: which articles changed in what can be found, in the order in which that was kept.

Whoever has taken over all up to a number asks for those behind it. An article stands here once,
with its last change, also when it is gone.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.database import Store, take_turn
from index.schema import CHANGES

_TURN = 0x4C4544  # any number that others don't use


async def changed(connection: AsyncConnection, id_: str) -> None:
    """Put on record that what is found of an article is another now."""
    await take_turn(connection, _TURN)  # so that numbers come in the order of commits
    number = await _last(connection) + 1
    await connection.execute(sa.delete(CHANGES).where(CHANGES.c.article_id == id_))
    await connection.execute(sa.insert(CHANGES), {"article_id": id_, "number": number})


class LedgerStore(Store):
    """Which articles changed, in order."""

    async def last(self) -> int:
        """The number of the last change; 0 before the first."""
        async with self._database.reading() as connection:
            return await _last(connection)

    async def after(self, number: int, limit: int) -> Sequence[tuple[int, str]]:
        """Numbers and articles of the changes behind a number, the first first."""
        query = sa.select(CHANGES.c.number, CHANGES.c.article_id).where(CHANGES.c.number > number)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(CHANGES.c.number).limit(limit))
            return [(row.number, row.article_id) for row in rows]

    async def behind(self, number: int) -> int:
        """How many articles changed behind a number."""
        query = sa.select(sa.func.count()).select_from(CHANGES).where(CHANGES.c.number > number)
        async with self._database.reading() as connection:
            return int(await connection.scalar(query) or 0)


async def _last(connection: AsyncConnection) -> int:
    return int(await connection.scalar(sa.select(sa.func.max(CHANGES.c.number))) or 0)
