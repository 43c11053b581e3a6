"""The queue: what waits to be indexed, and what must leave the indexes. A kill loses none of it.

Whoever may see some articles only has no part in it: it is there for what keeps the indexes.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.aliases import Alias
from index.collecting import index_again
from index.database import Database, batches, lock
from index.ledger import changed
from index.model import Article, Span
from index.queries import (
    WHOLE,
    generation_in_use,
    in_line,
    leave,
    let_go,
    passage_rows,
    read,
    set_aliases,
    set_state,
    stay,
)
from index.schema import ARTICLES, IN_USE, LEAVING, NEWEST, OF_ARTICLE, PASSAGES, VERSIONS


class QueueStore:
    """Every method is one transaction. Any of them raises `DirectoryNotUsable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pending(self, limit: int) -> list[Article]:
        """Newest versions that wait to be indexed, oldest first."""
        async with self._database.reading() as connection:
            return read(await connection.execute(in_line().limit(limit)))

    async def pending_versions(self) -> list[str]:
        """What waits to be indexed, as `article:version`."""
        query = sa.select(VERSIONS.c.article_id, VERSIONS.c.version).join(ARTICLES, NEWEST)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.where(VERSIONS.c.state == "pending"))
            return [f"{row.article_id}:{row.version}" for row in rows]

    async def claim(self, limit: int, seconds: float) -> list[Article]:
        """Newest versions that wait to be indexed and that nobody has claimed, oldest first.

        They are claimed for so long: whoever dies with a claim only delays.
        """
        now = datetime.now(UTC)
        until = VERSIONS.c.claimed_until
        waiting = sa.select(VERSIONS.c.article_id, VERSIONS.c.version).join(ARTICLES, NEWEST)
        waiting = waiting.where(VERSIONS.c.state == "pending", until.is_(None) | (until < now))
        waiting = waiting.order_by(VERSIONS.c.accepted_at, VERSIONS.c.article_id).limit(limit)
        async with self._database.writing() as connection:
            locked = waiting.with_for_update(of=VERSIONS, skip_locked=True)
            mine = [tuple(row) for row in await connection.execute(locked)]
            these = sa.tuple_(VERSIONS.c.article_id, VERSIONS.c.version).in_(mine)
            claimed = {"claimed_until": now + timedelta(seconds=seconds)}
            await connection.execute(sa.update(VERSIONS).where(these).values(claimed))
            return read(await connection.execute(in_line().where(these))) if mine else []

    async def indexed(
        self, article: Article, spans: Sequence[Span], aliases: Sequence[Alias] = ()
    ) -> None:
        """Make `article`'s version the one that is found; the one before must leave the indexes."""
        this = ARTICLES.c.id == article.id
        async with self._database.writing() as connection:
            await lock(connection, this)
            rows = passage_rows(article, spans, await generation_in_use(connection))
            known = (await connection.execute(sa.select(ARTICLES).where(this))).first()
            overtaken = known is not None and (known.indexed or 0) > article.version
            if overtaken or not await _is_there(connection, article):
                await leave(connection, rows)  # it came or went while this one was being indexed
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
            if await _is_there(connection, article):
                await connection.execute(set_state(article, "failed", problem))

    async def leaving(self) -> list[str]:
        """Ids of passages that must still leave the vectors and the lexical index."""
        async with self._database.reading() as connection:
            return list(await connection.scalars(sa.select(LEAVING.c.passage_id)))

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


async def _is_there(connection: AsyncConnection, article: Article) -> bool:
    """Whether this very version is kept: one that was removed and came again counts anew."""
    this = sa.and_(OF_ARTICLE, VERSIONS.c.version == article.version)
    query = WHOLE.join(VERSIONS, this).where(ARTICLES.c.id == article.id)
    kept = read(await connection.execute(query))
    return [_unmarked(one) for one in kept] == [_unmarked(article)]


def _unmarked(article: Article) -> Article:
    """An article without what indexing notes of it."""
    return replace(article, state="pending", problem=None, cluster=None)
