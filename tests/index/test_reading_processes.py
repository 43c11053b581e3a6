"""What hangs while it is read, eats memory or crashes fails alone, and holds up nobody."""

import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from index import reading
from index.model import Received
from index.reading import Unreadable, read
from index.reading.processes import Limits, Readers

HANG = partial(re.match, "(a+)+$", "a" * 60 + "b")  # holds the interpreter for years
MB = 1_000_000


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Readers]:
    """Impatient ones, in place of those that are in use."""
    made = Readers(count=2, limits=Limits(seconds=1, memory=300 * MB))
    monkeypatch.setattr(reading, "READERS", made)
    yield made
    made.close()


def endless_docx(paragraphs: int = 240_000) -> bytes:
    """A document of a few kilobytes that takes minutes to read."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * paragraphs}</w:body></w:document>',
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (HANG, "takes longer than 1 seconds to read"),
        (partial(bytearray, 2_000 * MB), "takes more than 300 MB of memory to read"),
        (partial(os._exit, 3), "can't be read: it ended the process that read it (status 3)"),
        (partial(int, "x"), "can't be read, it seems damaged (ValueError: invalid literal"),
    ],
)
def test_what_runs_over_its_limits_fails_alone(
    readers: Readers, call: Callable[[], Any], problem: str
) -> None:
    before, bad, after = (readers.begin(str(n), what) for n, what in enumerate((list, call, list)))
    [told] = bad.result()
    assert isinstance(told, Unreadable)
    assert told.problem.startswith(problem)
    assert told.hint
    assert (before.result(), after.result()) == ([], [])


def test_a_file_that_hangs_is_named_and_the_others_are_read_in_order(
    readers: Readers, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Kessandra opened a kiln.")
    (tmp_path / "b.docx").write_bytes(endless_docx())
    (tmp_path / "c.txt").write_text("Orvale closed one.")
    first, hung, last = read([tmp_path])
    assert isinstance(first, Received)
    assert isinstance(last, Received)
    assert (first.raw, last.raw) == ("Kessandra opened a kiln.", "Orvale closed one.")
    assert hung == Unreadable(
        str(tmp_path / "b.docx"),
        "takes longer than 1 seconds to read",
        "Cut it into smaller files, or save its text as a .txt file.",
    )


def test_a_file_without_an_end_fails_alone(readers: Readers, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "waits.txt")
    (tmp_path / "zeros.txt").symlink_to("/dev/zero")
    waits, zeros = read([tmp_path / "waits.txt", tmp_path / "zeros.txt"])
    assert isinstance(waits, Unreadable)
    assert isinstance(zeros, Unreadable)
    assert waits.problem == "takes longer than 1 seconds to read"
    assert zeros.problem.startswith("takes ")  # which limit comes first depends on the machine


def test_the_processes_load_no_model_and_no_database(readers: Readers) -> None:
    names: Any = readers.begin("", partial(eval, "list(__import__('sys').modules)")).result()
    loaded = set(names)
    assert "index.reading.formats.pdfs" in loaded
    heavy = {"torch", "chromadb", "tantivy", "llama_index", "litellm", "sqlalchemy", "fastapi"}
    assert heavy.isdisjoint(loaded)


def test_a_process_reads_many_files_however_large_the_one_is_that_asks() -> None:
    large = b"x" * 120 * MB  # a child begins with this in what `getrusage` tells
    readers = Readers(count=1, limits=Limits(memory=300 * MB))
    pid = partial(eval, "[__import__('os').getpid()]")
    assert len(large) == 120 * MB
    assert readers.begin("", pid).result() == readers.begin("", pid).result()
    readers.close()


def test_a_process_that_needed_much_memory_reads_no_more_files() -> None:
    readers = Readers(count=1, limits=Limits(memory=300 * MB))
    first, second = (
        readers.begin(
            "", partial(eval, f"[__import__('os').getpid(), len(b'x' * {size})]")
        ).result()
        for size in (200 * MB, 1)
    )
    assert first[0] != second[0]
    readers.close()


def test_what_lies_in_the_working_directory_is_no_module_of_ours(
    readers: Readers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "yaml.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert readers.begin("", list).result() == []


def test_a_process_that_ends_while_a_file_is_read_takes_its_readers_along() -> None:
    """It waits for none, and leaves none behind."""
    program = """
from functools import partial
from tests.index.test_reading_processes import HANG
from index.reading.processes import READERS
READERS.begin("", HANG)
pid = READERS.begin("", partial(eval, "[__import__('os').getpid()]")).result()[0]
print(pid, READERS._children[0]._process.pid)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=45,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    for pid in map(int, ended.stdout.split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_many_at_once_are_all_answered(readers: Readers) -> None:
    counts: list[Any] = [partial(range, n) for n in range(200)]
    begun = [readers.begin(str(n), count) for n, count in enumerate(counts)]
    assert [len(one.result()) for one in begun] == list(range(200))
