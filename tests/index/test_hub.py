"""A model by its name at the Hugging Face hub is downloaded once, and by a folder never."""

from pathlib import Path

import pytest

from index.hub import folder_of
from tests.hub import NAME, hub


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("config.json", "model.safetensors", "pytorch_model.bin", "tf_model.h5"):
        (folder / name).write_text(name)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_name_is_downloaded_once_and_then_there_without_a_network(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub(model, tmp_path / "cache", monkeypatch) as asked:
        folder = folder_of(NAME)
        assert names(folder) == ["config.json", "model.safetensors"]
        assert (folder / "config.json").read_text() == "config.json"
        before = list(asked)
        assert folder_of(NAME) == folder
        assert asked == before
    assert folder_of(NAME) == folder


def test_older_weights_are_taken_where_there_are_no_others(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model / "model.safetensors").unlink()
    with hub(model, tmp_path / "cache", monkeypatch):
        assert names(folder_of(NAME)) == ["config.json", "pytorch_model.bin"]


def test_what_the_hub_does_not_have_is_told(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        hub(model, tmp_path / "cache", monkeypatch),
        pytest.raises(FileNotFoundError, match="hub has no such model, or shows it to some only"),
    ):
        folder_of("nobody/nothing")


def test_a_hub_that_is_not_reached_is_told(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub(model, tmp_path / "cache", monkeypatch):
        pass
    with pytest.raises(FileNotFoundError, match="could not be downloaded from the Hugging Face"):
        folder_of(NAME)


@pytest.mark.parametrize("name", ["tiny", "/no/such/folder", "../tiny", "some/such/folder"])
def test_what_is_neither_a_folder_nor_a_name_is_never_asked_for(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with (
        hub(model, tmp_path / "cache", monkeypatch) as asked,
        pytest.raises(FileNotFoundError, match="no folder, and no name"),
    ):
        folder_of(name)
    assert asked == []
