"""A replica follows the catalogue: what others index, and remove, is found here a moment later.

Vectors are at a server that all share, so only the lexical index, which each has for itself, is
kept up with the ledger. Every step can be repeated: an article is taken over as it is now, whatever
it was, and how far this has come is noted after it was done.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from index.arrivals import Indexed
from index.catalogue import Catalogue
from index.errors import IndexesOutdated
from index.lexical import Lexical
from index.model import Filters
from index.vectors import Vectors

_AT_ONCE = 64  # articles


@dataclass(slots=True)
class Follower:
    """Takes over what changed; the file `place` holds the number of the last change taken."""

    catalogue: Catalogue
    vectors: Vectors
    lexical: Lexical
    generation: int
    place: Path
    behind: int = 0
    """How many articles were not taken over yet when it was last looked."""
    outdated: bool = False
    """Whether other indexes are in use by now."""
    looked_at: float = field(default_factory=monotonic)
    """When it last saw how far the catalogue is, in seconds of a clock that never goes back."""

    async def follow(self) -> AsyncGenerator[Indexed, None]:
        """Take over all that changed, and tell of it; from nothing, all that there is.

        So is all that there is where the catalogue lost changes that were taken over: it was
        restored, or another server that had not got them all took its place.

        Raises `IndexesOutdated` where other indexes are in use by now.
        """
        self.outdated = await self.catalogue.generations.in_use() != self.generation
        self.check()
        self.looked_at = monotonic()
        noted = self.place.read_text() if self.place.exists() else ""
        # A machine that lost its power may have left an empty file.
        at = int(noted) if noted.isdecimal() else None
        if at is None or at > await self.catalogue.ledger.last():  # the catalogue went back
            at = await self._from_nothing()
        while changes := await self.catalogue.ledger.after(at, _AT_ONCE):
            self.behind = await self.catalogue.ledger.behind(at)
            self.looked_at = monotonic()
            await self._take_over([id_ for _, id_ in changes])
            at = changes[-1][0]
            await self._done(at)
            for _, id_ in changes:
                yield Indexed(id=id_)
        self.behind = 0

    @property
    def silence(self) -> float:
        """For how many seconds the catalogue could not be looked at."""
        return monotonic() - self.looked_at

    def check(self) -> None:
        """Raises `IndexesOutdated` where other indexes are in use by now."""
        if self.outdated:
            raise IndexesOutdated(
                "The indexes were made anew by another process.",
                "Start this one again: it takes over the new ones.",
            )

    async def _from_nothing(self) -> int:
        """Every article that can be found, as far as the ledger had come when it was begun."""
        at = await self.catalogue.ledger.last()
        after = None
        while ids := await self.catalogue.found_ids(after, _AT_ONCE):
            await self._take_over(ids)
            after = ids[-1]
        there = set(await self.catalogue.passage_ids(Filters()))
        await asyncio.to_thread(lambda: self.lexical.delete(self.lexical.ids() - there))
        await self._done(at)
        return at

    async def _take_over(self, ids: Sequence[str]) -> None:
        """These articles as they can be found now; one that is gone leaves."""
        passages, collections = await self.catalogue.passages_of(ids)
        await asyncio.to_thread(self.lexical.replace, ids, passages, collections)
        self.vectors.changed_elsewhere([passage.id for passage in passages])

    async def _done(self, at: int) -> None:
        """Note how far this has come: from here on this replica scores as any other."""
        await asyncio.to_thread(self.lexical.tidy)
        part = self.place.with_suffix(".part")
        part.write_text(str(at))
        part.replace(self.place)
