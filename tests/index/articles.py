"""Articles for tests of the catalogue, and short ways to put them in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from index.accepting import Repaired
from index.catalogue import Catalogue
from index.model import Filters, Received, Span
from index.repairing import repair


@asynccontextmanager
async def several(where: Path | str, count: int) -> AsyncIterator[list[Catalogue]]:
    """One catalogue as several processes use it, opened at once; of a file there is one user."""
    async with AsyncExitStack() as stack:
        number = 1 if isinstance(where, Path) else count
        opening = [stack.enter_async_context(Catalogue.open(where)) for _ in range(number)]
        yield list(await asyncio.gather(*opening)) * (count // number)


def repaired(raw: str = "Trams run.", uri: str = "test:a", **more: Any) -> Repaired:
    text, edits = repair(raw)
    about: dict[str, Any] = {"title": "Trams", "repaired_by": 1, **more}
    by = about.pop("repaired_by")
    received = Received(uri=uri, raw=raw, **about)
    language = received.language or "en"
    return Repaired(received=received, text=text, edits=edits, language=language, repaired_by=by)


async def index_all(catalogue: Catalogue) -> None:
    """Index what waits, each article as one passage."""
    while batch := await catalogue.queue.pending(10):
        for article in batch:
            await catalogue.queue.indexed(article, [Span(start=0, end=len(article.text))])


async def find(catalogue: Catalogue, **filters: Any) -> set[str]:
    """The articles of the passages that pass the filters."""
    return {id_.split(":")[0] for id_ in await catalogue.passage_ids(Filters(**filters))}
