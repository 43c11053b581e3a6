"""What was answered to requests that may come again, for a day."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.database import Store, insert_new
from index.schema import REPLIES

_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was answered to a request that may come again."""

    key: str
    digest: str
    status: int
    body: str
    at: datetime


class ReplyStore(Store):
    """First replies by the key of their request."""

    async def find(self, key: str) -> Reply | None:
        """What was answered to this request in the last 24 hours."""
        async with self._database.reading() as connection:
            return await _reply(connection, key)

    async def keep(self, key: str, digest: str, status: int, body: str) -> Reply:
        """Keep an answer, unless there is one; returns the one that is kept."""
        now = datetime.now(UTC)
        reply = Reply(key=key, digest=digest, status=status, body=body, at=now)
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(REPLIES).where(REPLIES.c.at <= now - _KEPT))
            await connection.execute(insert_new(connection, REPLIES), asdict(reply))
            return await _reply(connection, key) or reply


async def _reply(connection: AsyncConnection, key: str) -> Reply | None:
    recent = REPLIES.c.at > datetime.now(UTC) - _KEPT
    query = sa.select(REPLIES).where(REPLIES.c.key == key, recent)
    row = (await connection.execute(query)).mappings().first()
    return Reply(**row) if row else None
