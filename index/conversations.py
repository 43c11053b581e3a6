"""Conversations of those who sign in, turn by turn, in the catalogue.

Who somebody is, and what a turn's answer looks like, is the business of those who keep it: here
an owner is a text, and an answer an id with the articles whose words the turn's text holds.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from index.database import Store, insert_new, lock
from index.schema import CONVERSATIONS, TURN_ARTICLES, TURNS


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTurn:
    """A question with the text of its answer so far; `put` says when, and tells turns apart.

    `id` is that of the answer, where it is kept; `open` says that it was not finished; `asked` is
    how the question was asked, where that is known.
    """

    put: str
    question: str
    text: str
    id: str | None
    open: bool
    asked: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationNote:
    """A conversation by when it began, with its first question and how many there are."""

    began: str
    name: str
    pinned: bool
    question: str
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConversation:
    """A conversation with its turns, the first first."""

    began: str
    name: str
    pinned: bool
    turns: Sequence[StoredTurn]


class ConversationStore(Store):
    """Conversations and their turns."""

    async def put(
        self, owner: str, began: str, turn: StoredTurn, article_ids: Collection[str], most: int
    ) -> bool:
        """Keep a turn as it is now, in a conversation that may be new.

        Says whether there was room: a conversation has `most` turns.
        """
        async with self._database.writing() as connection:
            row = {"owner": owner, "began": began, "name": "", "pinned": False}
            await connection.execute(insert_new(connection, CONVERSATIONS), row)
            await lock(connection, _is(owner, began))
            whose = await connection.scalar(sa.select(CONVERSATIONS.c.id).where(_is(owner, began)))
            this = sa.and_(TURNS.c.conversation_id == whose, TURNS.c.put == turn.put)
            others = sa.select(sa.func.count()).where(
                TURNS.c.conversation_id == whose, TURNS.c.put != turn.put
            )
            if (await connection.scalar(others) or 0) >= most:
                return False
            await connection.execute(sa.delete(TURNS).where(this))
            said = {
                "conversation_id": whose,
                "put": turn.put,
                "question": turn.question,
                "text": turn.text,
                "answer_id": turn.id,
                "open": turn.open,
                "asked": turn.asked,
                "kept_at": datetime.now(UTC),
            }
            kept = await connection.execute(sa.insert(TURNS).returning(TURNS.c.id), said)
            id_ = kept.scalar_one()
            if article_ids:
                rows = [{"turn_id": id_, "article_id": one} for one in sorted(set(article_ids))]
                await connection.execute(sa.insert(TURN_ARTICLES), rows)
        return True

    async def listed(
        self, owner: str, words: Collection[str], limit: int
    ) -> list[ConversationNote]:
        """Conversations in which all of these words stand: the pinned ones, then the latest."""
        of_this = TURNS.c.conversation_id == CONVERSATIONS.c.id
        first = sa.select(TURNS.c.question).where(of_this).order_by(TURNS.c.put).limit(1)
        number = sa.select(sa.func.count()).where(of_this).scalar_subquery()
        query = sa.select(
            CONVERSATIONS.c.began,
            CONVERSATIONS.c.name,
            CONVERSATIONS.c.pinned,
            first.scalar_subquery().label("question"),
            number.label("turns"),
        ).where(CONVERSATIONS.c.owner == owner, number > 0)
        for word in words:
            there = sa.or_(
                TURNS.c.question.icontains(word, autoescape=True),
                TURNS.c.text.icontains(word, autoescape=True),
            )
            query = query.where(
                sa.or_(
                    CONVERSATIONS.c.name.icontains(word, autoescape=True),
                    sa.exists().where(of_this, there),
                )
            )
        query = query.order_by(CONVERSATIONS.c.pinned.desc(), CONVERSATIONS.c.began.desc())
        query = query.limit(limit)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [ConversationNote(**row) for row in rows.mappings()]

    async def find(self, owner: str, began: str) -> StoredConversation | None:
        """A conversation whole."""
        told = sa.select(CONVERSATIONS).where(_is(owner, began))
        async with self._database.reading() as connection:
            row = (await connection.execute(told)).one_or_none()
            if row is None:
                return None
            turns = sa.select(TURNS).where(TURNS.c.conversation_id == row.id).order_by(TURNS.c.put)
            said = [_turn(one) for one in await connection.execute(turns)]
        return StoredConversation(began=began, name=row.name, pinned=row.pinned, turns=said)

    async def mark(self, owner: str, began: str, **said: object) -> bool:
        """Change `name` or `pinned`. Says whether there is such a conversation."""
        change = sa.update(CONVERSATIONS).where(_is(owner, began)).values(said)
        async with self._database.writing() as connection:
            return bool((await connection.execute(change)).rowcount)

    async def remove(self, owner: str, began: str | None = None) -> bool:
        """Forget a conversation, or all of an owner's. Says whether there was any."""
        which = CONVERSATIONS.c.owner == owner if began is None else _is(owner, began)
        async with self._database.writing() as connection:
            return bool((await connection.execute(sa.delete(CONVERSATIONS).where(which))).rowcount)


async def forget_turns(connection: AsyncConnection, before: datetime) -> None:
    """Forget turns that were kept before this time, unless their conversation is pinned.

    Conversations without turns go, too.
    """
    left = sa.exists().where(TURNS.c.conversation_id == CONVERSATIONS.c.id)
    pinned = sa.select(CONVERSATIONS.c.id).where(CONVERSATIONS.c.pinned)
    old = sa.and_(TURNS.c.kept_at < before, TURNS.c.conversation_id.not_in(pinned))
    gone = await connection.execute(sa.delete(TURNS).where(old))
    if gone.rowcount:
        await connection.execute(sa.delete(CONVERSATIONS).where(~left))


async def drop_words(connection: AsyncConnection, article_id: str) -> None:
    """Forget what turns say with words of an article; their questions stay."""
    whose = TURN_ARTICLES.c.article_id == article_id
    turns = TURNS.c.id.in_(sa.select(TURN_ARTICLES.c.turn_id).where(whose))
    await connection.execute(sa.update(TURNS).where(turns).values(text="", answer_id=None))
    await connection.execute(sa.delete(TURN_ARTICLES).where(whose))


def _is(owner: str, began: str) -> sa.ColumnElement[bool]:
    return sa.and_(CONVERSATIONS.c.owner == owner, CONVERSATIONS.c.began == began)


def _turn(row: sa.Row[tuple[object, ...]]) -> StoredTurn:
    return StoredTurn(
        put=row.put,
        question=row.question,
        text=row.text,
        id=row.answer_id,
        open=row.open,
        asked=row.asked,
    )
