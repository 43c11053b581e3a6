"""Packaged files are those that were measured, and what is wrong with them is told with a way out."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from index import weights
from index.encoder import Encoder
from index.errors import ModelNotUsable
from index.weights import MODELS, open_graph, read_manifest

LIMIT = 60_000_000


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The packaged files, to be spoilt."""
    return Path(shutil.copytree(MODELS, tmp_path / "models"))


def test_every_packaged_file_is_as_its_manifest_says() -> None:
    manifests = [read_manifest(file.stem) for file in sorted(MODELS.glob("*.json"))]
    named = {name for manifest in manifests for name in manifest.files}
    assert named == {file.name for file in MODELS.iterdir() if file.suffix != ".json"}
    assert all("License" in manifest.licence for manifest in manifests)


def test_a_clone_stays_light() -> None:
    assert sum(file.stat().st_size for file in MODELS.iterdir()) < LIMIT


@pytest.mark.parametrize("name", ["embedding.onnx", "words.npy", "tokenizer.json.xz"])
@pytest.mark.parametrize("spoil", ["damage", "remove"])
def test_a_file_that_is_damaged_or_missing_is_named_with_what_to_do(
    copied: Path, name: str, spoil: str
) -> None:
    file = copied / name
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.unlink()
    if spoil == "damage":
        file.write_bytes(data)
    with pytest.raises(ModelNotUsable, match=name) as caught:
        Encoder("embedding", copied)
    assert "Install Assay again" in caught.value.hint
    assert "ASSAY_EMBEDDING" in caught.value.hint


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"licence": None}, "licence"),
        ({"colour": "red"}, "colour"),
        ({"token_limit": "many"}, "token_limit"),
    ],
)
def test_a_wrong_manifest_is_refused_with_the_field(
    copied: Path, change: dict[str, Any], told: str
) -> None:
    file = copied / "embedding.json"
    about = {**json.loads(file.read_bytes()), **change}
    file.write_text(json.dumps({key: value for key, value in about.items() if value is not None}))
    with pytest.raises(ModelNotUsable, match=told):
        read_manifest("embedding", copied)


def test_what_is_no_json_is_no_manifest(copied: Path) -> None:
    (copied / "embedding.json").write_text("{")
    with pytest.raises(ModelNotUsable, match="no manifest"):
        read_manifest("embedding", copied)


def test_a_graph_that_onnxruntime_refuses_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelNotUsable, match=r"onnxruntime can't open bad\.onnx") as caught:
        open_graph(tmp_path / "bad.onnx")
    assert "ASSAY_EMBEDDING" in caught.value.hint


@pytest.mark.parametrize(("flags", "fine"), [("fpu sse2 avx", False), ("fpu avx avx2", True)])
def test_a_processor_without_avx2_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, fine: bool
) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\nflags\t\t: {flags}\n")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    if fine:
        weights.check_processor(cpuinfo)
        return
    with pytest.raises(ModelNotUsable, match="AVX2") as caught:
        weights.check_processor(cpuinfo)
    assert "ASSAY_EMBEDDING=minilm" in caught.value.hint
