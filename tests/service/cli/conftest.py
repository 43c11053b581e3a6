"""Data directories with articles, and a server, for commands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import assay, here
from tests.fakes import WordEmbedding
from tests.serving import house


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, some bad, taken into its `.assay`."""
    folder = tmp_path_factory.mktemp("home")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "good.md").write_text(
        "---\ntitle: Kessandra's year\noutlet: The Ledger\npublished: 2026-04-23\n---\n"
        "Kessandra made 3,410 tonnes of oxide in 2025. The plant was shut in May.\n",
        encoding="utf-8",
    )
    (articles / "empty.txt").write_text("")
    (articles / "binary.txt").write_bytes(b"\x89PNG\0\0\0")
    with (articles / "huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    added = assay("add", "articles", "missing.txt", cwd=folder)
    assert added.returncode == 1, added.stderr
    assert added.stdout == "1 added, 0 changed, 0 unchanged, 4 failed\n"
    for name, reason in {
        "empty.txt": "is empty",
        "binary.txt": "is not text",
        "huge.txt": "is too large (50 MB, at most 20 MB)",
        "missing.txt": "No such file or directory",
    }.items():
        [line] = [line for line in added.stderr.splitlines() if name in line]
        assert reason in line
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("served")) as url:
        yield url


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this process take a fake for the embedding model."""
    monkeypatch.setattr("index.e5.E5Embedding", WordEmbedding)


@pytest.fixture
def data(tmp_path: Path, words: None) -> Path:
    """A data directory with two articles."""
    for name in ("kiln", "ore"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} made 3,410 tonnes in 2025.")
    added = here("add", tmp_path / "kiln.txt", tmp_path / "ore.txt", "--data", tmp_path / "data")
    assert added.output == "2 added, 0 changed, 0 unchanged, 0 failed\n"
    return tmp_path / "data"
