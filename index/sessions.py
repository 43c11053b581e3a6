"""Sessions of browsers that signed in with a key: digests alone, so that none can be read back."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from index.database import Store
from index.schema import SESSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A session by the digest of its token, with the digest of the key that it stands for."""

    digest: str
    key_digest: str
    ends_at: datetime


class SessionStore(Store):
    """Sessions by their digest."""

    async def add(self, session: StoredSession) -> None:
        """Keep a session, and forget those that ended."""
        ended = SESSIONS.c.ends_at <= datetime.now(UTC)
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(SESSIONS).where(ended))
            await connection.execute(sa.insert(SESSIONS), asdict(session))

    async def key_of(self, digest: str) -> str | None:
        """The digest of the key that a session under way stands for."""
        query = sa.select(SESSIONS.c.key_digest).where(
            SESSIONS.c.digest == digest, SESSIONS.c.ends_at > datetime.now(UTC)
        )
        async with self._database.reading() as connection:
            return await connection.scalar(query)

    async def end(self, digest: str) -> None:
        """Forget a session."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.digest == digest))
