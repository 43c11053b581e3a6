"""A catalogue on each database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from index.catalogue import Catalogue
from tests.postgres import emptied, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with server() as url:
        yield url


@pytest_asyncio.fixture(params=["sqlite", "postgresql"])
async def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a catalogue can be made, on each database."""
    if request.param == "sqlite":
        return tmp_path / "catalogue.sqlite3"
    return await emptied(request.getfixturevalue("postgres"))


@pytest_asyncio.fixture
async def catalogue(where: Path | str) -> AsyncIterator[Catalogue]:
    async with Catalogue.open(where) as opened:
        yield opened
