"""The queue: what waits to be indexed, and what must leave the indexes. A kill loses none of it.

Whoever may see some articles only has no part in it: it is there for what keeps the indexes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.aliases import Alias
from index.collecting import index_again
from index.database import Store, batches, lock, now_of, take_turn
from index.ledger import changed
from index.model import Article, Span
from index.queries import (
    SWITCHING,
    generation_in_use,
    in_line,
    is_there,
    leave,
    let_go,
    passage_rows,
    read,
    set_aliases,
    set_state,
    stay,
)
from index.schema import ARTICLES, IN_USE, LEAVING, PASSAGES, VERSIONS, WAITING


class QueueStore(Store):
    """What waits to be indexed, and what must leave the indexes."""

    async def pending(self, limit: int) -> list[Article]:
        """Versions that wait to be indexed, oldest first."""
        async with self._database.reading() as connection:
            return read(await connection.execute(in_line().limit(limit)))

    async def pending_versions(self) -> list[str]:
        """What waits to be indexed, as `article:version`."""
        query = sa.select(VERSIONS.c.article_id, VERSIONS.c.version).join(ARTICLES, WAITING)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [f"{row.article_id}:{row.version}" for row in rows]

    async def claim(self, limit: int, seconds: float) -> list[Article]:
        """Versions that wait to be indexed and that nobody has claimed, oldest first.

        They are claimed for so long: whoever dies with a claim only delays.
        """
        until = VERSIONS.c.claimed_until
        waiting = sa.select(VERSIONS.c.article_id, VERSIONS.c.version).join(ARTICLES, WAITING)
        waiting = waiting.order_by(VERSIONS.c.accepted_at, VERSIONS.c.article_id).limit(limit)
        async with self._database.writing() as connection:
            now = await now_of(connection)
            free = waiting.where(until.is_(None) | (until < now))
            locked = free.with_for_update(of=VERSIONS, skip_locked=True)
            mine = [tuple(row) for row in await connection.execute(locked)]
            these = sa.tuple_(VERSIONS.c.article_id, VERSIONS.c.version).in_(mine)
            claimed = {"claimed_until": now + timedelta(seconds=seconds)}
            await connection.execute(sa.update(VERSIONS).where(these).values(claimed))
            return read(await connection.execute(in_line().where(these))) if mine else []

    async def hold(self, articles: Sequence[Article], seconds: float | None) -> None:
        """Claim for so long what was claimed already; None: let others have it."""
        these = sa.tuple_(VERSIONS.c.article_id, VERSIONS.c.version).in_(
            [(article.id, article.version) for article in articles]
        )
        ours = sa.update(VERSIONS).where(these, VERSIONS.c.state == "pending")
        async with self._database.writing() as connection:
            now = await now_of(connection)
            until = None if seconds is None else now + timedelta(seconds=seconds)
            await connection.execute(ours.values(claimed_until=until))

    async def waited(self) -> float:
        """For how many seconds the oldest of what waits to be indexed has waited."""
        oldest = sa.select(sa.func.min(VERSIONS.c.accepted_at)).join(ARTICLES, WAITING)
        async with self._database.reading() as connection:
            since = await connection.scalar(oldest)
        return max((datetime.now(UTC) - since).total_seconds(), 0.0) if since else 0.0

    async def entering(self, passage_ids: Sequence[str]) -> None:
        """Note passages that are about to enter the indexes: they leave unless they are found.

        So nothing stays there of a version that came to nothing because who indexed it died.
        """
        async with self._database.writing() as connection:
            for some in batches(passage_ids):
                found = set(await connection.scalars(_found(some)))
                await leave(connection, [{"id": id_} for id_ in some if id_ not in found])

    async def indexed(
        self,
        article: Article,
        spans: Sequence[Span],
        aliases: Sequence[Alias] = (),
        generation: int | None = None,
        *,
        entered: bool = False,
    ) -> None:
        """Make `article`'s version the one that is found; the one before must leave the indexes.

        If it went into the indexes of another `generation` than the one in use, or `entered` them
        and was cleared away again by somebody who took us for dead, it goes on waiting.
        """
        this = ARTICLES.c.id == article.id
        async with self._database.writing() as connection:
            await take_turn(connection, SWITCHING, shared=True)
            in_use = await generation_in_use(connection)
            if generation not in (None, in_use):
                return
            await lock(connection, this)
            rows = passage_rows(article, spans, in_use)
            known = (await connection.execute(sa.select(ARTICLES).where(this))).first()
            overtaken = known is not None and (known.indexed or 0) > article.version
            if overtaken or not await is_there(connection, article):
                await leave(connection, rows)  # it came or went while this one was being indexed
                return
            if entered and not await _is_still_there(connection, [row["id"] for row in rows]):
                return
            await let_go(connection, PASSAGES.c.article_id == article.id)
            if rows:
                await connection.execute(sa.insert(PASSAGES), rows)
                await stay(connection, PASSAGES.c.article_id == article.id)
            await set_aliases(connection, article, aliases)
            await connection.execute(set_state(article, "indexed", None))
            await connection.execute(
                sa.update(ARTICLES).where(this).values(indexed=article.version)
            )
            await changed(connection, article.id)

    async def failed(self, article: Article, problem: str) -> None:
        """Note that a version could not be indexed, and why."""
        async with self._database.writing() as connection:
            if await is_there(connection, article):
                await connection.execute(set_state(article, "failed", problem))

    async def leaving(self) -> list[str]:
        """Ids of passages that must still leave the vectors and the lexical index."""
        async with self._database.reading() as connection:
            return list(await connection.scalars(sa.select(LEAVING.c.passage_id)))

    async def clearable(self) -> list[str]:
        """Those of them that nobody is just putting there; who dies has claimed for a while only.

        What is claimed is read last, since who claims does so before anything is noted.
        """
        claimed = sa.select(VERSIONS.c.article_id, VERSIONS.c.version)
        claimed = claimed.where(VERSIONS.c.state == "pending")
        async with self._database.reading() as connection:
            now = await now_of(connection)
            leaving = list(await connection.scalars(sa.select(LEAVING.c.passage_id)))
            rows = await connection.execute(claimed.where(VERSIONS.c.claimed_until > now))
            entering = {f"{row.article_id}:{row.version}" for row in rows}
        return [id_ for id_ in leaving if id_.rpartition(":")[0] not in entering]

    async def left(self, passage_ids: Sequence[str]) -> None:
        """Note that these passages are in no index any more.

        Those that another process made again meanwhile, under the same ids, are to be indexed anew.
        """
        async with self._database.writing() as connection:
            for some in batches(passage_ids):
                await connection.execute(sa.delete(LEAVING).where(LEAVING.c.passage_id.in_(some)))
                remade = sa.select(PASSAGES.c.article_id).where(IN_USE, PASSAGES.c.id.in_(some))
                for id_ in set(await connection.scalars(remade)):
                    await index_again(connection, id_)


def _found(passage_ids: Sequence[str]) -> sa.Select[Any]:
    """Those of the passages that can be found."""
    return sa.select(PASSAGES.c.id).where(IN_USE, PASSAGES.c.id.in_(passage_ids))


async def _is_still_there(connection: AsyncConnection, passage_ids: Sequence[str]) -> bool:
    """Whether all these were put into the indexes, and nobody has cleared them away since."""
    for some in batches(passage_ids):
        noted = sa.select(LEAVING.c.passage_id).where(LEAVING.c.passage_id.in_(some))
        there = {*await connection.scalars(noted), *await connection.scalars(_found(some))}
        if not there.issuperset(some):
            return False
    return True
