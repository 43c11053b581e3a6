"""All indexes anew, beside those in use, which serve until the new ones are ready.

The new ones are a generation of their own: a folder, and passages in the catalogue. One transaction
puts it in use. A process that dies before leaves the old generation as it was, and what it left of
the new one is cleared away by the next start.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Protocol

from index.arrivals import Failed, Indexed
from index.catalogue import Catalogue
from index.errors import EmbeddingNotUsable

if TYPE_CHECKING:
    from index.ingest import Ingest

REBUILDING = 0x524542  # what one process does alone; any number that others don't use
_AT_ONCE = 16  # articles that are split and embedded together


async def rebuild(ingest: "Ingest", generation: int) -> AsyncGenerator[Indexed | Failed, None]:
    """Fill the indexes of `ingest`, which are empty, and put them in use; then index what waits.

    An article that can't be embedded is lost to searches. Where none can, the model is at fault,
    and the old generation stays: raises `EmbeddingNotUsable`.
    """
    lost: dict[str, str] = {}
    async with ingest.turn:
        async with aclosing(_fill(ingest, generation)) as filling:
            async for event in filling:
                if isinstance(event, Failed):
                    lost[event.id] = event.problem
                yield event
        await ingest.catalogue.generations.switch(generation, ingest.fingerprint, lost)
    async with aclosing(ingest.indexing()) as indexing:
        async for event in indexing:
            yield event


class Home(Protocol):
    """Where indexes of several generations lie: the data directory, or a server. Calls block.

    One that is `shared` others may use at the same time.
    """

    @property
    def shared(self) -> bool: ...

    def generations(self) -> Sequence[int]: ...

    def discard(self, generation: int) -> None: ...


async def next_generation(catalogue: Catalogue, homes: Sequence[Home]) -> int:
    """A generation of which nothing is there yet."""
    await catalogue.generations.tidy()
    await tidy(catalogue, homes)
    there = [one for home in homes for one in await asyncio.to_thread(home.generations)]
    return 1 + max(await catalogue.generations.in_use(), *there, 0)


async def tidy(catalogue: Catalogue, homes: Sequence[Home]) -> None:
    """Clear away generations that are not in use: an old one, or one that was never ready.

    Where several processes share a home, a newer one may be in the making: it stays, and goes when
    another that is newer still is in use.
    """
    in_use = await catalogue.generations.in_use()
    for home in homes:
        there = await asyncio.to_thread(home.generations)
        strays = [one for one in there if one < in_use or (one > in_use and not home.shared)]
        if strays:
            await catalogue.generations.tidy()  # before their folders go, by which they are known
        for generation in strays:
            await asyncio.to_thread(home.discard, generation)


async def _fill(ingest: "Ingest", generation: int) -> AsyncGenerator[Indexed | Failed, None]:
    """Store every article that can be found. Raises `EmbeddingNotUsable` where none can be."""
    after, made, lost = None, 0, list[Failed]()
    while batch := await ingest.catalogue.found(after, _AT_ONCE):
        after = batch[-1].id
        stored = await ingest.store(batch)
        there = [(one.article, one.spans, one.aliases) for one in stored if one.problem is None]
        await ingest.catalogue.generations.set_aside(generation, there)
        made += len(there)
        for one in stored:
            if isinstance(one.outcome, Failed):
                lost.append(one.outcome)
            yield one.outcome
    if lost and not made:
        raise EmbeddingNotUsable(
            f"Not one article could be embedded. {lost[0].uri}: {lost[0].problem}",
            "The indexes are as they were. Look into the model, or name another in "
            "ASSAY_EMBEDDING.",
        )
