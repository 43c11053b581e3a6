"""What readers corrected about articles: title, outlet, day, language, with who and when.

A correction outlives what comes in: an article that is sent again keeps what was corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.collecting import Within, held
from index.schema import ARTICLES, CORRECTIONS, NEWEST, VERSIONS

Correctable = Literal["title", "outlet", "published", "language"]
HOW = "corrected by a reader"  # where the day was found

_KEPT = [
    column for column in VERSIONS.c if column.name not in ("version", "signature", "claimed_until")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One field of an article as a reader put it; None where it has none. `was` is what it was."""

    field: Correctable
    value: str | None
    was: str | None
    who: str
    at: datetime


async def correct(
    connection: AsyncConnection, id_: str, fields: Mapping[Correctable, str | None], who: str
) -> int | None:
    """Keep corrections, and the article as it is with them as its newest version, to be indexed.

    Fields that say what is there already are passed over. Returns the version that is the newest
    now; None where there is no such article.
    """
    query = sa.select(*_KEPT, ARTICLES.c.latest).join(ARTICLES, NEWEST).where(ARTICLES.c.id == id_)
    newest = (await connection.execute(query)).mappings().first()
    if newest is None:
        return None
    was = {name: None if newest[name] is None else str(newest[name]) for name in fields}
    news = {name: value for name, value in fields.items() if value != was[name]}
    if not news:
        return cast("int", newest["latest"])
    now = datetime.now(UTC)
    rows = [
        {"article_id": id_, "field": name, "value": value, "was": was[name], "who": who, "at": now}
        for name, value in news.items()
    ]
    await connection.execute(sa.insert(CORRECTIONS), rows)
    version = newest["latest"] + 1
    row = {column.name: newest[column.name] for column in _KEPT} | _columns(news)
    row |= {"version": version, "accepted_at": now, "state": "pending", "problem": None}
    await connection.execute(sa.insert(VERSIONS), row)
    bump = sa.update(ARTICLES).where(ARTICLES.c.id == id_)
    await connection.execute(bump.values(latest=version))
    return cast("int", version)


async def corrected(connection: AsyncConnection, id_: str) -> dict[str, Any]:
    """The columns of a version that were corrected, as they were corrected last."""
    made = await corrections_of(connection, id_)
    return _columns({one.field: one.value for one in made})


async def corrections_of(
    connection: AsyncConnection, id_: str, within: Within = None
) -> tuple[Correction, ...]:
    """The corrections of an article, the first first, of versions that these collections held."""
    query = sa.select(CORRECTIONS).where(CORRECTIONS.c.article_id == id_)
    if within is not None:
        first = sa.select(sa.func.min(VERSIONS.c.accepted_at))
        first = first.where(VERSIONS.c.article_id == id_, held(within))
        query = query.where(CORRECTIONS.c.at > first.scalar_subquery())
    query = query.order_by(CORRECTIONS.c.id)
    rows = (await connection.execute(query)).mappings()
    names = ("field", "value", "was", "who", "at")
    return tuple(Correction(**{name: row[name] for name in names}) for row in rows)


def _columns(fields: Mapping[Correctable, str | None]) -> dict[str, Any]:
    row: dict[str, Any] = {str(name): value for name, value in fields.items()}
    if "outlet" in fields:
        outlet = fields["outlet"]
        row["outlet_folded"] = outlet and outlet.casefold()
    if "published" in fields:
        day = fields["published"]
        row["published"] = date.fromisoformat(day) if day else None
        row["published_how"] = HOW
    return row
