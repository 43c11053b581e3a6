"""The catalogue: the SQL truth about articles, their versions and passages.

Vectors and the lexical index are made from it. `articles.latest` is the newest version accepted,
`articles.indexed` the one that can be found; until the newest is indexed the one before stays.
`leaving` lists passages that must still go from the indexes.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from index.errors import ArticleRefused, ArticleUnknown, DirectoryNotUsable
from index.migrations import upgrade
from index.model import Article, ArticleSummary, Edit, Filters, Passage, Received, Span

Outcome = Literal["added", "changed", "unchanged"]

_META = sa.MetaData()
_ARTICLES = sa.Table(
    "articles",
    _META,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("uri", sa.Text),
    sa.Column("latest", sa.Integer),
    sa.Column("indexed", sa.Integer),
)
_VERSIONS = sa.Table(
    "versions",
    _META,
    sa.Column("article_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Text) for name in ("title", "outlet")),
    sa.Column("published", sa.Date),
    *(sa.Column(name, sa.Text) for name in ("published_how", "url", "language", "raw", "text")),
    sa.Column("edits", sa.JSON),
    *(sa.Column(name, sa.Text) for name in ("digest", "state", "problem")),
)
_PASSAGES = sa.Table(
    "passages",
    _META,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("article_id", sa.Text),
    *(sa.Column(name, sa.Integer) for name in ("version", "start", "end")),
)
_LEAVING = sa.Table("leaving", _META, sa.Column("passage_id", sa.Text, primary_key=True))
_FACTS = sa.Table(
    "facts", _META, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text)
)

_SUMMARY = (
    _ARTICLES.c.id,
    _ARTICLES.c.uri,
    *(_VERSIONS.c[f.name] for f in fields(ArticleSummary) if f.name not in ("id", "uri")),
)
_WHOLE = (*_SUMMARY, _VERSIONS.c.raw, _VERSIONS.c.text, _VERSIONS.c.edits)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_AT_ONCE = 500  # bound variables in one statement stay far below SQLite's limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """An article ready for the catalogue."""

    received: Received
    text: str
    edits: tuple[Edit, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What the catalogue made of an article."""

    id: str
    version: int
    outcome: Outcome


class Catalogue:
    """The truth. Every method is one transaction: when it returns, what it did is kept."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._one_writer = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator["Catalogue"]:
        """The catalogue in the SQLite file `path`, made or migrated as needed.

        Raises `DirectoryTooNew`, `DirectoryNotUsable`.
        """
        engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        sa.event.listen(engine.sync_engine, "connect", _configure_sqlite)
        try:
            await _migrate(engine, path)
            yield cls(engine)
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._one_writer, self._engine.begin() as connection:
            yield connection

    # Articles come in and go

    async def accept(self, article: Repaired) -> Accepted:
        """Keep an article as pending, unless its newest version is the same already.

        Raises `ArticleRefused` where its id belongs to another uri.
        """
        received = article.received
        if received.id is not None and not _ID.fullmatch(received.id):
            raise ArticleRefused(
                f"{received.id!r} can't be an id.",
                "Use 1 to 100 letters, digits, dots, dashes and underscores, or leave the id out.",
            )
        digest = _digest(article)
        async with self._writing() as connection:
            known = await _find(connection, received)
            if known is None:
                id_ = received.id or _id_of(received.uri)
                row = {"id": id_, "uri": received.uri, "latest": 1, "indexed": None}
                await connection.execute(sa.insert(_ARTICLES).values(row))
                outcome, version = "added", 1
            else:
                id_, version = known.id, known.latest
                newest = sa.and_(_VERSIONS.c.article_id == id_, _VERSIONS.c.version == version)
                if await connection.scalar(sa.select(_VERSIONS.c.digest).where(newest)) == digest:
                    retry = sa.update(_VERSIONS).where(newest, _VERSIONS.c.state == "failed")
                    await connection.execute(retry.values(state="pending", problem=None))
                    return Accepted(id=id_, version=version, outcome="unchanged")
                outcome, version = "changed", version + 1
                bump = sa.update(_ARTICLES).where(_ARTICLES.c.id == id_)
                await connection.execute(bump.values(latest=version))
            await connection.execute(
                sa.insert(_VERSIONS).values(_version_row(article, id_, version, digest))
            )
        return Accepted(id=id_, version=version, outcome=outcome)  # type: ignore[arg-type]

    async def pending(self, limit: int) -> list[Article]:
        """Newest versions that wait to be indexed, oldest article first."""
        wanted = sa.and_(_VERSIONS.c.state == "pending", _VERSIONS.c.version == _ARTICLES.c.latest)
        return await self._select_articles(wanted, limit)

    async def indexed(self, article: Article, spans: Sequence[Span]) -> None:
        """Make `article`'s version the one that is found; the one before must leave the indexes."""
        owner = _PASSAGES.c.article_id == article.id
        async with self._writing() as connection:
            await self._let_go(connection, owner)
            rows = [
                {
                    "id": passage_id(article, ordinal),
                    "article_id": article.id,
                    "version": article.version,
                    "start": span.start,
                    "end": span.end,
                }
                for ordinal, span in enumerate(spans)
            ]
            known = sa.select(_ARTICLES.c.id).where(_ARTICLES.c.id == article.id)
            if await connection.scalar(known) is None:  # removed while it was being indexed
                gone = [{"passage_id": row["id"]} for row in rows]
                if gone:
                    await connection.execute(sa.insert(_LEAVING).prefix_with("OR IGNORE"), gone)
                return
            if rows:
                await connection.execute(sa.insert(_PASSAGES), rows)
                here = _LEAVING.c.passage_id.in_(
                    sa.select(_PASSAGES.c.id).where(owner)
                )  # made again under the same ids
                await connection.execute(sa.delete(_LEAVING).where(here))
            await connection.execute(_set_state(article, "indexed", None))
            bump = sa.update(_ARTICLES).where(_ARTICLES.c.id == article.id)
            await connection.execute(bump.values(indexed=article.version))

    async def failed(self, article: Article, problem: str) -> None:
        """Note that a version could not be indexed, and why."""
        async with self._writing() as connection:
            await connection.execute(_set_state(article, "failed", problem))

    async def remove(self, id_: str) -> None:
        """Forget an article and all its versions. Raises `ArticleUnknown`."""
        async with self._writing() as connection:
            await self._let_go(connection, _PASSAGES.c.article_id == id_)
            gone = await connection.execute(sa.delete(_ARTICLES).where(_ARTICLES.c.id == id_))
            if not gone.rowcount:
                raise _unknown(id_)

    async def leaving(self) -> list[str]:
        """Ids of passages that must still leave the vectors and the lexical index."""
        async with self._engine.connect() as connection:
            return list(await connection.scalars(sa.select(_LEAVING.c.passage_id)))

    async def left(self, passage_ids: Sequence[str]) -> None:
        """Note that these passages are in no index any more."""
        async with self._writing() as connection:
            for some in _batches(passage_ids):
                await connection.execute(sa.delete(_LEAVING).where(_LEAVING.c.passage_id.in_(some)))

    async def start_over(self, fingerprint: str) -> None:
        """Every article waits to be indexed again, into empty indexes with this fingerprint."""
        async with self._writing() as connection:
            await self._let_go(connection, sa.true())
            await connection.execute(sa.update(_ARTICLES).values(indexed=None))
            await connection.execute(sa.update(_VERSIONS).values(state="pending", problem=None))
            await connection.execute(sa.delete(_FACTS).where(_FACTS.c.name == "fingerprint"))
            fact = {"name": "fingerprint", "value": fingerprint}
            await connection.execute(sa.insert(_FACTS).values(fact))

    # What is there

    async def fingerprint(self) -> str | None:
        """What the indexes were made with; None before the first article."""
        async with self._engine.connect() as connection:
            wanted = sa.select(_FACTS.c.value).where(_FACTS.c.name == "fingerprint")
            return await connection.scalar(wanted)

    async def article(self, id_: str, version: int | None = None) -> Article:
        """A version of an article; by default the one that is found, or the newest.

        Raises `ArticleUnknown`.
        """
        asked = version or sa.func.coalesce(_ARTICLES.c.indexed, _ARTICLES.c.latest)
        wanted = sa.and_(_ARTICLES.c.id == id_, _VERSIONS.c.version == asked)
        found = await self._select_articles(wanted, 1)
        if not found:
            raise _unknown(id_, version)
        return found[0]

    async def articles_of(self, passages: Iterable[Passage]) -> dict[str, Article]:
        """The articles of passages by id, in the version that the passages have."""
        pairs = {(p.article_id, p.version) for p in passages}
        wanted = sa.tuple_(_VERSIONS.c.article_id, _VERSIONS.c.version).in_(sorted(pairs))
        return {article.id: article for article in await self._select_articles(wanted, len(pairs))}

    async def page(self, after: str | None, limit: int) -> tuple[list[ArticleSummary], str | None]:
        """Articles in order of id, and the cursor of the next page."""
        query = (
            sa.select(*_SUMMARY)
            .join(_VERSIONS, _VERSIONS.c.article_id == _ARTICLES.c.id)
            .where(_VERSIONS.c.version == _ARTICLES.c.latest, _ARTICLES.c.id > (after or ""))
            .order_by(_ARTICLES.c.id)
            .limit(limit + 1)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        found = [ArticleSummary(**row) for row in rows[:limit]]
        return found, found[-1].id if len(rows) > limit else None

    async def passages(self, ids: Collection[str]) -> dict[str, Passage]:
        """Those of the passages that can be found, by id, their text cut from the article's."""
        query = sa.select(
            _PASSAGES,
            *(_VERSIONS.c[name] for name in ("title", "outlet", "published", "url", "language")),
            sa.func.substr(
                _VERSIONS.c.text, _PASSAGES.c.start + 1, _PASSAGES.c.end - _PASSAGES.c.start
            ).label("text"),
        ).join(
            _VERSIONS,
            sa.and_(
                _VERSIONS.c.article_id == _PASSAGES.c.article_id,
                _VERSIONS.c.version == _PASSAGES.c.version,
            ),
        )
        found: dict[str, Passage] = {}
        async with self._engine.connect() as connection:
            for some in _batches(list(ids)):
                rows = await connection.execute(query.where(_PASSAGES.c.id.in_(some)))
                found |= {row["id"]: Passage(**row) for row in rows.mappings()}
        return found

    async def passage_ids(self, filters: Filters) -> list[str]:
        """Ids of all passages whose articles pass the filters."""
        version = _VERSIONS.c
        limits: list[sa.ColumnElement[bool]] = []
        if filters.published_from:
            limits.append(version.published >= filters.published_from)
        if last := [day for day in (filters.published_to, filters.as_of) if day]:
            limits.append(version.published <= min(last))
        if filters.outlets:
            wanted = [outlet.casefold() for outlet in filters.outlets]
            limits.append(sa.func.casefold(version.outlet).in_(wanted))
        if filters.languages:
            limits.append(version.language.in_(filters.languages))
        if filters.articles:
            limits.append(version.article_id.in_(filters.articles))
        query = (
            sa.select(_PASSAGES.c.id)
            .join(
                _VERSIONS,
                sa.and_(
                    version.article_id == _PASSAGES.c.article_id,
                    version.version == _PASSAGES.c.version,
                ),
            )
            .where(*limits)
        )
        async with self._engine.connect() as connection:
            return list(await connection.scalars(query))

    async def counts(self) -> dict[str, int]:
        """How many articles there are, by the state of their newest version, and passages."""
        states = (
            sa.select(_VERSIONS.c.state, sa.func.count().label("articles"))
            .join(_ARTICLES, _ARTICLES.c.id == _VERSIONS.c.article_id)
            .where(_VERSIONS.c.version == _ARTICLES.c.latest)
            .group_by(_VERSIONS.c.state)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(states)).all()
            passages = await connection.scalar(sa.select(sa.func.count()).select_from(_PASSAGES))
        by_state: dict[str, int] = {row.state: row.articles for row in rows}
        counted = {state: by_state.get(state, 0) for state in ("indexed", "pending", "failed")}
        return {"articles": sum(by_state.values()), **counted, "passages": passages or 0}

    async def _select_articles(self, wanted: sa.ColumnElement[bool], limit: int) -> list[Article]:
        query = (
            sa.select(*_WHOLE)
            .join(_VERSIONS, _VERSIONS.c.article_id == _ARTICLES.c.id)
            .where(wanted)
            .order_by(_ARTICLES.c.id)
            .limit(limit)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            Article(**{**row, "edits": tuple(Edit(**edit) for edit in row["edits"])})
            for row in rows
        ]

    async def _let_go(self, connection: AsyncConnection, whose: sa.ColumnElement[bool]) -> None:
        """Move passages to the list of those that must leave the indexes."""
        ids = sa.select(_PASSAGES.c.id).where(whose)
        fresh = ids.where(_PASSAGES.c.id.not_in(sa.select(_LEAVING.c.passage_id)))
        await connection.execute(sa.insert(_LEAVING).from_select(["passage_id"], fresh))
        await connection.execute(sa.delete(_PASSAGES).where(whose))


def passage_id(article: Article, ordinal: int) -> str:
    """`article:version:ordinal`."""
    return f"{article.id}:{article.version}:{ordinal}"


async def _migrate(engine: AsyncEngine, path: Path) -> None:
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    except sa.exc.DBAPIError as error:
        raise DirectoryNotUsable(
            f"The catalogue {path} can't be used: {error.orig}.",
            "Name another directory with --data DIR or ASSAY_DATA, or put the file in order.",
        ) from error


async def _find(connection: AsyncConnection, received: Received) -> sa.Row[Any] | None:
    """The article that this one replaces, if any."""
    query = sa.select(_ARTICLES)
    by_uri = (await connection.execute(query.where(_ARTICLES.c.uri == received.uri))).first()
    if received.id is None:
        return by_uri
    by_id = (await connection.execute(query.where(_ARTICLES.c.id == received.id))).first()
    if by_id and by_id.uri != received.uri:
        raise ArticleRefused(
            f"The id {received.id} belongs to {by_id.uri}, not to {received.uri}.",
            "Leave the id out, or give the article an id of its own.",
        )
    if by_uri and by_uri.id != received.id:
        raise ArticleRefused(
            f"{received.uri} is known as {by_uri.id}, not as {received.id}.",
            f"Use the id {by_uri.id}, or remove that article first.",
        )
    return by_id


def _id_of(uri: str) -> str:
    return hashlib.sha256(uri.encode()).hexdigest()[:12]


def _digest(article: Repaired) -> str:
    kept = asdict(article)
    del kept["received"]["id"]  # it names the article, with or without being said again
    kept["received"]["published"] = str(article.received.published)
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def _version_row(article: Repaired, id_: str, version: int, digest: str) -> dict[str, Any]:
    received = article.received
    return {
        "article_id": id_,
        "version": version,
        "title": received.title,
        "outlet": received.outlet,
        "published": received.published,
        "published_how": received.published_how,
        "url": received.url,
        "language": article.language,
        "raw": received.raw,
        "text": article.text,
        "edits": [asdict(edit) for edit in article.edits],
        "digest": digest,
        "state": "pending",
        "problem": None,
    }


def _set_state(article: Article, state: str, problem: str | None) -> sa.Update:
    this = sa.and_(_VERSIONS.c.article_id == article.id, _VERSIONS.c.version == article.version)
    return sa.update(_VERSIONS).where(this).values(state=state, problem=problem)


def _unknown(id_: str, version: int | None = None) -> ArticleUnknown:
    which = f"No article has the id {id_!r}"
    return ArticleUnknown(
        f"{which} and version {version}." if version else f"{which}.",
        "GET /v1/articles lists the articles, `assay search` names those it finds.",
    )


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[i : i + _AT_ONCE] for i in range(0, len(ids), _AT_ONCE))


def _casefold(text: str | None) -> str | None:
    return text.casefold() if text else text


def _configure_sqlite(connection: Any, _: object) -> None:
    connection.create_function("casefold", 1, _casefold)
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
