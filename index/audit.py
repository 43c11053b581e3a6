"""Who changed what, and when: kept in the transaction that changes it."""

from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.database import Store
from index.schema import AUDIT

ACTOR: ContextVar[str] = ContextVar("actor", default="this machine")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """What became of something: `what` is a verb such as `added article`, `about` names it."""

    at: datetime
    who: str
    what: str
    about: str


async def note(connection: AsyncConnection, what: str, about: str) -> None:
    """Put a change on record, with who makes it now."""
    change = AuditEntry(at=datetime.now(UTC), who=ACTOR.get(), what=what, about=about)
    await connection.execute(sa.insert(AUDIT), asdict(change))


class AuditLog(Store):
    """What was changed."""

    async def latest(self, limit: int) -> list[AuditEntry]:
        """The latest changes, the newest first."""
        columns = [AUDIT.c[name] for name in ("at", "who", "what", "about")]
        query = sa.select(*columns).order_by(AUDIT.c.id.desc()).limit(limit)
        async with self._database.reading() as connection:
            return [AuditEntry(**row) for row in (await connection.execute(query)).mappings()]
