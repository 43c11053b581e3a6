"""A collection is made as a folder is now: what it brought and holds no more is found, nothing else."""

from pathlib import Path

import pytest

from index.model import ArticleSummary
from index.reading import read
from service.errors import BadInput
from service.syncing import Sync


def summary(uri: str) -> ArticleSummary:
    return ArticleSummary(
        id=uri[-8:], version=1, uri=uri, title="Trams", outlet=None, published=None,
        published_how=None, url=None, language="en", state="indexed", problem=None,
    )  # fmt: skip


def gone(folder: Path, *uris: str) -> list[str]:
    syncing = Sync.of([str(folder)])
    list(syncing.watched(read([folder])))
    return [one.uri for one in syncing.gone(map(summary, uris))]


def test_only_what_the_folder_brought_and_holds_no_more_is_gone(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "here.txt").write_text("Trams run.")
    (tmp_path / "in" / "empty.txt").write_text("")
    inside = (tmp_path / "in").as_uri()
    away = f"{inside}/sub/way%20off.txt"
    kept = (f"{inside}/here.txt", f"{inside}/empty.txt", f"{tmp_path.as_uri()}/out.txt",
            "file:here.txt", "https://t.example/1", "assay:1")  # fmt: skip
    assert gone(tmp_path / "in", away, *kept) == [away]


def test_entries_that_left_a_list_are_gone_unless_it_can_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Trams run."}')
    assert gone(tmp_path, f"{path.as_uri()}#0123") == [f"{path.as_uri()}#0123"]
    path.write_text('{"text": "Trams run."}\nbroken')
    assert gone(tmp_path, f"{path.as_uri()}#0123") == []


def test_a_folder_that_holds_nothing_loses_nothing(tmp_path: Path) -> None:
    assert gone(tmp_path, f"{tmp_path.as_uri()}/a.txt") == []


def test_a_file_can_not_be_synced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Trams run.")
    with pytest.raises(BadInput, match="is no folder"):
        Sync.of([str(tmp_path / "a.txt")])
