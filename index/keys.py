"""Keys of the HTTP API, in the catalogue. Only a digest of each is kept."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from index.audit import note
from index.database import Store, insert_new, lock
from index.schema import KEYS, SESSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A key by its name: what it may do (`scopes`, with commas between), how often, how long.

    `collections`, with commas between, are those that it sees; None: all.
    """

    name: str
    digest: str
    scopes: str
    made_at: datetime
    expires_at: datetime | None = None
    per_minute: int | None = None
    per_day: int | None = None
    collections: str | None = None
    daily_cost_usd: float | None = None


class KeyStore(Store):
    """Named keys."""

    async def add(self, key: StoredKey) -> bool:
        """Keep a key, unless there is one of this name. Says whether it was kept."""
        async with self._database.writing() as connection:
            added = await connection.execute(insert_new(connection, KEYS), asdict(key))
            if added.rowcount:
                await note(connection, "added key", f"{key.name} ({key.scopes})")
            return bool(added.rowcount)

    async def all(self) -> Sequence[StoredKey]:
        """All keys, the first first."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(KEYS).order_by(KEYS.c.made_at, KEYS.c.name))
            return [StoredKey(**row) for row in rows.mappings()]

    async def revoke(
        self, name: str, check: Callable[[StoredKey, Sequence[StoredKey]], None]
    ) -> bool:
        """Forget a key, and the sessions that stand for it. Says whether there was one.

        `check` gets it and the others, and raises where it must stay.
        """
        async with self._database.writing() as connection:
            await lock(connection, KEYS.c.name.is_not(None))  # all: others may be going just now
            rows = (await connection.execute(sa.select(KEYS))).mappings()
            keys = {row["name"]: StoredKey(**row) for row in rows}
            if (gone := keys.pop(name, None)) is None:
                return False
            check(gone, list(keys.values()))
            of_it = SESSIONS.c.key_digest == gone.digest
            await connection.execute(sa.delete(SESSIONS).where(of_it))
            await connection.execute(sa.delete(KEYS).where(KEYS.c.name == name))
            await note(connection, "revoked key", name)
            return True
