"""Answers as they were given, what readers said of them, and what models cost, in the catalogue.

What an answer looks like is the business of those who keep it: here it is a text with an id, a time
and the articles that it holds words of.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.collecting import Within, seen
from index.conversations import drop_words, forget_turns
from index.database import Store, insert_new, insert_or_add, lock
from index.schema import ARTICLES, FEEDBACK, RECEIPT_ARTICLES, RECEIPTS, SPENDING, SPENT_BY

Thumb = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderOpinion:
    """What a reader said of an answer, or of one of its claims, counted from 0."""

    thumb: Thumb | None
    claim: int | None
    disputed: bool
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An opinion with its number, its time, and the answer that it is about."""

    number: int
    at: datetime
    body: str
    opinion: ReaderOpinion


class ReceiptStore(Store):
    """Answers that are kept, what was said of them, and what models cost."""

    async def keep(
        self,
        id_: str,
        asked_at: datetime,
        body: str,
        article_ids: Collection[str],
        within: Within = None,
    ) -> bool:
        """Keep an answer, once, unless one of its articles left these collections meanwhile."""
        whose = ARTICLES.c.id.in_(article_ids)
        async with self._database.writing() as connection:
            await lock(connection, whose)
            here = sa.select(ARTICLES.c.id).where(whose, seen(within))
            there = set(await connection.scalars(here))
            if there != set(article_ids):
                return False
            row = {"id": id_, "asked_at": asked_at, "body": body}
            await connection.execute(insert_new(connection, RECEIPTS), row)
            if there:
                rows = [{"receipt_id": id_, "article_id": article} for article in sorted(there)]
                await connection.execute(insert_new(connection, RECEIPT_ARTICLES), rows)
        return True

    async def find(self, id_: str) -> str | None:
        """The answer with this id."""
        async with self._database.reading() as connection:
            return await connection.scalar(sa.select(RECEIPTS.c.body).where(RECEIPTS.c.id == id_))

    async def find_many(self, ids: Collection[str]) -> list[str]:
        """Those of these answers that are kept."""
        query = sa.select(RECEIPTS.c.body).where(RECEIPTS.c.id.in_(ids))
        async with self._database.reading() as connection:
            return list(await connection.scalars(query))

    async def forget(self, before: datetime) -> None:
        """Forget answers of before this time, with the opinions on them, and such conversations."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(RECEIPTS).where(RECEIPTS.c.asked_at < before))
            await forget_turns(connection, before)

    # What readers say

    async def note(self, id_: str, at: datetime, opinion: ReaderOpinion) -> None:
        """Keep an opinion on an answer; one on an answer that is gone by now is dropped."""
        async with self._database.writing() as connection:
            known = sa.select(RECEIPTS.c.id).where(RECEIPTS.c.id == id_)
            if await connection.scalar(known):
                row = {"receipt_id": id_, "at": at, **asdict(opinion)}
                await connection.execute(sa.insert(FEEDBACK), row)

    async def opinions(self) -> list[Judged]:
        """All opinions, the first first."""
        query = sa.select(FEEDBACK, RECEIPTS.c.body).join(RECEIPTS).order_by(FEEDBACK.c.id)
        async with self._database.reading() as connection:
            return [_judged(row) for row in await connection.execute(query)]

    async def uris(self, article_ids: Collection[str]) -> dict[str, str]:
        """The uris of these articles, by id."""
        query = sa.select(ARTICLES.c.id, ARTICLES.c.uri).where(ARTICLES.c.id.in_(article_ids))
        async with self._database.reading() as connection:
            return {row.id: row.uri for row in await connection.execute(query)}

    # What models cost

    async def spend(self, day: date, usd: float, who: str | None = None) -> None:
        """Note what was spent on a day, and by whom."""
        async with self._database.writing() as connection:
            spent = {"day": day, "usd": usd}
            await connection.execute(insert_or_add(connection, SPENDING, "usd"), spent)
            if who is not None:
                by = insert_or_add(connection, SPENT_BY, "usd")
                await connection.execute(by, {**spent, "who": who})

    async def spent(self, day: date, who: str | None = None) -> float:
        """What was spent on a day in US dollars, by all together or by one."""
        query = sa.select(SPENDING.c.usd).where(SPENDING.c.day == day)
        if who is not None:
            query = sa.select(SPENT_BY.c.usd).where(SPENT_BY.c.day == day, SPENT_BY.c.who == who)
        async with self._database.reading() as connection:
            return await connection.scalar(query) or 0.0


async def drop_receipts(connection: AsyncConnection, article_id: str) -> None:
    """Forget the answers that hold words of an article, and what conversations say with them."""
    whose = RECEIPT_ARTICLES.c.article_id == article_id
    ids = sa.select(RECEIPT_ARTICLES.c.receipt_id).where(whose)
    await connection.execute(sa.delete(RECEIPTS).where(RECEIPTS.c.id.in_(ids)))
    await drop_words(connection, article_id)


def _judged(row: sa.Row[tuple[object, ...]]) -> Judged:
    opinion = ReaderOpinion(
        thumb=row.thumb, claim=row.claim, disputed=row.disputed, comment=row.comment
    )
    return Judged(number=row.id, at=row.at, body=row.body, opinion=opinion)
