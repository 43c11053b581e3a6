"""A PostgreSQL server of the tests' own: started on a loopback port, gone when they end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from evals.servers import ProgramMissing, postgresql


@contextmanager
def server() -> Iterator[str]:
    """The URL of a database on a fresh server; without one tests skip, but never in CI."""
    try:
        with postgresql() as (url, _):
            yield url
    except ProgramMissing as missing:
        reason = f"{missing.message} {missing.hint}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


async def emptied(url: str) -> str:
    """The same URL, its database with nothing in it."""
    engine = create_async_engine(driven(url))
    async with engine.begin() as connection:
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            await connection.execute(sa.text(statement))
    await engine.dispose()
    return url


def driven(url: str) -> str:
    """The URL as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+asyncpg://")
