"""The catalogue's longer statements, and what becomes of their rows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.aliases import Alias
from index.collecting import NAMES, Within, among, read_names
from index.database import insert_new
from index.model import Article, ArticleSummary, Edit, Filters, Passage, Span, State, Stretch
from index.schema import (
    ALIASES,
    ARTICLES,
    FACTS,
    FOUND,
    GENERATION,
    IN_USE,
    LEAVING,
    OF_ARTICLE,
    OF_PASSAGE,
    PASSAGES,
    VERSIONS,
    WAITING,
)


def _columns(model: type, *tables: sa.Table) -> list[sa.ColumnElement[Any]]:
    """The columns that fill a model, each from the first table that has it."""
    names = [field.name for field in fields(model)]
    homes = {column.name: column for table in reversed(tables) for column in table.c}
    return [homes[name] for name in names if name not in ("text", "collections")]


SWITCHING = 0x535749  # what a switch of generations does alone; any number that others don't use

_TEXT = sa.func.substr(VERSIONS.c.text, PASSAGES.c.start + 1, PASSAGES.c.end - PASSAGES.c.start)

SUMMARY = sa.select(*_columns(ArticleSummary, ARTICLES, VERSIONS), NAMES)
WHOLE = sa.select(*_columns(Article, ARTICLES, VERSIONS), VERSIONS.c.text, NAMES)
PASSAGE = (
    sa.select(*_columns(Passage, PASSAGES, VERSIONS, ARTICLES), _TEXT.label("text"))
    .join(VERSIONS, OF_PASSAGE)
    .join(ARTICLES, ARTICLES.c.id == PASSAGES.c.article_id)
    .where(IN_USE)
)


STATED: sa.Select[Any] = (
    sa.select(ALIASES.c.name, ALIASES.c.other, sa.func.count().label("articles"))
    .join(ARTICLES, sa.and_(ARTICLES.c.id == ALIASES.c.article_id,
                            ARTICLES.c.indexed == ALIASES.c.version))
    .group_by(ALIASES.c.name, ALIASES.c.other)
)  # fmt: skip


def in_line() -> sa.Select[Any]:
    """Versions that wait to be indexed, oldest first."""
    waiting = WHOLE.join(VERSIONS, WAITING)
    return waiting.order_by(VERSIONS.c.accepted_at, VERSIONS.c.article_id)


def read(rows: sa.CursorResult[Any], within: Within = None) -> list[Article]:
    """The articles in what `WHOLE` selects."""
    return [
        Article(**{**about(row, within), "edits": tuple(Edit(**edit) for edit in row["edits"])})
        for row in rows.mappings()
    ]


def about(row: Mapping[Any, Any], within: Within) -> dict[str, Any]:
    """What a row tells of an article to somebody who may see these collections.

    A cluster is called like an article, maybe one of a collection that they may not see.
    """
    told = {**row, "cluster": row["cluster"] if within is None else _hidden(row["cluster"])}
    if "collections" in row:
        told["collections"] = read_names(row["collections"], within)
    return told


def _hidden(label: str | None) -> str | None:
    return label and hashlib.sha256(label.encode()).hexdigest()[:12]


def limits(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """What the versions must be like that pass the filters."""
    version = VERSIONS.c
    found: list[sa.ColumnElement[bool]] = []
    days: list[sa.ColumnElement[bool]] = []
    if filters.published_from:
        days.append(version.published >= filters.published_from)
    if filters.last_day:
        days.append(version.published <= filters.last_day)
    if days:
        undated = version.published.is_(None) if filters.undated else sa.false()
        found.append(sa.or_(sa.and_(*days), undated))
    if filters.outlets:
        found.append(version.outlet_folded.in_([outlet.casefold() for outlet in filters.outlets]))
    if filters.languages:
        found.append(version.language.in_(filters.languages))
    if filters.articles:
        found.append(version.article_id.in_(filters.articles))
    if filters.collections:
        found.append(among(version.article_id, filters.collections))
    return found


def passage_rows(article: Article, spans: Sequence[Span], generation: int) -> list[dict[str, Any]]:
    """Passages of an article, with ids that are the same each time: `article:version:ordinal`."""
    prefix = f"{article.id}:{article.version}"
    whose = {"generation": generation, "article_id": article.id, "version": article.version}
    return [{"id": f"{prefix}:{n}", **whose, **asdict(span)} for n, span in enumerate(spans)]


async def set_aliases(
    connection: AsyncConnection, article: Article, pairs: Sequence[Alias]
) -> None:
    """Keep the names that an article pairs, in place of those of any version of it."""
    gone = await connection.execute(sa.delete(ALIASES).where(ALIASES.c.article_id == article.id))
    whose = {"article_id": article.id, "version": article.version}
    if pairs:
        await connection.execute(sa.insert(ALIASES), [whose | asdict(pair) for pair in pairs])
    if pairs or gone.rowcount:
        await aliases_changed(connection)


async def aliases_changed(connection: AsyncConnection) -> None:
    """Have everyone read the aliases again who keeps them in memory."""
    more = sa.cast(sa.cast(FACTS.c.value, sa.Integer) + 1, sa.Text)
    await connection.execute(sa.update(FACTS).where(FACTS.c.name == "aliases").values(value=more))


def set_state(article: Article, state: State, problem: str | None) -> sa.Update:
    """How far a version is."""
    this = sa.and_(VERSIONS.c.article_id == article.id, VERSIONS.c.version == article.version)
    return sa.update(VERSIONS).where(this).values(state=state, problem=problem)


def stretch_text(stretch: Stretch) -> sa.ScalarSelect[Any]:
    """The characters of a stretch."""
    length = stretch.end - stretch.start
    this = (VERSIONS.c.article_id == stretch.article_id, VERSIONS.c.version == stretch.version)
    text = sa.func.substr(VERSIONS.c.text, stretch.start + 1, length)
    return sa.select(text).where(*this).scalar_subquery()


async def let_go(connection: AsyncConnection, whose: sa.ColumnElement[bool]) -> None:
    """Move passages to the list of those that must leave the indexes."""
    ids = sa.select(PASSAGES.c.id).where(whose)
    await connection.execute(insert_new(connection, LEAVING).from_select(["passage_id"], ids))
    await connection.execute(sa.delete(PASSAGES).where(whose))


async def leave(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Passages that are in the indexes and must not stay there."""
    if gone := [{"passage_id": row["id"]} for row in rows]:
        await connection.execute(insert_new(connection, LEAVING), gone)


async def stay(connection: AsyncConnection, whose: sa.ColumnElement[bool]) -> None:
    """Passages that were to leave, and were made again under the same ids."""
    here = LEAVING.c.passage_id.in_(sa.select(PASSAGES.c.id).where(whose))
    await connection.execute(sa.delete(LEAVING).where(here))


async def generation_in_use(connection: AsyncConnection) -> int:
    """The generation of the indexes that searches read."""
    return int((await connection.execute(sa.select(GENERATION))).scalar_one())


async def set_fact(connection: AsyncConnection, name: str, value: str) -> None:
    """Note a fact, in place of what it was before."""
    await connection.execute(insert_new(connection, FACTS), {"name": name, "value": value})
    await connection.execute(sa.update(FACTS).where(FACTS.c.name == name).values(value=value))


async def lose(connection: AsyncConnection, id_: str, problem: str) -> None:
    """Note why the version of an article that was found is found no more."""
    this = ARTICLES.c.id == id_
    why = {"state": "failed", "problem": problem}
    found = sa.exists().where(FOUND, this)
    await connection.execute(sa.update(VERSIONS).where(found).values(why))
    await connection.execute(sa.update(ARTICLES).where(this).values(indexed=None))


async def is_there(connection: AsyncConnection, article: Article) -> bool:
    """Whether this very version is kept: one that was removed and came again counts anew."""
    this = sa.and_(OF_ARTICLE, VERSIONS.c.version == article.version)
    query = WHOLE.join(VERSIONS, this).where(ARTICLES.c.id == article.id)
    kept = read(await connection.execute(query))
    return [_unmarked(one) for one in kept] == [_unmarked(article)]


def _unmarked(article: Article) -> Article:
    """An article without what indexing notes of it."""
    return replace(article, state="pending", problem=None, cluster=None)
