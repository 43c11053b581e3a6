"""One process holds a data directory; another one is told who, and changes nothing."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.directory import hold
from index.errors import DirectoryInUse, DirectoryNotUsable

_HOLDER = """
import pathlib, sys, time
from index.directory import hold
with hold(pathlib.Path(sys.argv[1]), "assay serve", "http://127.0.0.1:8000"):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_process(path: Path) -> Iterator[int]:
    """Another process holds `path`; its id."""
    command = [sys.executable, "-c", _HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process.pid
        finally:
            process.kill()


def contents(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_a_directory_is_made_held_and_let_go(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "data"
    with hold(path, "assay add") as directory:
        assert directory.path == path
        assert json.loads(directory.holder.read_text())["command"] == "assay add"
    assert not directory.holder.exists()
    with hold(path, "assay add"):
        pass


def test_what_is_kept_lies_inside(tmp_path: Path) -> None:
    with hold(tmp_path, "assay add") as directory:
        parts = {directory.catalogue, directory.holder}
        parts |= {part(n) for part in (directory.vectors, directory.lexical) for n in (1, 2)}
    assert all(part.is_relative_to(tmp_path) for part in parts)
    assert len(parts) == 6


def test_generations_of_the_indexes_are_counted_and_discarded(tmp_path: Path) -> None:
    with hold(tmp_path, "assay add") as directory:
        assert directory.generations() == []
        for generation in (10, 9):
            directory.vectors(generation).mkdir(parents=True)
            directory.lexical(generation).mkdir()
        (tmp_path / "indexes" / "notes").mkdir()
        assert directory.generations() == [9, 10]
        for generation in (10, 11):
            directory.discard(generation)
        assert directory.generations() == [9]


def test_a_second_process_is_told_who_holds_it_and_changes_nothing(tmp_path: Path) -> None:
    with another_process(tmp_path) as pid:
        before = contents(tmp_path)
        with pytest.raises(DirectoryInUse) as caught, hold(tmp_path, "assay add"):
            pass
        assert "`assay serve`" in caught.value.message
        assert f"process {pid}" in caught.value.message
        assert str(tmp_path) in caught.value.message
        assert "http://127.0.0.1:8000" in caught.value.hint
        assert contents(tmp_path) == before


def test_a_killed_process_holds_nothing_any_more(tmp_path: Path) -> None:
    with another_process(tmp_path) as pid:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        assert (tmp_path / "holder.json").exists()
        with hold(tmp_path, "assay add") as directory:
            assert json.loads(directory.holder.read_text())["pid"] == os.getpid()


def test_what_a_killed_process_was_writing_for_a_moment_goes(tmp_path: Path) -> None:
    with hold(tmp_path, "assay serve") as directory:
        (directory.temporary / "a copy").write_bytes(b"half of it")
    with hold(tmp_path, "assay serve") as directory:
        assert list(directory.temporary.iterdir()) == []


def test_a_second_hold_in_one_process_is_refused_too(tmp_path: Path) -> None:
    with hold(tmp_path, "assay serve"):
        with pytest.raises(DirectoryInUse, match="assay serve"), hold(tmp_path, "assay add"):
            pass
        assert json.loads((tmp_path / "holder.json").read_text())["command"] == "assay serve"


@pytest.mark.parametrize("holder", [None, "", '{"pid": 7, "com'])
def test_a_holder_that_left_no_readable_note_is_refused_all_the_same(
    tmp_path: Path, holder: str | None
) -> None:
    with hold(tmp_path, "assay serve"):
        (tmp_path / "holder.json").unlink()
        if holder is not None:
            (tmp_path / "holder.json").write_text(holder)
        with pytest.raises(DirectoryInUse, match="another process"), hold(tmp_path, "assay add"):
            pass


@pytest.mark.parametrize("below", [".", "data"])
def test_a_path_that_is_a_file_or_lies_below_one_is_not_usable(tmp_path: Path, below: str) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(DirectoryNotUsable) as caught, hold(file / below, "assay add"):
        pass
    assert str(file) in caught.value.message
    assert "--data" in caught.value.hint
    assert file.read_text() == "mine"


def test_a_directory_whose_holder_cannot_be_noted_is_let_go(tmp_path: Path) -> None:
    (tmp_path / "holder.json").mkdir()
    with pytest.raises(DirectoryNotUsable) as caught, hold(tmp_path, "assay add"):
        pass
    (tmp_path / "holder.json").rmdir()
    with hold(tmp_path, "assay add"):
        assert caught.value


def test_an_error_inside_lets_go_of_the_directory(tmp_path: Path) -> None:
    with pytest.raises(KeyError), hold(tmp_path, "assay add"):
        raise KeyError
    with hold(tmp_path, "assay add"):
        pass
