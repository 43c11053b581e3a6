"""The data directory: one process holds it at a time, and a second one is told who."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from filelock import FileLock, Timeout

from index.errors import DirectoryInUse, DirectoryNotUsable


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """Where everything that Assay keeps lies."""

    path: Path
    shared: ClassVar[bool] = False

    @property
    def catalogue(self) -> Path:
        return self.path / "catalogue.sqlite3"

    @property
    def holder(self) -> Path:
        return self.path / "holder.json"

    @property
    def temporary(self) -> Path:
        """The folder of files that nobody needs once the process has ended."""
        return self.path / "temporary"

    @property
    def _indexes(self) -> Path:
        return self.path / "indexes"

    def vectors(self, generation: int) -> Path:
        return self._indexes / str(generation) / "vectors"

    def lexical(self, generation: int) -> Path:
        return self._indexes / str(generation) / "lexical"

    def followed(self, generation: int) -> Path:
        """The file that says how far the lexical index has followed the catalogue."""
        return self._indexes / str(generation) / "followed"

    def generations(self) -> list[int]:
        """The generations of the indexes that have a folder here."""
        return sorted(int(one.name) for one in self._indexes.glob("*") if one.name.isdecimal())

    def files(self, generation: int) -> list[Path]:
        """What a process that serves a generation has open beside the catalogue."""
        return [
            self.vectors(generation) / "chroma.sqlite3",
            self.lexical(generation) / "meta.json",
        ]

    def refuse_loss(self) -> None:
        """Raises `DirectoryNotUsable` where indexes are here, but not what they were made from."""
        size = self.catalogue.stat().st_size if self.catalogue.exists() else None
        if not size and self.generations():
            raise DirectoryNotUsable(
                f"The catalogue {self.catalogue} is {'gone' if size is None else 'empty'}, but "
                "indexes that were made from it are here.",
                "Put a backup back with `assay restore FILE`; or, to begin anew, delete "
                f"{self._indexes}.",
            )

    def discard(self, generation: int) -> None:
        """Delete a generation, as far as the files can be deleted."""
        shutil.rmtree(self._indexes / str(generation), ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a process has open, and what stood there at the start: it must not be taken away."""

    catalogue: Path | None
    indexes: Sequence[Path]
    identity: tuple[int, int] | None

    @classmethod
    def of(cls, catalogue: Path | None, indexes: Sequence[Path]) -> "Standing":
        return cls(catalogue, indexes, _identity(catalogue))

    def check(self) -> None:
        """Raises `DirectoryNotUsable` where a file is gone, or the catalogue is another one."""
        if _identity(self.catalogue) != self.identity:
            raise DirectoryNotUsable(
                f"The catalogue {self.catalogue} was taken away while it was in use.",
                "Stop this process, put the file back, and start again.",
            )
        if gone := next((path for path in self.indexes if not path.exists()), None):
            raise DirectoryNotUsable(
                f"The indexes were taken away while they were in use: {gone} is gone.",
                "Stop this process, and make them anew from the catalogue with `assay rebuild`.",
            )


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        status = path.stat() if path else None
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if status else None


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
        shutil.rmtree(directory.temporary, ignore_errors=True)  # of one that was killed
        directory.temporary.mkdir(exist_ok=True)
        _write_holder(directory, command, url)
    except Timeout as error:
        raise _in_use(directory) from error
    except OSError as error:
        lock.release()
        raise DirectoryNotUsable(
            f"The data directory {directory.path} can't be used: {error.strerror or error}.",
            "Name another with --data DIR or ASSAY_DATA, or make this one writable.",
        ) from error
    try:
        yield directory
    finally:
        try:
            directory.holder.unlink(missing_ok=True)
        finally:
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
