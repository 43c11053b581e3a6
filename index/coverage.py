"""What the articles that can be found cover: days, outlets, languages."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.collecting import Within, seen
from index.schema import ARTICLES, COLLECTED, FOUND, VERSIONS

_MOST = 2_000  # outlets, or languages; more than a reader looks through
_NEWEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """An outlet, a language or a collection, and how many articles it has."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many articles can be found and what they cover, the most frequent first.

    `undated` are those of no known day; `all_outlets` counts them, of which a list is cut.
    `newest` are titles, the latest published first, one of each group of near-copies.
    """

    articles: int
    undated: int
    all_outlets: int
    published_from: date | None
    published_to: date | None
    outlets: tuple[Tally, ...]
    languages: tuple[Tally, ...]
    collections: tuple[Tally, ...]
    newest: tuple[str, ...]


async def read_coverage(connection: AsyncConnection, within: Within) -> Coverage:
    """The coverage of the articles that can be found now and may be seen."""
    version = VERSIONS.c
    dated = sa.func.count(version.published)
    days = (sa.func.min(version.published), sa.func.max(version.published))
    outlets = sa.func.count(version.outlet_folded.distinct())
    found = sa.select(sa.func.count(), dated, outlets, *days).join(ARTICLES, FOUND)
    found = found.where(seen(within))
    articles, with_day, all_outlets, first, last = (await connection.execute(found)).one()
    return Coverage(
        articles=articles,
        undated=articles - with_day,
        all_outlets=all_outlets,
        published_from=first,
        published_to=last,
        outlets=await _tally(connection, version.outlet_folded, version.outlet, within),
        languages=await _tally(connection, version.language, version.language, within),
        collections=await _collections(connection, within),
        newest=await _newest(connection, within),
    )


async def _tally(
    connection: AsyncConnection, group: sa.Column[str], name: sa.Column[str], within: Within
) -> tuple[Tally, ...]:
    number = sa.func.count()
    query = sa.select(sa.func.min(name), number).join(ARTICLES, FOUND).where(name.is_not(None))
    query = query.where(seen(within)).group_by(group).order_by(number.desc(), group).limit(_MOST)
    rows = await connection.execute(query)
    return tuple(Tally(name=name, articles=articles) for name, articles in rows)


async def _collections(connection: AsyncConnection, within: Within) -> tuple[Tally, ...]:
    name, number = COLLECTED.c.collection, sa.func.count()
    found = ARTICLES.c.indexed.is_not(None)
    query = sa.select(name, number).join(ARTICLES).where(found).group_by(name)
    if within is not None:
        query = query.where(name.in_(within))
    rows = await connection.execute(query.order_by(number.desc(), name).limit(_MOST))
    return tuple(Tally(name=name, articles=articles) for name, articles in rows)


async def _newest(connection: AsyncConnection, within: Within) -> tuple[str, ...]:
    one_of_each = (
        sa.select(sa.func.min(ARTICLES.c.id))
        .where(seen(within))
        .group_by(sa.func.coalesce(ARTICLES.c.cluster, ARTICLES.c.id))
    )
    query = sa.select(VERSIONS.c.title).join(ARTICLES, FOUND).where(ARTICLES.c.id.in_(one_of_each))
    order = (VERSIONS.c.published.desc().nulls_last(), ARTICLES.c.id)
    return tuple(await connection.scalars(query.order_by(*order).limit(_NEWEST)))
