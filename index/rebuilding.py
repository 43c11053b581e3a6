"""All indexes anew, beside those in use, which serve until the new ones are ready.

The new ones are a generation of their own: a folder, and passages in the catalogue. One transaction
puts it in use. A process that dies before leaves the old generation as it was, and what it left of
the new one is cleared away by the next start.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index.catalogue import Catalogue
from index.errors import EmbeddingNotUsable
from index.reading import Unreadable
from index.report import Progress, silent

if TYPE_CHECKING:
    from index.ingest import Ingest, Stored

REBUILDING = 0x524542  # what one process does alone; any number that others don't use
_AT_ONCE = 16  # articles that are split and embedded together


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """How many articles are indexed now, and why others are not."""

    indexed: int
    failed: list[Unreadable]


async def rebuild(ingest: "Ingest", generation: int, progress: Progress = silent) -> Rebuilt:
    """Fill the indexes of `ingest`, which are empty, and put them in use; then index what waits.

    An article that can't be embedded is lost to searches. Where none can, the model is at fault,
    and the old generation stays: raises `EmbeddingNotUsable`.
    """
    catalogue = ingest.catalogue
    async with ingest.turn:
        lost = await _fill(ingest, generation, progress)
        why = {id_: f"It {one.problem}" for id_, one in lost.items()}
        await catalogue.generations.switch(generation, ingest.fingerprint, why)
    failed = [*lost.values(), *await ingest.index_pending(progress)]
    return Rebuilt(indexed=(await catalogue.counts())["indexed"], failed=failed)


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


async def _fill(ingest: "Ingest", generation: int, progress: Progress) -> dict[str, Unreadable]:
    """Store every article that can be found; returns by id those that could not be embedded."""
    lost: dict[str, Unreadable] = {}
    after, made = None, 0
    while batch := await ingest.catalogue.found(after, _AT_ONCE):
        after = batch[-1].id
        stored = await ingest.store(batch)
        there = [(one.article, one.spans, one.aliases) for one in stored if one.problem is None]
        await ingest.catalogue.generations.set_aside(generation, there)
        for one in stored:
            progress("failed" if one.problem else "indexed", one.article.uri)
        made += len(there)
        lost |= {one.article.id: _lost(one) for one in stored if one.problem is not None}
    if lost and not made:
        raise _nothing_left(next(iter(lost.values())))
    return lost


def _lost(stored: "Stored") -> Unreadable:
    return Unreadable(stored.article.uri, stored.problem or "", "Add it again.")


def _nothing_left(first: Unreadable) -> EmbeddingNotUsable:
    return EmbeddingNotUsable(
        f"Not one article could be embedded; {first.uri} {first.problem}",
        "The indexes are as they were. Look into the model, or name another in ASSAY_EMBEDDING.",
    )
