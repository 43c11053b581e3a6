"""The catalogue: the SQL truth about articles, their versions and passages.

Vectors and the lexical index are made from it. Its tables are in `index.schema`; how an article
comes in is in `index.accepting`, the longer statements are in `index.queries`. What keeps the
indexes (`queue`, `generations`, `signatures`, `ledger`) and what is kept beside the articles have
stores of their own.
"""

import re
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.accepting import Accepted, Repaired, accept, unchanged
from index.aliases import Alias
from index.audit import AuditLog, note
from index.collecting import (
    NAMES,
    Within,
    among,
    check_changeable,
    collections_of,
    entering,
    held,
    index_again,
    put_into,
    read_names,
    seen,
    take_out,
)
from index.conversations import ConversationStore
from index.corrections import Correctable, Correction, correct, corrections_of
from index.coverage import Coverage, read_coverage
from index.database import (
    Database,
    batches,
    insert_new,
    lock,
    open_database,
    place_of,
    take_turn,
)
from index.errors import ArticleRefused, ArticleUnknown
from index.generations import GenerationStore
from index.keys import KeyStore
from index.ledger import LedgerStore, changed
from index.listing import (
    ListCounts,
    Listed,
    VersionNote,
    Wanted,
    list_articles,
    list_counts,
    versions_of,
)
from index.model import Article, ArticleSummary, Filters, Passage, Received, State, Stretch
from index.queries import (
    PASSAGE,
    STATED,
    SUMMARY,
    WHOLE,
    about,
    aliases_changed,
    let_go,
    limits,
    read,
    set_fact,
    stretch_text,
)
from index.queue import QueueStore
from index.rates import RateStore
from index.receipts import ReceiptStore, drop_receipts
from index.replies import ReplyStore
from index.schema import (
    ARTICLES,
    FACTS,
    FOUND,
    IN_USE,
    NEWEST,
    OF_PASSAGE,
    PASSAGES,
    SHOWN,
    VERSIONS,
)
from index.sessions import SessionStore
from index.signatures import SignatureStore

_IDENTIFYING = 0x494445  # what one does at a time; any number that others don't use
_LARGEST = 2**31 - 1  # that fits a column of integers


class Catalogue:
    """The truth. Every method is one transaction: when it returns, what it did is kept.

    Any of them raises `DirectoryNotUsable` where the database fails.
    """

    def __init__(self, database: Database, within: Within = None) -> None:
        """All of it, or what those may see and change who may see some collections only."""
        self._database = database
        self._within = within
        self.queue = QueueStore(database)
        self.generations = GenerationStore(database)
        self.signatures = SignatureStore(database)
        self.ledger = LedgerStore(database)
        self.replies = ReplyStore(database)
        self.receipts = ReceiptStore(database)
        self.rates = RateStore(database)
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
            return [
                await _accept_or_refuse(connection, article, self._within) for article in articles
            ]

    async def unchanged(
        self, articles: Sequence[Received], repaired_by: int
    ) -> list[Accepted | None]:
        """Which of these are the newest versions already; None for the others. Reads only."""
        async with self._database.reading() as connection:
            return await unchanged(connection, articles, repaired_by, self._within)

    async def remove(self, id_: str) -> None:
        """Forget an article, all its versions, and the answers that hold words of it.

        Raises `ArticleUnknown`, and `ArticleRefused` where it is also in collections that may not
        be seen.
        """
        this = ARTICLES.c.id == id_
        async with self._database.writing() as connection:
            await lock(connection, this)
            await self._changeable(connection, id_)
            await drop_receipts(connection, id_)
            await let_go(connection, PASSAGES.c.article_id == id_)
            gone = await connection.execute(sa.delete(ARTICLES).where(this))
            if not gone.rowcount:
                raise _unknown(id_)
            await note(connection, "removed article", id_)
            await aliases_changed(connection)
            await changed(connection, id_)

    async def _collect(
        self, connection: AsyncConnection, id_: str, was: frozenset[str], wanted: frozenset[str]
    ) -> None:
        """Put an article into these collections, and out of all others.

        If it leaves any, the answers that hold words of it go.
        """
        left = was - wanted
        added = await put_into(connection, id_, wanted)
        if left:
            await take_out(connection, id_, left)
            await drop_receipts(connection, id_)
        if added or left:
            await index_again(connection, id_)
            await note(connection, "collected article", id_)

    async def _changeable(self, connection: AsyncConnection, id_: str) -> frozenset[str]:
        """All collections of an article that may be changed.

        Raises `ArticleUnknown`, `ArticleRefused`.
        """
        names = await self._collections_of(connection, id_)
        check_changeable(id_, names, self._within)
        return names

    async def _collections_of(self, connection: AsyncConnection, id_: str) -> frozenset[str]:
        """All collections of an article that may be seen. Raises `ArticleUnknown`."""
        names = await collections_of(connection, id_)
        if not (names if self._within is None else names & self._within):
            raise _unknown(id_)
        return names

    # What there is for those who keep the indexes

    def alone(self, what: int, *, shared: bool = False) -> AbstractAsyncContextManager[bool]:
        """Whether this process does alone what has this number; see `Database.alone`."""
        return self._database.alone(what, shared=shared)

    async def identity(self) -> str:
        """What tells this catalogue from all others; the same for as long as it lasts.

        One that was restored from a dump, in another database, is another.
        """
        fact, new = sa.select(FACTS.c.value), {"name": "identity", "value": token_hex(6)}
        async with self._database.writing() as connection:
            await take_turn(connection, _IDENTIFYING)
            place = await place_of(connection)
            was = await connection.scalar(fact.where(FACTS.c.name == "place"))
            if was not in (None, place):
                await connection.execute(sa.delete(FACTS).where(FACTS.c.name == "identity"))
            if was != place:
                await set_fact(connection, "place", place)
            await connection.execute(insert_new(connection, FACTS), new)
            return str(await connection.scalar(fact.where(FACTS.c.name == "identity")))

    async def found_ids(self, after: str | None, limit: int) -> list[str]:
        """Ids of articles that can be found, in order."""
        query = sa.select(ARTICLES.c.id).where(ARTICLES.c.indexed.is_not(None))
        query = query.where(ARTICLES.c.id > (after or "")).order_by(ARTICLES.c.id).limit(limit)
        async with self._database.reading() as connection:
            return list(await connection.scalars(query))

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

    async def newest(self, after: str | None, limit: int) -> list[Article]:
        """Articles in their newest version, found or waiting, in order of id."""
        query = WHOLE.join(VERSIONS, NEWEST).where(ARTICLES.c.id > (after or ""))
        return await self._articles(query.order_by(ARTICLES.c.id).limit(limit))

    async def found(self, after: str | None, limit: int) -> list[Article]:
        """Articles that can be found, in the version that is, in order of id."""
        query = WHOLE.join(VERSIONS, FOUND).where(ARTICLES.c.id > (after or ""))
        return await self._articles(query.order_by(ARTICLES.c.id).limit(limit))

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

    # What readers see

    async def article(self, id_: str, version: int | None = None) -> Article:
        """A version of an article; by default the one that is found, or the newest.

        Raises `ArticleUnknown`.
        """
        which = SHOWN
        if version:
            which = sa.and_(ARTICLES.c.id == VERSIONS.c.article_id, VERSIONS.c.version == version)
        query = WHOLE.join(VERSIONS, which).where(ARTICLES.c.id == id_, held(self._within))
        articles = await self._articles(query) if (version or 0) <= _LARGEST else []
        if not articles:
            raise _unknown(id_, version)
        return articles[0]

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
        """How many articles are like `wanted`, and how many of each kind would be."""
        async with self._database.reading() as connection:
            return await list_counts(connection, wanted, self._within)

    async def correct(
        self,
        id_: str,
        fields: Mapping[Correctable, str | None],
        who: str,
        collections: Collection[str] = (),
    ) -> int:
        """Correct an article: a new version, to be indexed, with all the rest as it is.

        If `collections` are named, it is in these then, and in no others. Returns the version that
        is the newest now. Raises `ArticleUnknown`, and `ArticleRefused` where it is also in
        collections that may not be seen.
        """
        wanted = entering(collections, self._within) if collections else None
        async with self._database.writing() as connection:
            await lock(connection, ARTICLES.c.id == id_)
            was = await self._changeable(connection, id_)
            version = await correct(connection, id_, fields, who)
            if version is None:
                raise _unknown(id_)
            if fields:
                await note(connection, "corrected article", id_)
            if wanted:
                await self._collect(connection, id_, was, wanted)
        return version

    async def corrections(self, id_: str) -> tuple[Correction, ...]:
        """What readers corrected about an article, the first first."""
        async with self._database.reading() as connection:
            await self._collections_of(connection, id_)
            return await corrections_of(connection, id_, self._within)

    async def versions(self, id_: str) -> tuple[VersionNote, ...]:
        """The versions of an article, the newest first."""
        async with self._database.reading() as connection:
            await self._collections_of(connection, id_)
            return await versions_of(connection, id_, self._within)

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
            rows = await connection.execute(query.order_by(*order))
            return [ArticleSummary(**about(row, self._within)) for row in rows.mappings()]

    async def uris_of_file(self, name: str) -> list[str]:
        """The uris of articles that came as files of this name, the newest first."""
        uri = ARTICLES.c.uri
        query = sa.select(uri).join(VERSIONS, NEWEST).where(uri.startswith("file:"))
        query = query.where(seen(self._within))
        query = query.where(uri.contains(quote(name), autoescape=True))
        async with self._database.reading() as connection:
            uris = await connection.scalars(query.order_by(VERSIONS.c.accepted_at.desc()))
            of_name = re.compile(rf"(file:(?:[0-9a-f]{{12}}/)?{re.escape(quote(name))})(?:#.*)?")
            named = (match[1] for came_as in uris if (match := of_name.fullmatch(came_as)))
            return list(dict.fromkeys(named))

    async def states(self, ids: Collection[str]) -> dict[str, tuple[State, str | None]]:
        """How far the newest versions of these articles are, and what went wrong with them."""
        query = sa.select(ARTICLES.c.id, VERSIONS.c.state, VERSIONS.c.problem)
        query = query.join(VERSIONS, NEWEST).where(seen(self._within))
        states: dict[str, tuple[State, str | None]] = {}
        async with self._database.reading() as connection:
            for some in batches(list(ids)):
                rows = await connection.execute(query.where(ARTICLES.c.id.in_(some)))
                states |= {row.id: (row.state, row.problem) for row in rows}
        return states

    async def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Those of the passages that can be found, by id, their text cut from the article's."""
        passages: dict[str, Passage] = {}
        async with self._database.reading() as connection:
            for some in batches(list(ids)):
                these = PASSAGE.where(PASSAGES.c.id.in_(some), seen(self._within))
                rows = await connection.execute(these)
                names = list(rows.keys())  # a mapping for each row would take twice as long
                fields = (about(dict(zip(names, row, strict=True)), self._within) for row in rows)
                some_passages = [Passage(**named) for named in fields]
                passages |= {passage.id: passage for passage in some_passages}
        return passages

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

    @property
    def connections(self) -> int:
        """How many connections to the database are in use just now."""
        return self._database.in_use

    async def coverage(self) -> Coverage:
        """What the articles that can be found cover."""
        async with self._database.reading() as connection:
            return await read_coverage(connection, self._within)

    async def _articles(self, query: sa.Select[Any]) -> list[Article]:
        async with self._database.reading() as connection:
            return read(await connection.execute(query), self._within)


async def _accept_or_refuse(
    connection: AsyncConnection, article: Repaired, within: Within
) -> Accepted | ArticleRefused:
    try:
        return await accept(connection, article, within)
    except ArticleRefused as refusal:
        return refusal


def _unknown(id_: str, version: int | None = None) -> ArticleUnknown:
    which = f"No article has the id {id_[:100]!r}"
    return ArticleUnknown(
        f"{which} and version {version}." if version else f"{which}.",
        "GET /v1/articles lists the articles, `assay search` names those it finds.",
    )
