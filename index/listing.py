"""Lists of articles: sorted, searched and filtered, page by page, however many there are."""

import base64
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.collecting import Within, held, seen
from index.errors import CursorUnknown
from index.model import ArticleSummary, Filters, State
from index.queries import SUMMARY, about, limits
from index.schema import ARTICLES, NEWEST, VERSIONS

Sort = Literal["id", "newest", "oldest", "arrived", "outlet", "title"]

_LAST, _FIRST = date(9999, 12, 31), date(1, 1, 1)
_TITLE = sa.func.lower(VERSIONS.c.title)
_ORDER: dict[Sort, tuple[sa.ColumnElement[Any], bool]] = {  # by what, and whether the largest first
    "id": (ARTICLES.c.id, False),
    "newest": (sa.func.coalesce(VERSIONS.c.published, _FIRST), True),
    "oldest": (sa.func.coalesce(VERSIONS.c.published, _LAST), False),
    "arrived": (VERSIONS.c.accepted_at, True),
    "outlet": (sa.func.coalesce(VERSIONS.c.outlet_folded, "\uffff"), False),
    "title": (_TITLE, False),
}
_UNDATED = VERSIONS.c.published.is_(None)
_REPAIRED = VERSIONS.c.repairs > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which articles a list holds, and in which order.

    `words` must all stand in the title, unless the article is one of those `found` by them.
    """

    filters: Filters = field(default_factory=Filters)
    state: State | None = None
    words: tuple[str, ...] = ()
    found: Collection[str] = ()
    undated: bool = False
    repaired: bool = False
    copies: bool = False
    sort: Sort = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(ArticleSummary):
    """An article as a list shows it: when it came, and in how many places it was repaired."""

    accepted_at: datetime
    repairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCounts:
    """How many `articles` there are, and how many are `matching` what was asked for.

    Of the kinds that a reader looks for those count that have the words and pass the filters,
    whichever kind was asked for.
    """

    matching: int
    articles: int
    undated: int
    pending: int
    failed: int
    repaired: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionNote:
    """That a version of an article came, and how far it is."""

    version: int
    accepted_at: datetime
    state: State


async def list_articles(
    connection: AsyncConnection, wanted: Wanted, cursor: str | None, limit: int, within: Within
) -> tuple[list[Listed], str | None]:
    """A page of articles that may be seen, in their newest version, and the cursor of the next.

    Raises `CursorUnknown`.
    """
    key, falling = _ORDER[wanted.sort]
    query = sa.select(ARTICLES.c.id, key.label("key")).join(VERSIONS, NEWEST)
    query = query.where(*_limits(wanted, within), *_kinds(wanted, within))
    if cursor:
        last, id_ = _read(cursor, wanted.sort)
        further = key < last if falling else key > last
        query = query.where(sa.or_(further, sa.and_(key == last, ARTICLES.c.id > id_)))
    order = (key.desc() if falling else key, ARTICLES.c.id)
    rows = (await connection.execute(query.order_by(*order).limit(limit + 1))).all()
    page = [row.id for row in rows[:limit]]
    following = _cursor(rows[limit - 1].key, page[-1], wanted.sort) if len(rows) > limit else None
    return await _summaries(connection, page, within), following


async def _summaries(
    connection: AsyncConnection, ids: Sequence[str], within: Within
) -> list[Listed]:
    """These articles in their newest version, in this order."""
    query = SUMMARY.add_columns(VERSIONS.c.accepted_at, VERSIONS.c.repairs)
    rows = await connection.execute(query.join(VERSIONS, NEWEST).where(ARTICLES.c.id.in_(ids)))
    found = {row["id"]: Listed(**about(row, within)) for row in rows.mappings()}
    return [found[id_] for id_ in ids]


async def list_counts(connection: AsyncConnection, wanted: Wanted, within: Within) -> ListCounts:
    """How many articles match, and how many of each kind do, of those that may be seen."""
    state = VERSIONS.c.state
    kinds = (_UNDATED, state == "pending", state == "failed", _REPAIRED, _copies(within))
    asked = sa.and_(sa.true(), *_kinds(wanted, within))
    counting = [sa.func.count(sa.case((kind, 1))) for kind in (asked, *kinds)]
    alike = sa.select(*counting).select_from(VERSIONS).join(ARTICLES, NEWEST)
    row = (await connection.execute(alike.where(*_limits(wanted, within)))).one()
    matching, undated, pending, failed, repaired, copies = map(int, row)
    everything = sa.select(sa.func.count()).select_from(VERSIONS).join(ARTICLES, NEWEST)
    return ListCounts(
        matching=matching,
        articles=await connection.scalar(everything.where(seen(within))) or 0,
        undated=undated,
        pending=pending,
        failed=failed,
        repaired=repaired,
        copies=copies,
    )


async def versions_of(
    connection: AsyncConnection, id_: str, within: Within
) -> tuple[VersionNote, ...]:
    """The versions of an article that these collections held, the newest first."""
    query = sa.select(VERSIONS.c.version, VERSIONS.c.accepted_at, VERSIONS.c.state)
    query = query.where(VERSIONS.c.article_id == id_, held(within))
    rows = (await connection.execute(query.order_by(VERSIONS.c.version.desc()))).mappings()
    return tuple(VersionNote(**row) for row in rows)


def _copies(within: Within) -> sa.ColumnElement[bool]:
    """Whether an article has near-copies among those that may be seen."""
    label = ARTICLES.c.cluster
    shared = sa.select(label).where(label.is_not(None), seen(within)).group_by(label)
    return label.in_(shared.having(sa.func.count() > 1))


def _limits(wanted: Wanted, within: Within) -> list[sa.ColumnElement[bool]]:
    """What an article has to be, of whichever kind."""
    conditions = [seen(within), *limits(wanted.filters)]
    if wanted.words:
        titled = [_TITLE.contains(word.lower(), autoescape=True) for word in wanted.words]
        found = ARTICLES.c.id.in_(wanted.found) if wanted.found else sa.false()
        conditions.append(sa.or_(sa.and_(*titled), found))
    return conditions


def _kinds(wanted: Wanted, within: Within) -> list[sa.ColumnElement[bool]]:
    marked = (
        (wanted.state is not None, VERSIONS.c.state == wanted.state),
        (wanted.undated, _UNDATED),
        (wanted.repaired, _REPAIRED),
        (wanted.copies, _copies(within)),
    )
    return [condition for asked, condition in marked if asked]


def _cursor(key: object, id_: str, sort: Sort) -> str:
    """Where a page ends. In order of id it is the last one's."""
    if sort == "id":
        return id_
    told = key.isoformat() if isinstance(key, date) else key  # a datetime is a date, too
    return base64.urlsafe_b64encode(json.dumps([sort, told, id_]).encode()).decode()


def _read(cursor: str, sort: Sort) -> tuple[Any, str]:
    if sort == "id":
        return cursor, cursor
    try:
        sorted_by, key, id_ = map(str, json.loads(base64.urlsafe_b64decode(cursor)))
        if sort in ("newest", "oldest"):
            last: Any = date.fromisoformat(key)
        else:
            last = datetime.fromisoformat(key) if sort == "arrived" else key
    except (ValueError, TypeError) as error:
        raise _unknown() from error
    if sorted_by != sort:
        raise _unknown()
    return last, id_


def _unknown() -> CursorUnknown:
    return CursorUnknown(
        "The cursor is none of this list's.", "Ask without one, and go on with the `next` given."
    )
