"""Generations of the indexes: a new one is filled beside the one in use, then takes its place."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from index.aliases import Alias
from index.audit import note
from index.collecting import index_again
from index.database import Store, lock, take_turn
from index.model import Article, Span
from index.queries import (
    SWITCHING,
    aliases_changed,
    generation_in_use,
    is_there,
    leave,
    lose,
    passage_rows,
    set_aliases,
    set_fact,
    stay,
)
from index.schema import ARTICLES, FACTS, IN_USE, MISSED, PASSAGES, VERSIONS


class GenerationStore(Store):
    """Which generation of the indexes is in use."""

    async def in_use(self) -> int:
        """The generation of the indexes that is in use."""
        async with self._database.reading() as connection:
            return await generation_in_use(connection)

    async def fingerprint(self) -> str | None:
        """What the indexes were made with; None before the first article."""
        async with self._database.reading() as connection:
            wanted = sa.select(FACTS.c.value).where(FACTS.c.name == "fingerprint")
            return await connection.scalar(wanted)

    async def begin(self, fingerprint: str) -> None:
        """Note what the first indexes are made with, before anything is in them."""
        async with self._database.writing() as connection:
            await set_fact(connection, "fingerprint", fingerprint)

    async def set_aside(
        self,
        generation: int,
        made: Sequence[tuple[Article, Sequence[Span], Sequence[Alias]]],
    ) -> None:
        """Keep passages of a generation that is not in use yet, and the aliases of its articles.

        Those of an article that was removed or came anew meanwhile are to leave again.
        """
        async with self._database.writing() as connection:
            await lock(connection, ARTICLES.c.id.in_([article.id for article, _, _ in made]))
            for article, spans, aliases in made:
                rows = passage_rows(article, spans, generation)
                if not await is_there(connection, article):
                    await leave(connection, rows)
                    continue
                if rows:
                    await connection.execute(sa.insert(PASSAGES), rows)
                await set_aliases(connection, article, aliases)

    async def switch(self, generation: int, fingerprint: str, lost: Mapping[str, str]) -> None:
        """Put a generation in use in place of the one before.

        Articles that are `lost` on the way, with the reason, are found no more; those that failed
        before wait to be tried again, and all to be clustered. What others indexed meanwhile, into
        the generation before, is to be indexed again.
        """
        failed = VERSIONS.c.state == "failed"
        again = {"state": "pending", "problem": None, "claimed_until": None}
        async with self._database.writing() as connection:
            await take_turn(connection, SWITCHING)
            await set_fact(connection, "generation", str(generation))
            await set_fact(connection, "fingerprint", fingerprint)
            await connection.execute(sa.update(VERSIONS).where(failed).values(again))
            await connection.execute(sa.update(VERSIONS).values(signature=None))
            await connection.execute(sa.update(ARTICLES).values(cluster=None))
            for id_, problem in lost.items():
                await lose(connection, id_, problem)
            for id_ in list(await connection.scalars(MISSED)):
                await index_again(connection, id_)
            await aliases_changed(connection)
            await connection.execute(sa.delete(PASSAGES).where(sa.not_(IN_USE)))
            await stay(connection, IN_USE)
            await note(connection, "made indexes anew", fingerprint)

    async def tidy(self) -> None:
        """Forget passages of generations that are not in use."""
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(PASSAGES).where(sa.not_(IN_USE)))
