"""A replica's index as a file: taken while it is written, and good for its own catalogue alone."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.directory import DataDirectory, hold
from index.errors import DirectoryNotUsable
from index.lexical import Lexical
from index.snapshots import begin_from, take_snapshot
from tests.fakes import passage


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[DataDirectory]:
    with hold(tmp_path / "replica", "a test") as directory:
        with closing(Lexical(directory.lexical(2))) as lexical:
            lexical.upsert([passage("a:1:0", text="Oxide."), passage("b:1:0", text="Ore.")])
        directory.followed(2).write_text("7")
        yield directory


def test_another_begins_where_the_first_one_was(replica: DataDirectory, tmp_path: Path) -> None:
    file = tmp_path / "snapshot.tar"
    take_snapshot(replica, 2, "catalogue", file)
    with hold(tmp_path / "new", "a test") as directory:
        assert not begin_from(file, directory, 3, "catalogue")  # other indexes are in use by now
        assert begin_from(file, directory, 2, "catalogue")
        assert directory.followed(2).read_text() == "7"
        with closing(Lexical(directory.lexical(2))) as lexical:
            assert lexical.ids() == {"a:1:0", "b:1:0"}
        directory.followed(2).write_text("9")
        assert begin_from(file, directory, 2, "catalogue")
        assert directory.followed(2).read_text() == "9"  # which had come further
    assert not list(replica.temporary.iterdir())


def test_it_is_whole_though_the_replica_goes_on_writing(
    replica: DataDirectory, tmp_path: Path
) -> None:
    file, over = tmp_path / "snapshot.tar", threading.Event()
    with closing(Lexical(replica.lexical(2))) as lexical:

        def write() -> None:
            number = 0
            while not over.is_set():
                number += 1
                lexical.upsert([passage(f"c{number}:1:0", text="Copper ore.")])
                lexical.delete([f"c{number - 5}:1:0"])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(5):
                take_snapshot(replica, 2, "catalogue", file)
        finally:
            over.set()
            writer.join()
    with hold(tmp_path / "new", "a test") as directory:
        assert begin_from(file, directory, 2, "catalogue")
        with closing(Lexical(directory.lexical(2))) as begun:
            assert {"a:1:0", "b:1:0"} <= begun.ids()


def test_what_is_none_or_of_another_catalogue_is_refused(
    replica: DataDirectory, tmp_path: Path
) -> None:
    file, odd = tmp_path / "snapshot.tar", tmp_path / "odd"
    odd.write_bytes(b"no snapshot")
    take_snapshot(replica, 2, "catalogue", file)
    with hold(tmp_path / "new", "a test") as directory:
        for wrong, told in ((odd, "is no snapshot"), (file, "another catalogue")):
            with pytest.raises(DirectoryNotUsable, match=told):
                begin_from(wrong, directory, 2, "another")
        assert not directory.followed(2).exists()
        with pytest.raises(DirectoryNotUsable, match="no index of a replica"):
            take_snapshot(directory, 2, "catalogue", tmp_path / "none")
    assert not list(tmp_path.glob("none*"))
