"""Which articles are near-copies of one another, so that an answer can tell them from sources.

A found version without a signature waits to be placed: the same kind of queue as indexing.
"""

import asyncio
from dataclasses import dataclass, field

from index.catalogue import Catalogue
from index.copies import Copies, label, signature
from index.model import Article

_AT_ONCE = 50
_PLACING = 0x504C41  # any number that others don't use


@dataclass(slots=True)
class Clusters:
    """Places articles beside those that they are copies of."""

    catalogue: Catalogue
    shared: bool = False
    """Whether other processes place articles, too."""
    _copies: Copies | None = field(default=None)

    async def place_waiting(self) -> None:
        """Place every article that was indexed and not placed yet, unless another process does."""
        if not self.shared:
            await self._place_waiting()
            return
        async with self.catalogue.alone(_PLACING) as ours:
            if ours and await self.catalogue.signatures.unplaced(1):
                self._copies = None  # others may have placed some
                await self._place_waiting()

    async def _place_waiting(self) -> None:
        while batch := await self.catalogue.signatures.unplaced(_AT_ONCE):
            for article in batch:
                await self._place(article)

    async def _place(self, article: Article) -> None:
        mark = await asyncio.to_thread(signature, article.text)
        copies = await self._loaded()
        copies.remove(article.id)
        labels = await self.catalogue.signatures.labels([id_ for id_, _ in copies.like(mark)])
        own, merged = label(sorted(labels.items()), article.id)
        await self.catalogue.signatures.place(article.id, own, mark, merged)
        copies.add(article.id, mark)

    async def _loaded(self) -> Copies:
        """All signatures; an id that was removed since has no label, and counts no more."""
        if self._copies is None:
            self._copies = Copies()
            for id_, mark in await self.catalogue.signatures.all():
                self._copies.add(id_, mark)
        return self._copies
