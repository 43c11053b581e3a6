"""The data directory: one process holds it at a time, and a second one is told who."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import DirectoryInUse, DirectoryNotUsable


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """Where everything that Assay keeps lies."""

    path: Path

    @property
    def catalogue(self) -> Path:
        return self.path / "catalogue.sqlite3"

    @property
    def holder(self) -> Path:
        return self.path / "holder.json"

    @property
    def _indexes(self) -> Path:
        return self.path / "indexes"

    def vectors(self, generation: int) -> Path:
        return self._indexes / str(generation) / "vectors"

    def lexical(self, generation: int) -> Path:
        return self._indexes / str(generation) / "lexical"

    def generations(self) -> list[int]:
        """The generations of the indexes that have a folder here."""
        return sorted(int(one.name) for one in self._indexes.glob("*") if one.name.isdecimal())

    def discard(self, generation: int) -> None:
        """Delete a generation, as far as the files can be deleted."""
        shutil.rmtree(self._indexes / str(generation), ignore_errors=True)


@contextmanager
def hold(path: Path, command: str, url: str | None = None) -> Iterator[DataDirectory]:
    """Hold the data directory at `path`, made if missing, until the context ends.

    `command` and `url` tell a second process who holds it and where to ask instead.

    Raises `DirectoryInUse` or `DirectoryNotUsable`; then nothing was changed.
    """
    directory = DataDirectory(path.absolute())
    lock = FileLock(directory.path / "lock", timeout=0)
    try:
        directory.path.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        _write_holder(directory, command, url)
    except Timeout as error:
        raise _in_use(directory) from error
    except OSError as error:
        raise DirectoryNotUsable(
            f"The data directory {directory.path} can't be used: {error.strerror or error}.",
            "Name another with --data DIR or ASSAY_DATA, or make this one writable.",
        ) from error
    try:
        yield directory
    finally:
        directory.holder.unlink(missing_ok=True)
        lock.release()


def _write_holder(directory: DataDirectory, command: str, url: str | None) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "command": command, "url": url, "since": since}
    directory.holder.write_text(json.dumps(holder), encoding="utf-8")


def _in_use(directory: DataDirectory) -> DirectoryInUse:
    try:
        holder = json.loads(directory.holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # it is being opened or closed just now
        holder = {}
    who = f"`{holder.get('command', 'another process')}`"
    if "pid" in holder:
        who += f" (process {holder['pid']}, since {holder['since']})"
    hint = "Stop it, or name another directory with --data DIR or ASSAY_DATA."
    url = holder.get("url")
    if url:
        hint = f"Ask it at {url}, stop it, or name another directory with --data DIR."
    return DirectoryInUse(f"The data directory {directory.path} is held by {who}.", hint, url)
