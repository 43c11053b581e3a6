"""A PostgreSQL server of the tests' own: started on a loopback port, gone when they end."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

PASSWORD = "not/said@anywhere"
QUOTED_PASSWORD = "not%2Fsaid%40anywhere"


@contextmanager
def server() -> Iterator[str]:
    """The URL of a database on a fresh server."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="assay-postgres-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()
    process: subprocess.Popen[bytes] | None = None
    try:
        _make(programs, folder)
        process = _as_postgres([programs / "postgres", "-D", folder / "data", "-p", str(port),
                                "-h", "127.0.0.1", "-k", folder, "-F"], folder)  # fmt: skip
        _wait_for(process, port, folder)
        yield f"postgresql://assay:{QUOTED_PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        if process:
            process.send_signal(signal.SIGQUIT)  # at once: nothing is worth keeping
            process.wait(30)
        shutil.rmtree(folder)


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


def _programs() -> Path:
    """Where Debian keeps the server's programs; without them the tests skip, but never in CI."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    if versions:
        return versions[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    reason = "PostgreSQL isn't installed: apt-get install postgresql"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _make(programs: Path, folder: Path) -> None:
    password = folder / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    making = _as_postgres(
        [programs / "initdb", "-D", folder / "data", "-U", "assay", "-E", "UTF8", "--no-sync",
         "--locale=C", "--locale-provider=icu", "--icu-locale=en",  # sorts a before B, as most do
         "--auth=scram-sha-256", f"--pwfile={password}"], folder,
    )  # fmt: skip
    assert making.wait(60) == 0, (folder / "log").read_text(encoding="utf-8")


def _as_postgres(command: list[Path | str], folder: Path) -> "subprocess.Popen[bytes]":
    """The server refuses to be root; Debian's package brings a user for it."""
    user = "postgres" if os.getuid() == 0 else None
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, user=user,
                                group=user, extra_groups=[] if user else None)  # fmt: skip


def _wait_for(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    """It listens before it is ready, but tells who connects to wait, and its log says when."""
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        if "ready to accept connections" in (folder / "log").read_text(encoding="utf-8"):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
        time.sleep(0.02)
    pytest.fail((folder / "log").read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
