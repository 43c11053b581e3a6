"""A copy of the catalogue, taken while it is in use, and put back. The indexes are made from it."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from index.directory import DataDirectory
from index.errors import DirectoryNotUsable

_PAGES = 1_000  # copied between two chances for others to write


def copy(catalogue: Path, to: Path, *, anew: bool = False) -> None:
    """Copy a catalogue in SQLite as it is at one moment; `to` appears when it is whole.

    Where it is to live `anew`, it gets another identity. Raises `DirectoryNotUsable`.
    """
    part = to.with_name(f"{to.name}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(_open(catalogue)) as source, closing(sqlite3.connect(part)) as copied:
            source.execute("BEGIN")  # one moment, whoever writes meanwhile
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copied, pages=_PAGES)
            if anew:  # the next who opens it draws one
                copied.execute("DELETE FROM facts WHERE name = 'identity'")
                copied.commit()
            copied.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside
        part.replace(to)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise DirectoryNotUsable(
            f"The catalogue {catalogue} can't be copied to {to}: {error}.",
            "Look at the disk, and at who may write there.",
        ) from error


def put_back(backup: Path, directory: DataDirectory) -> None:
    """Make a backup the catalogue of a data directory that has none. The indexes are made after.

    The one that it was taken from may still be in use, so this is another one from now on, with
    vectors of its own at a server that both share. Raises `DirectoryNotUsable`; then nothing was
    changed.
    """
    if directory.catalogue.exists():
        raise DirectoryNotUsable(
            f"There is a catalogue in {directory.path} already.",
            "Restore into an empty directory: --data DIR, or move this one away first.",
        )
    _refuse_what_is_none(backup)
    for generation in directory.generations():  # made from a catalogue that is gone
        directory.discard(generation)
    copy(backup, directory.catalogue, anew=True)


def _refuse_what_is_none(backup: Path) -> None:
    try:
        with closing(_open(backup)) as source:
            [whole] = source.execute("PRAGMA quick_check(1)").fetchone()
            tables = source.execute(
                "SELECT count(*) FROM sqlite_master WHERE name IN ('articles', 'alembic_version')"
            ).fetchone()
    except sqlite3.Error as error:
        whole, tables = str(error), (0,)
    if whole != "ok" or tables != (2,):
        raise DirectoryNotUsable(
            f"{backup} is no backup of a catalogue" + (f": {whole}." if whole != "ok" else "."),
            "Name a file that `assay backup` wrote.",
        )


def _open(path: Path) -> sqlite3.Connection:
    """For reading only: nothing is made where nothing is."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
