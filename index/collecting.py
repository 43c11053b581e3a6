"""Collections: an article is in one or more, by name, and seen by whoever may see one of them.

They belong to an article, not to a version of it. Whoever may see some only (`within`) changes
what is in these alone; what is also in others they read, from the version on in which it came into
one of theirs.
"""

import re
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.database import insert_new
from index.errors import ArticleRefused
from index.schema import ARTICLES, COLLECTED, FOUND, NEWEST, VERSIONS

DEFAULT = "default"  # of what comes in without one
Within = frozenset[str] | None  # the collections that somebody may see; None: all

_NAME = re.compile(r"[\w.-]{1,100}")

NAMES = (
    sa.select(sa.func.aggregate_strings(COLLECTED.c.collection, ","))
    .where(COLLECTED.c.article_id == ARTICLES.c.id)
    .scalar_subquery()
    .label("collections")
)
"""The collections of an article, with commas between, in no order."""


def is_name(name: str) -> bool:
    """Whether a collection may be called that."""
    return _NAME.fullmatch(name) is not None


def read_names(names: str | None, within: Within) -> tuple[str, ...]:
    """Those of `NAMES` that may be seen, in order."""
    found = set((names or "").split(",")) - {""}
    return tuple(sorted(found if within is None else found & within))


def among(
    article_id: sa.ColumnElement[str], collections: Collection[str]
) -> sa.ColumnElement[bool]:
    """Whether an article is in one of these collections."""
    named = COLLECTED.c.collection.in_(sorted(collections))
    return article_id.in_(sa.select(COLLECTED.c.article_id).where(named))


def seen(
    within: Within, article_id: sa.ColumnElement[str] = ARTICLES.c.id
) -> sa.ColumnElement[bool]:
    """Whether an article may be seen."""
    return sa.true() if within is None else among(article_id, within)


def held(within: Within) -> sa.ColumnElement[bool]:
    """Whether one of these collections has held a version of an article that may be seen."""
    if within is None:
        return sa.true()
    return sa.exists().where(
        COLLECTED.c.article_id == VERSIONS.c.article_id,
        COLLECTED.c.collection.in_(sorted(within)),
        COLLECTED.c.since <= VERSIONS.c.version,
    )


async def collections_of(connection: AsyncConnection, id_: str) -> frozenset[str]:
    """All collections of an article."""
    names = sa.select(COLLECTED.c.collection).where(COLLECTED.c.article_id == id_)
    return frozenset(await connection.scalars(names))


def check_changeable(id_: str, collections: frozenset[str], within: Within) -> None:
    """Raises `ArticleRefused` where an article is also in collections that may not be seen."""
    if within is not None and collections - within:
        raise ArticleRefused(
            f"The article {id_} is also in collections that you can't see.",
            "Have it changed or removed by somebody who sees all of them.",
        )


def entering(named: Iterable[str], within: Within) -> frozenset[str]:
    """The collections that an article comes into: those that it names, or the only ones it can.

    Raises `ArticleRefused`.
    """
    wanted = frozenset(named)
    if wrong := next((name for name in sorted(wanted) if not is_name(name)), None):
        raise ArticleRefused(
            f"{wrong[:100]!a} is no name of a collection.",
            "Use 1 to 100 letters, digits, dots, dashes and underscores.",
        )
    if within is None:
        return wanted or frozenset({DEFAULT})
    hint = f"Name one of {', '.join(sorted(within))}."
    if strange := sorted(wanted - within):
        raise ArticleRefused(f"There is no collection {strange[0]!a} for you.", hint)
    if not wanted and len(within) > 1:
        raise ArticleRefused("The article names no collection.", hint)
    return wanted or within


async def put_into(connection: AsyncConnection, id_: str, collections: Iterable[str]) -> bool:
    """Put an article into collections, besides those that it is in. Says whether any is new."""
    shown = sa.func.coalesce(ARTICLES.c.indexed, ARTICLES.c.latest)
    since = sa.select(shown).where(ARTICLES.c.id == id_).scalar_subquery()
    entered = insert_new(connection, COLLECTED).values(article_id=id_, since=since)
    added = [
        await connection.execute(entered.values(collection=one)) for one in sorted(collections)
    ]
    return any(one.rowcount for one in added)


async def take_out(connection: AsyncConnection, id_: str, collections: Iterable[str]) -> None:
    """Take an article out of collections."""
    named = COLLECTED.c.collection.in_(sorted(collections))
    await connection.execute(sa.delete(COLLECTED).where(COLLECTED.c.article_id == id_, named))


async def index_again(connection: AsyncConnection, id_: str) -> None:
    """Have the indexes learn of an article's collections: it is found until then as it was.

    Also in the version that is found, where a newer one has yet to be indexed, or could not be.
    """
    these = sa.exists().where(sa.or_(NEWEST, FOUND), ARTICLES.c.id == id_)
    again = sa.update(VERSIONS).where(these, VERSIONS.c.state == "indexed")
    await connection.execute(again.values(state="pending", claimed_until=None))
