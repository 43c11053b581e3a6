"""The database behind the catalogue: SQLite in a file, or PostgreSQL at a URL."""

import asyncio
import errno
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from index.errors import CatalogueBusy, DirectoryNotUsable
from index.migrations import upgrade

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_AT_ONCE = 500  # bound variables in one statement stay far below SQLite's limit
_CONNECT_SECONDS = 10
_KEEP_ALIVE = sa.select(
    *(
        sa.func.set_config(f"tcp_keepalives_{name}", value, False)
        for name, value in (("idle", "30"), ("interval", "10"), ("count", "3"))
    )
)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_FULL = "53100"  # of PostgreSQL
_DAMAGED = ("XX001", "XX002")


class Database:
    """Transactions; in SQLite one process writes one at a time, PostgreSQL sees to it itself."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        alone = engine.dialect.name == "sqlite"
        self._turn = asyncio.Lock() if alone else nullcontext()

    @property
    def in_use(self) -> int:
        """How many connections somebody works with just now."""
        pool = self._engine.pool
        return pool.checkedout() if isinstance(pool, sa.pool.QueuePool) else 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        with _told_plainly(self._engine.url):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: kept when the context ends, undone when it raises."""
        with _told_plainly(self._engine.url):
            async with self._turn, self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def alone(self, what: int, *, shared: bool = False) -> AsyncIterator[bool]:
        """Whether this process does alone what has this number; it may not, while another does.

        Those that are `shared` may do it beside each other. Only in PostgreSQL there are others. A
        process that dies lets go; one whose machine is lost, within a minute.
        """
        if self._engine.dialect.name != "postgresql":
            yield True
            return
        ways = ("try_advisory_lock", "advisory_unlock")
        take, let_go = (f"pg_{way}{'_shared' if shared else ''}" for way in ways)
        # In no transaction: one that is idle for hours may be ended by the server.
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        async with AsyncExitStack() as stack:
            with _told_plainly(engine.url):
                connection = await stack.enter_async_context(engine.connect())
                await connection.execute(_KEEP_ALIVE)
                ours = bool(await connection.scalar(sa.select(getattr(sa.func, take)(what))))
            try:
                yield ours
            finally:
                with suppress(sa.exc.DBAPIError, OSError):  # the lock went with the session
                    if ours:
                        await connection.execute(sa.select(getattr(sa.func, let_go)(what)))


class Store:
    """Some tables: every method is one transaction. Any of them raises `DirectoryNotUsable`."""

    def __init__(self, database: Database) -> None:
        self._database = database


@asynccontextmanager
async def open_database(where: Path | str) -> AsyncIterator[Database]:
    """The database in a file or at a URL, its tables made or migrated as needed.

    Raises `DirectoryTooNew`, `DirectoryNotUsable`.
    """
    engine = _engine(where)
    database = Database(engine)
    try:
        await _migrate(database)
        yield database
    finally:
        await engine.dispose()


def insert_new(connection: AsyncConnection, table: sa.Table) -> Any:
    """An insert that passes over rows which are there already."""
    return _insert(connection, table).on_conflict_do_nothing()


def insert_or_add(
    connection: AsyncConnection, table: sa.Table, column: str, *, below: int | None = None
) -> Any:
    """An insert that adds to this column of a row which is there already.

    Unless that is `below` the number, it passes over the row.
    """
    new, there = _insert(connection, table), table.c[column]
    return new.on_conflict_do_update(
        index_elements=table.primary_key.columns,
        set_={column: there + new.excluded[column]},
        where=None if below is None else there < below,
    )


async def take_turn(connection: AsyncConnection, what: int, *, shared: bool = False) -> None:
    """Wait until no other transaction does what has this number, or is the one that does it alone.

    Those that are `shared` don't wait for each other. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        wait = sa.func.pg_advisory_xact_lock_shared if shared else sa.func.pg_advisory_xact_lock
        await connection.execute(sa.select(wait(what)))


async def now_of(connection: AsyncConnection) -> datetime:
    """The moment at which the transaction began, by the one clock that all its users share."""
    if connection.dialect.name == "postgresql":
        return (await connection.execute(sa.select(sa.func.now()))).scalar_one()
    return datetime.now(UTC)


async def place_of(connection: AsyncConnection) -> str:
    """Which database this is, and of which server: a dump restored elsewhere is in another place.

    Files of SQLite are moved about, so for them it is the same everywhere.
    """
    if connection.dialect.name != "postgresql":
        return ""
    ask = sa.text("SELECT has_function_privilege('pg_control_system()', 'execute')")
    server = sa.text("SELECT system_identifier::text FROM pg_control_system()")
    database = sa.text("SELECT oid::text FROM pg_database WHERE datname = current_database()")
    told = await connection.scalar(server) if await connection.scalar(ask) else ""
    return f"{told}/{await connection.scalar(database)}"


async def lock(
    connection: AsyncConnection,
    which: sa.ColumnElement[bool],
    names: Mapping[str, str] | None = None,
) -> None:
    """Wait until no other transaction changes these rows; statements after this one see them.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.literal(1)).where(which).with_for_update(), names)


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many as one statement may name."""
    return (ids[i : i + _AT_ONCE] for i in range(0, len(ids), _AT_ONCE))


def _insert(connection: AsyncConnection, table: sa.Table) -> Any:
    """With what both databases know to do about rows that are there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


async def _migrate(database: Database) -> None:
    try:
        async with database.writing() as connection:
            await connection.run_sync(upgrade)
    except TypeError as error:
        raise DirectoryNotUsable(
            f"The database URL has an option that can't be used: {error}.",
            "Remove it from ASSAY_DATABASE_URL.",
        ) from error


@contextmanager
def _told_plainly(url: sa.URL) -> Iterator[None]:
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise CatalogueBusy(
            f"The catalogue {_place(url)} is busy: all connections to it are in use.",
            "Try again in a few seconds.",
        ) from error
    except (sa.exc.DBAPIError, OSError) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        why = " ".join(str(cause).split()) or "It said nothing in time"
        raise DirectoryNotUsable(
            f"The catalogue {_place(url)} can't be used: {why}.", _way_out(url, cause)
        ) from error


def _place(url: sa.URL) -> str:
    """Where the database is, without who asks and with which password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database} on {url.host or 'this machine'}:{url.port or 5432}"


def _way_out(url: sa.URL, cause: BaseException | None) -> str:
    """What to do, told by the code of the error: words change, and "disk" is in many of them."""
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest of it says more than we need
    state = getattr(cause, "sqlstate", None)
    if code == sqlite3.SQLITE_FULL or state == _FULL or getattr(cause, "errno", 0) in _NO_ROOM:
        return "Make room on the disk; what was accepted is kept, and the next run carries on."
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or state in _DAMAGED:
        return (
            "It is damaged: put a backup in its place, with its -wal file if it has one, and run "
            "`assay rebuild`. Without one, `sqlite3 FILE .recover` saves what can be saved."
        )
    if code == sqlite3.SQLITE_IOERR:
        return "Look at the disk: it may be full, failing or gone. What was accepted is kept."
    if url.get_backend_name() == "sqlite":
        return "Name another directory with --data DIR or ASSAY_DATA, or put the file in order."
    return (
        "Check ASSAY_DATABASE_URL: that the server runs there, knows this user and password, "
        "has this database, and lets the user make tables in it."
    )


def _engine(where: Path | str) -> AsyncEngine:
    try:
        url = _url(where)
        if url.get_backend_name() == "postgresql":
            limit = {"timeout": _CONNECT_SECONDS}
            return create_async_engine(url, pool_pre_ping=True, connect_args=limit)
        # Its connections are threads of this process: who waits for one waits for our own work.
        engine = create_async_engine(url, pool_timeout=None)
    except (sa.exc.ArgumentError, ValueError, KeyError):
        raise DirectoryNotUsable(  # not `from` an error that could tell the password
            "The database URL can't be read.",
            "Write postgresql://USER:PASSWORD@HOST:5432/NAME in ASSAY_DATABASE_URL, signs like @ "
            "or / in the password as %40 and %2F; or leave it out for SQLite.",
        ) from None
    sa.event.listen(engine.sync_engine, "connect", _configure_sqlite)
    sa.event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _url(where: Path | str) -> sa.URL:
    if isinstance(where, Path):
        return sa.URL.create("sqlite+aiosqlite", database=str(where))
    url = sa.make_url(where)
    url = url.set(drivername=_DRIVERS[url.drivername])
    if mode := url.query.get("sslmode"):  # as libpq and most providers call asyncpg's `ssl`
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return url


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _configure_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver would commit each CREATE TABLE by itself
    # Its own knows the letters of English alone.
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
