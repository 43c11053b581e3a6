"""Articles for tests of the catalogue, and short ways to put them in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from index.accepting import Repaired
from index.catalogue import Catalogue
from index.model import Filters, Received, Span
from index.repairing import repair
from tests.postgres import driven


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


async def dump(where: Path | str) -> dict[str, Any]:
    """All that is in a database."""
    engine = create_async_engine(url_of(where))
    try:
        async with engine.connect() as connection:
            found = sa.MetaData()
            await connection.run_sync(found.reflect)
            return {
                table.name: [tuple(row) for row in await connection.execute(sa.select(table))]
                for table in found.sorted_tables
            }
    finally:
        await engine.dispose()


def url_of(where: Path | str) -> str:
    """A database as SQLAlchemy opens it."""
    if isinstance(where, Path):
        return f"sqlite+aiosqlite:///{where}"
    return driven(where)
