"""A backup is the catalogue at one moment, whoever writes meanwhile; what is none is refused."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from index.backup import copy, put_back
from index.catalogue import Catalogue
from index.directory import hold
from index.errors import DirectoryNotUsable


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        [number] = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(number)


def test_a_copy_is_of_one_moment_though_others_write(tmp_path: Path) -> None:
    source, backup = tmp_path / "catalogue.sqlite3", tmp_path / "backup.sqlite3"
    with closing(sqlite3.connect(source)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE one (text)")
        made.execute("CREATE TABLE other (text)")
        made.executemany("INSERT INTO one VALUES (?)", [("x" * 1_000,)] * 2_000)
        made.executemany("INSERT INTO other VALUES (?)", [("x" * 1_000,)] * 2_000)
        made.commit()
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(source)) as writing:
            while not done.is_set():
                with writing:
                    writing.execute("INSERT INTO one VALUES ('y')")
                    writing.execute("INSERT INTO other VALUES ('y')")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copy(source, backup)
    finally:
        done.set()
        writer.join()
    assert count(backup, "one") == count(backup, "other") >= 2_000
    assert sorted(one.name for one in tmp_path.glob("backup*")) == ["backup.sqlite3"]


def test_a_copy_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    backup = tmp_path / "no folder" / "backup.sqlite3"
    backup.parent.touch()
    with pytest.raises(DirectoryNotUsable, match="can't be copied to"):
        copy(tmp_path / "catalogue.sqlite3", backup)


async def test_a_backup_becomes_the_catalogue_of_an_empty_directory_only(tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite3"
    async with Catalogue.open(tmp_path / "catalogue.sqlite3") as catalogue:
        identity = await catalogue.identity()
        copy(tmp_path / "catalogue.sqlite3", backup)
    with hold(tmp_path / "new", "a test") as directory:
        put_back(backup, directory)
        async with Catalogue.open(directory.catalogue) as restored:
            assert await restored.identity() != identity
        with pytest.raises(DirectoryNotUsable, match="already"):
            put_back(backup, directory)


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look at" * 9])
def test_what_is_no_backup_is_refused_and_nothing_is_left(tmp_path: Path, content: bytes) -> None:
    backup = tmp_path / "odd"
    backup.write_bytes(content)
    with hold(tmp_path / "new", "a test") as directory:
        with pytest.raises(DirectoryNotUsable, match="no backup"):
            put_back(backup, directory)
        assert not directory.catalogue.exists()
