"""The catalogue: the SQL truth about articles, their versions and passages.

Vectors and the lexical index are made from it. Its tables are in `index.schema`; how an article
comes in is in `index.accepting`, the longer statements are in `index.queries`.
"""

import re
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.accepting import Accepted, Outcome, Repaired, accept, unchanged
from index.aliases import Alias
from index.audit import AuditLog, note
from index.collecting import (
    NAMES,
    Within,
    among,
    collections_of,
    entering,
    index_again,
    put_into,
    read_names,
    seen,
    take_out,
)
from index.conversations import ConversationStore
from index.corrections import Correctable, Correction, correct, corrections_of
from index.coverage import Coverage, read_coverage
from index.database import Database, insert_new, lock, open_database
from index.errors import ArticleRefused, ArticleUnknown
from index.keys import KeyStore
from index.ledger import behind, changed, changes, last_change
from index.listing import (
    ListCounts,
    Listed,
    VersionNote,
    Wanted,
    list_articles,
    list_counts,
    versions_of,
)
from index.model import (
    Article,
    ArticleSummary,
    Filters,
    Passage,
    Received,
    Span,
    State,
    Stretch,
)
from index.queries import (
    PASSAGE,
    STATED,
    SUMMARY,
    WHOLE,
    about,
    aliases_changed,
    generation_in_use,
    in_line,
    leave,
    let_go,
    limits,
    lose,
    passage_rows,
    read,
    set_aliases,
    set_fact,
    set_state,
    stay,
    stretch_text,
)
from index.receipts import ReceiptStore, drop_receipts
from index.schema import (
    ARTICLES,
    FACTS,
    FOUND,
    IN_USE,
    LEAVING,
    NEWEST,
    OF_ARTICLE,
    OF_PASSAGE,
    PASSAGES,
    REPLIES,
    SHOWN,
    VERSIONS,
)
from index.sessions import SessionStore

__all__ = ["Accepted", "Catalogue", "Outcome", "Repaired", "Reply"]

_KEEP_REPLIES = timedelta(hours=24)
_AT_ONCE = 500  # bound variables in one statement stay far below SQLite's limit
_LARGEST = 2**31 - 1  # that fits a column of integers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was answered to a request that may come again."""

    key: str
    digest: str
    status: int
    body: str
    at: datetime


class Catalogue:
    """The truth. Every method is one transaction: when it returns, what it did is kept.

    Any of them raises `DirectoryNotUsable` where the database fails.
    """

    def __init__(self, database: Database, within: Within = None) -> None:
        """All of it, or what those may see and change who may see some collections only."""
        self._database = database
        self._within = within
        self.receipts = ReceiptStore(database)
        self.keys = KeyStore(database)
        self.sessions = SessionStore(database)
        self.conversations = ConversationStore(database)
        self.audit = AuditLog(database)

    @classmethod
    @asynccontextmanager
    async def open(cls, where: Path | str) -> AsyncIterator["Catalogue"]:
        """The catalogue in a SQLite file or at a database URL, made or migrated as needed.

        Raises `DirectoryTooNew`, `DirectoryNotUsable`.
        """
        async with open_database(where) as database:
            yield cls(database)

    def seen_by(self, within: Within) -> "Catalogue":
        """The catalogue as somebody has it who may see these collections only.

        That holds for what readers ask for; what keeps the indexes has all of it.
        """
        return Catalogue(self._database, within)

    # Articles come in and go

    async def accept(self, article: Repaired) -> Accepted:
        """Keep an article as pending, unless its newest version is the same already.

        Raises `ArticleRefused` where it can't be kept, or its id belongs to another uri.
        """
        async with self._database.writing() as connection:
            return await accept(connection, article, self._within)

    async def accept_many(self, articles: Sequence[Repaired]) -> list[Accepted | ArticleRefused]:
        """The same for many, in order and in one transaction. One that is refused fails alone."""
        async with self._database.writing() as connection:
            return [await _accept_or_refuse(connection, one, self._within) for one in articles]

    async def unchanged(
        self, articles: Sequence[Received], repaired_by: int
    ) -> list[Accepted | None]:
        """Which of these are the newest versions already; None for the others. Reads only."""
        async with self._database.reading() as connection:
            return await unchanged(connection, articles, repaired_by, self._within)

    async def pending(self, limit: int) -> list[Article]:
        """Newest versions that wait to be indexed, oldest first."""
        return await self._articles(in_line().limit(limit))

    async def pending_versions(self) -> list[str]:
        """What waits to be indexed, as `article:version`."""
        query = sa.select(VERSIONS.c.article_id, VERSIONS.c.version).join(ARTICLES, NEWEST)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.where(VERSIONS.c.state == "pending"))
            return [f"{row.article_id}:{row.version}" for row in rows]

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

    async def remove(self, id_: str) -> None:
        """Forget an article, all its versions, and the answers that hold words of it.

        One that is also in collections which may not be seen only leaves the others. Raises
        `ArticleUnknown`.
        """
        this = ARTICLES.c.id == id_
        async with self._database.writing() as connection:
            await lock(connection, this)
            was = await self._collections_of(connection, id_)
            await drop_receipts(connection, id_)
            if self._within is not None and was - self._within:
                await take_out(connection, id_, self._within)
                await index_again(connection, id_)
                await note(connection, "took article out", id_)
                return
            await let_go(connection, PASSAGES.c.article_id == id_)
            gone = await connection.execute(sa.delete(ARTICLES).where(this))
            if not gone.rowcount:
                raise _unknown(id_)
            await note(connection, "removed article", id_)
            await aliases_changed(connection)
            await changed(connection, id_)

    async def collect(self, id_: str, collections: Collection[str]) -> None:
        """Put an article into these collections, and out of all others that may be seen.

        What it leaves loses the answers that hold words of it. Raises `ArticleUnknown`,
        `ArticleRefused`.
        """
        wanted = entering(collections, self._within)
        async with self._database.writing() as connection:
            await lock(connection, ARTICLES.c.id == id_)
            was = await self._collections_of(connection, id_)
            left = (was if self._within is None else was & self._within) - wanted
            added = await put_into(connection, id_, wanted)
            if left:
                await take_out(connection, id_, left)
                await drop_receipts(connection, id_)
            if added or left:
                await index_again(connection, id_)
                await note(connection, "collected article", id_)

    async def _collections_of(self, connection: AsyncConnection, id_: str) -> frozenset[str]:
        """All collections of an article that may be seen. Raises `ArticleUnknown`."""
        found = await collections_of(connection, id_)
        if not (found if self._within is None else found & self._within):
            raise _unknown(id_)
        return found

    async def leaving(self) -> list[str]:
        """Ids of passages that must still leave the vectors and the lexical index."""
        async with self._database.reading() as connection:
            return list(await connection.scalars(sa.select(LEAVING.c.passage_id)))

    async def left(self, passage_ids: Sequence[str]) -> None:
        """Note that these passages are in no index any more.

        Those that another process made again meanwhile, under the same ids, are to be indexed anew.
        """
        async with self._database.writing() as connection:
            for some in _batches(passage_ids):
                await connection.execute(sa.delete(LEAVING).where(LEAVING.c.passage_id.in_(some)))
                remade = sa.select(PASSAGES.c.article_id).where(IN_USE, PASSAGES.c.id.in_(some))
                for id_ in set(await connection.scalars(remade)):
                    await index_again(connection, id_)

    # Several processes over one catalogue

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
        return await self._articles(in_line().where(these)) if mine else []

    def alone(self, what: int) -> AbstractAsyncContextManager[bool]:
        """Whether this process does alone what has this number; see `Database.alone`."""
        return self._database.alone(what)

    async def last_change(self) -> int:
        """The number of the last change in the ledger."""
        async with self._database.reading() as connection:
            return await last_change(connection)

    async def changes(self, after: int, limit: int) -> Sequence[tuple[int, str]]:
        """Numbers and articles of the ledger behind a number, the first first."""
        async with self._database.reading() as connection:
            return await changes(connection, after, limit)

    async def changes_behind(self, after: int) -> int:
        """How many articles changed behind a number."""
        async with self._database.reading() as connection:
            return await behind(connection, after)

    async def found_ids(self, after: str | None, limit: int) -> list[str]:
        """Ids of articles that can be found, in order."""
        found = sa.select(ARTICLES.c.id).where(ARTICLES.c.indexed.is_not(None))
        found = found.where(ARTICLES.c.id > (after or "")).order_by(ARTICLES.c.id).limit(limit)
        async with self._database.reading() as connection:
            return list(await connection.scalars(found))

    async def passages_of(
        self, ids: Collection[str]
    ) -> tuple[list[Passage], dict[str, tuple[str, ...]]]:
        """The passages of these articles that can be found, and the articles' collections."""
        async with self._database.reading() as connection:
            rows = await connection.execute(PASSAGE.where(PASSAGES.c.article_id.in_(ids)))
            passages = [Passage(**row) for row in rows.mappings()]
            named = await connection.execute(
                sa.select(ARTICLES.c.id, NAMES).where(ARTICLES.c.id.in_(ids))
            )
            return passages, {row.id: read_names(row.collections, None) for row in named}

    # Generations of the indexes: a new one is filled beside the one in use, then takes its place

    async def begin(self, fingerprint: str) -> None:
        """Note what the first indexes are made with, before anything is in them."""
        async with self._database.writing() as connection:
            await set_fact(connection, "fingerprint", fingerprint)

    async def found(self, after: str | None, limit: int) -> list[Article]:
        """Articles that can be found, in the version that is, in order of id."""
        query = WHOLE.join(VERSIONS, FOUND).where(ARTICLES.c.id > (after or ""))
        return await self._articles(query.order_by(ARTICLES.c.id).limit(limit))

    async def set_aside(
        self,
        generation: int,
        made: Sequence[tuple[Article, Sequence[Span], Sequence[Alias]]],
    ) -> None:
        """Keep passages of a generation that is not in use yet, and the aliases of its articles."""
        rows = [row for one, spans, _ in made for row in passage_rows(one, spans, generation)]
        async with self._database.writing() as connection:
            if rows:
                await connection.execute(sa.insert(PASSAGES), rows)
            for article, _, aliases in made:
                await set_aliases(connection, article, aliases)

    async def switch(self, generation: int, fingerprint: str, lost: Mapping[str, str]) -> None:
        """Put a generation in use in place of the one before.

        Articles that are `lost` on the way, with the reason, are found no more; those that failed
        before wait to be tried again, and all to be clustered.
        """
        failed = VERSIONS.c.state == "failed"
        again = {"state": "pending", "problem": None, "claimed_until": None}
        async with self._database.writing() as connection:
            await set_fact(connection, "generation", str(generation))
            await set_fact(connection, "fingerprint", fingerprint)
            await connection.execute(sa.update(VERSIONS).where(failed).values(again))
            await connection.execute(sa.update(VERSIONS).values(signature=None))
            await connection.execute(sa.update(ARTICLES).values(cluster=None))
            for id_, problem in lost.items():
                await lose(connection, id_, problem)
            await aliases_changed(connection)
            await connection.execute(sa.delete(LEAVING))
            await connection.execute(sa.delete(PASSAGES).where(sa.not_(IN_USE)))

    async def tidy(self) -> None:
        """Forget passages of generations that are not in use."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(PASSAGES).where(sa.not_(IN_USE)))

    # Articles that are near-copies of one another

    async def signatures(self) -> list[tuple[str, bytes]]:
        """Articles that can be found, and what their near-copies are known by."""
        query = sa.select(ARTICLES.c.id, VERSIONS.c.signature).join(VERSIONS, FOUND)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.where(VERSIONS.c.signature.is_not(None)))
            return [(row.id, row.signature) for row in rows]

    async def unplaced(self, limit: int) -> list[Article]:
        """Articles that can be found, and were not compared with the others yet."""
        query = WHOLE.join(VERSIONS, FOUND).where(VERSIONS.c.signature.is_(None))
        return await self._articles(query.order_by(ARTICLES.c.id).limit(limit))

    async def labels(self, ids: Collection[str]) -> dict[str, str]:
        """The clusters of these articles, by id."""
        query = sa.select(ARTICLES.c.id, ARTICLES.c.cluster)
        query = query.where(ARTICLES.c.id.in_(ids), ARTICLES.c.cluster.is_not(None))
        async with self._database.reading() as connection:
            return {row.id: row.cluster for row in await connection.execute(query)}

    async def cluster(
        self, id_: str, label: str, signature: bytes, merged: Sequence[str] = ()
    ) -> None:
        """Put an article that can be found into a cluster, and all of the `merged` ones with it."""
        this = sa.exists().where(FOUND, ARTICLES.c.id == id_)
        members = sa.or_(ARTICLES.c.id == id_, ARTICLES.c.cluster.in_(merged))
        async with self._database.writing() as connection:
            await connection.execute(sa.update(ARTICLES).where(members).values(cluster=label))
            await connection.execute(sa.update(VERSIONS).where(this).values(signature=signature))

    async def copies(self, id_: str) -> list[ArticleSummary]:
        """Near-copies of an article, the first published first, those of no known day last.

        Raises `ArticleUnknown`.
        """
        label = sa.select(ARTICLES.c.cluster).where(ARTICLES.c.id == id_).scalar_subquery()
        alike = sa.and_(ARTICLES.c.cluster == label, ARTICLES.c.id != id_)
        async with self._database.reading() as connection:
            await self._collections_of(connection, id_)
        query = SUMMARY.join(VERSIONS, SHOWN).where(alike, seen(self._within))
        order = (VERSIONS.c.published.nulls_last(), ARTICLES.c.id)
        return await self._summaries(query.order_by(*order))

    # What articles call the same

    async def aliases(self, collections: Collection[str] = ()) -> list[tuple[Alias, int]]:
        """The names that articles pair which can be found, of these collections or of all.

        With each pair goes how many do.
        """
        whose = among(ARTICLES.c.id, collections) if collections else sa.true()
        async with self._database.reading() as connection:
            rows = await connection.execute(STATED.where(whose))
            return [(Alias(row.name, row.other), row.articles) for row in rows]

    async def aliases_revision(self) -> int:
        """A number that is another one when `aliases` may have changed."""
        async with self._database.reading() as connection:
            wanted = sa.select(FACTS.c.value).where(FACTS.c.name == "aliases")
            return int(await connection.scalar(wanted) or 0)

    # Requests that may come twice

    async def reply(self, key: str) -> Reply | None:
        """What was answered to this request in the last 24 hours."""
        async with self._database.reading() as connection:
            return await _reply(connection, key)

    async def keep_reply(self, key: str, digest: str, status: int, body: str) -> Reply:
        """Keep an answer, unless there is one; returns the one that is kept."""
        now = datetime.now(UTC)
        reply = Reply(key=key, digest=digest, status=status, body=body, at=now)
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(REPLIES).where(REPLIES.c.at <= now - _KEEP_REPLIES))
            await connection.execute(insert_new(connection, REPLIES), asdict(reply))
            return await _reply(connection, key) or reply

    # What is there

    async def generation(self) -> int:
        """The generation of the indexes that is in use."""
        async with self._database.reading() as connection:
            return await generation_in_use(connection)

    async def fingerprint(self) -> str | None:
        """What the indexes were made with; None before the first article."""
        async with self._database.reading() as connection:
            wanted = sa.select(FACTS.c.value).where(FACTS.c.name == "fingerprint")
            return await connection.scalar(wanted)

    async def identity(self) -> str:
        """What tells this catalogue from all others; the same for as long as it lasts."""
        new = {"name": "identity", "value": token_hex(6)}
        async with self._database.writing() as connection:
            await connection.execute(insert_new(connection, FACTS), new)
            wanted = sa.select(FACTS.c.value).where(FACTS.c.name == "identity")
            return str(await connection.scalar(wanted))

    async def article(self, id_: str, version: int | None = None) -> Article:
        """A version of an article; by default the one that is found, or the newest.

        Raises `ArticleUnknown`.
        """
        which = SHOWN
        if version:
            which = sa.and_(ARTICLES.c.id == VERSIONS.c.article_id, VERSIONS.c.version == version)
        query = WHOLE.join(VERSIONS, which).where(ARTICLES.c.id == id_, seen(self._within))
        found = await self._articles(query) if (version or 0) <= _LARGEST else []
        if not found:
            raise _unknown(id_, version)
        return found[0]

    async def articles_of(self, passages: Iterable[Passage]) -> dict[str, Article]:
        """The articles of passages by id, in the version that the passages have."""
        pairs = sorted({(p.article_id, p.version) for p in passages})
        wanted = sa.tuple_(VERSIONS.c.article_id, VERSIONS.c.version).in_(pairs)
        query = WHOLE.join(VERSIONS, VERSIONS.c.article_id == ARTICLES.c.id)
        query = query.where(wanted, seen(self._within))
        return {article.id: article for article in await self._articles(query)}

    async def page(
        self,
        cursor: str | None,
        limit: int,
        wanted: Wanted = Wanted(),  # noqa: B008  frozen
    ) -> tuple[list[Listed], str | None]:
        """A page of articles in their newest version, and the cursor of the next.

        Raises `CursorUnknown`.
        """
        async with self._database.reading() as connection:
            return await list_articles(connection, wanted, cursor, limit, self._within)

    async def list_counts(self, wanted: Wanted) -> ListCounts:
        """How many articles are like `wanted`, and how many there are of each kind."""
        async with self._database.reading() as connection:
            return await list_counts(connection, wanted, self._within)

    async def correct(self, id_: str, fields: Mapping[Correctable, str | None], who: str) -> int:
        """Correct an article: a new version, to be indexed, with all the rest as it is.

        Returns the version that is the newest now. Raises `ArticleUnknown`.
        """
        async with self._database.writing() as connection:
            await lock(connection, ARTICLES.c.id == id_)
            await self._collections_of(connection, id_)
            version = await correct(connection, id_, fields, who)
            if version is None:
                raise _unknown(id_)
            await note(connection, "corrected article", id_)
        return version

    async def corrections(self, id_: str) -> tuple[Correction, ...]:
        """What readers corrected about an article, the first first."""
        async with self._database.reading() as connection:
            await self._collections_of(connection, id_)
            return await corrections_of(connection, id_)

    async def versions(self, id_: str) -> tuple[VersionNote, ...]:
        """The versions of an article, the newest first."""
        async with self._database.reading() as connection:
            await self._collections_of(connection, id_)
            return await versions_of(connection, id_)

    async def uris_of_file(self, name: str) -> list[str]:
        """The uris of articles that came as files of this name, the newest first."""
        uri = ARTICLES.c.uri
        query = sa.select(uri).join(VERSIONS, NEWEST).where(uri.startswith("file:"))
        query = query.where(seen(self._within))
        query = query.where(uri.contains(quote(name), autoescape=True))
        async with self._database.reading() as connection:
            found = await connection.scalars(query.order_by(VERSIONS.c.accepted_at.desc()))
            of_name = re.compile(rf"(file:(?:[0-9a-f]{{12}}/)?{re.escape(quote(name))})(?:#.*)?")
            named = (match[1] for one in found if (match := of_name.fullmatch(one)))
            return list(dict.fromkeys(named))

    async def states(self, ids: Collection[str]) -> dict[str, tuple[State, str | None]]:
        """How far the newest versions of these articles are, and what went wrong with them."""
        query = sa.select(ARTICLES.c.id, VERSIONS.c.state, VERSIONS.c.problem)
        query = query.join(VERSIONS, NEWEST).where(seen(self._within))
        found: dict[str, tuple[State, str | None]] = {}
        async with self._database.reading() as connection:
            for some in _batches(list(ids)):
                rows = await connection.execute(query.where(ARTICLES.c.id.in_(some)))
                found |= {row.id: (row.state, row.problem) for row in rows}
        return found

    async def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Those of the passages that can be found, by id, their text cut from the article's."""
        found: dict[str, Passage] = {}
        async with self._database.reading() as connection:
            for some in _batches(list(ids)):
                these = PASSAGE.where(PASSAGES.c.id.in_(some), seen(self._within))
                rows = await connection.execute(these)
                names = list(rows.keys())  # a mapping for each row would take twice as long
                told = (about(dict(zip(names, row, strict=True)), self._within) for row in rows)
                some_found = [Passage(**one) for one in told]
                found |= {passage.id: passage for passage in some_found}
        return found

    async def texts(self, stretches: Sequence[Stretch]) -> list[str | None]:
        """What stands in each stretch; None where that version is gone."""
        if not stretches:
            return []
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(*map(stretch_text, stretches)))).one()
        return list(row)

    async def passage_ids(self, filters: Filters) -> list[str]:
        """Ids of all passages whose articles pass the filters."""
        query = sa.select(PASSAGES.c.id).join(VERSIONS, OF_PASSAGE)
        query = query.where(IN_USE, *limits(filters))
        async with self._database.reading() as connection:
            return list(await connection.scalars(query))

    async def counts(self) -> dict[str, int]:
        """How many articles there are, by the state of their newest version, and passages."""
        states = (
            sa.select(VERSIONS.c.state, sa.func.count().label("articles"))
            .join(ARTICLES, NEWEST)
            .where(seen(self._within))
            .group_by(VERSIONS.c.state)
        )
        counting = sa.select(sa.func.count()).select_from(PASSAGES)
        counting = counting.where(IN_USE, seen(self._within, PASSAGES.c.article_id))
        async with self._database.reading() as connection:
            rows = (await connection.execute(states)).all()
            passages = await connection.scalar(counting)
        by_state: dict[str, int] = {row.state: row.articles for row in rows}
        counted = {state: by_state.get(state, 0) for state in ("indexed", "pending", "failed")}
        return {"articles": sum(by_state.values()), **counted, "passages": passages or 0}

    async def coverage(self) -> Coverage:
        """What the articles that can be found cover."""
        async with self._database.reading() as connection:
            return await read_coverage(connection, self._within)

    async def _articles(self, query: sa.Select[Any]) -> list[Article]:
        async with self._database.reading() as connection:
            return read(await connection.execute(query), self._within)

    async def _summaries(self, query: sa.Select[Any]) -> list[ArticleSummary]:
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [ArticleSummary(**about(row, self._within)) for row in rows.mappings()]


async def _accept_or_refuse(
    connection: AsyncConnection, article: Repaired, within: Within
) -> Accepted | ArticleRefused:
    try:
        return await accept(connection, article, within)
    except ArticleRefused as refusal:
        return refusal


async def _is_there(connection: AsyncConnection, article: Article) -> bool:
    """Whether this very version is kept: one that was removed and came again counts anew."""
    this = sa.and_(OF_ARTICLE, VERSIONS.c.version == article.version)
    query = WHOLE.join(VERSIONS, this).where(ARTICLES.c.id == article.id)
    kept = read(await connection.execute(query))
    return [_unmarked(one) for one in kept] == [_unmarked(article)]


def _unmarked(article: Article) -> Article:
    """An article without what indexing notes of it."""
    return replace(article, state="pending", problem=None, cluster=None)


async def _reply(connection: AsyncConnection, key: str) -> Reply | None:
    recent = REPLIES.c.at > datetime.now(UTC) - _KEEP_REPLIES
    query = sa.select(REPLIES).where(REPLIES.c.key == key, recent)
    row = (await connection.execute(query)).mappings().first()
    return Reply(**row) if row else None


def _unknown(id_: str, version: int | None = None) -> ArticleUnknown:
    which = f"No article has the id {id_[:100]!r}"
    return ArticleUnknown(
        f"{which} and version {version}." if version else f"{which}.",
        "GET /v1/articles lists the articles, `assay search` names those it finds.",
    )


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[i : i + _AT_ONCE] for i in range(0, len(ids), _AT_ONCE))
