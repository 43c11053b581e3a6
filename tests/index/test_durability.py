"""What was accepted is kept: through kills, a full disk, and a directory that can't be written."""

import asyncio
import json
import shutil
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine.default import DefaultDialect

from index.catalogue import Catalogue
from index.directory import DataDirectory
from index.errors import DirectoryNotUsable
from index.lexical import Lexical
from index.model import Filters
from service.settings import Settings
from service.wiring import build
from tests.adding import add
from tests.fakes import WordEmbedding, passage
from tests.killing import ENDS, assert_same, results

ROOT = Path(__file__).parents[2]
KILLS = 44  # twice through all ends; `python -m tests.killing` takes as many as it is told

_WHERE_LITTLE_FITS = """
set -e
mkdir -p "$2"
mount -t tmpfs -o "size=$1" none "$2"
"$4" -m tests.adding "$3"
cp -a "$3" "$5"
"""
_WHERE_NOTHING_CAN_BE_WRITTEN = """
set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
"$2" -m tests.adding "$1"
"""


def run(*command: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def add_with_short_files(data: Path, limit: int) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        run(sys.executable, "-m", "tests.adding", str(data), str(limit))
    )
    return told


def run_with_mounts_of_its_own(script: str, *args: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        run("unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", *args)
    )
    return told


@cache
def _may_mount(script: str) -> bool:
    """A process may mount, in a namespace that nobody else sees and that goes with it."""
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", script]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def contents(path: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in path.rglob("*") if file.is_file()}


async def assert_kept(data: Path, told: dict[str, Any]) -> None:
    """All that was said to be accepted is in the catalogue, whatever became of the indexes."""
    async with Catalogue.open(DataDirectory(data).catalogue) as catalogue:
        page, _ = await catalogue.page(None, 100)
    failed = {uri for uri, _, _ in told["failed"]}
    assert set(told["accepted"]) - failed <= {article.uri for article in page}


async def assert_carries_on(data: Path, clean: Path) -> None:
    """The next run, with room, ends where a run that never lacked any ends."""
    told = await add(data)
    assert (told["failed"], told["error"]) == ([], None)
    assert_same(await results(data), await results(clean), "searches differ from a clean build")
    settings = Settings.model_construct(data=data)
    async with build(settings, "a test", load_embedding=lambda _: WordEmbedding()) as service:
        ids = set(await service.catalogue.passage_ids(Filters()))
        assert service.ingest.vectors.ids() == service.ingest.lexical.ids() == ids


def assert_told_plainly(told: dict[str, Any]) -> None:
    """What had no room failed with its reason, or all of it did, with a way out."""
    assert told["error"] or told["failed"]
    assert told["hint"] or not told["error"]
    assert all(problem and hint for _, problem, hint in told["failed"])


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same articles, added where there is room."""
    path = tmp_path_factory.mktemp("clean")
    asyncio.run(add(path))
    return path


def test_nothing_that_was_accepted_is_lost_however_often_the_process_is_killed(
    tmp_path: Path,
) -> None:
    told = json.loads(run(sys.executable, "-m", "tests.killing", str(tmp_path), "1", str(KILLS)))
    assert told["kills"] >= KILLS
    assert [end for end in ENDS if not told["ends"][end]] == []


async def test_a_catalogue_that_was_being_made_is_made_by_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: object, connection: object) -> None:
        raise OSError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr(DefaultDialect, "do_commit", killed)
        with pytest.raises(DirectoryNotUsable, match="killed here"):
            async with Catalogue.open(tmp_path / "catalogue.sqlite3"):
                pass
    async with Catalogue.open(tmp_path / "catalogue.sqlite3") as catalogue:
        assert (await catalogue.counts())["articles"] == 0


def test_a_lexical_index_that_died_before_a_commit_was_complete_can_be_written(
    tmp_path: Path,
) -> None:
    with closing(Lexical(tmp_path)) as index:
        index.upsert([passage("a", "", "kiln"), passage("b", "", "ore")])
    before = (tmp_path / "meta.json").read_bytes()
    with closing(Lexical(tmp_path)) as index:
        index.delete(["a"])
    (tmp_path / "meta.json").write_bytes(before)  # tantivy writes it last of all
    with closing(Lexical(tmp_path)) as index:
        index.delete(["a"])
        assert index.ids() == {"b"}


@pytest.mark.parametrize("limit", [50_000, 600_000])
async def test_a_file_that_may_not_grow_is_told_and_loses_nothing(
    tmp_path: Path, clean: Path, limit: int
) -> None:
    told = add_with_short_files(tmp_path / "data", limit)
    assert_told_plainly(told)
    if told["accepted"]:
        await assert_kept(tmp_path / "data", told)
    await assert_carries_on(tmp_path / "data", clean)


@pytest.mark.skipif(
    not _may_mount("mount -t tmpfs none /tmp"), reason="a small disk takes the right to mount"
)
@pytest.mark.parametrize(
    ("size", "full"), [("2m", "."), ("200k", "indexes"), ("350k", "indexes")],
    ids=["for all", "for indexes that can't be opened", "for indexes that can't grow"],
)  # fmt: skip
async def test_a_full_disk_is_told_and_loses_nothing(
    tmp_path: Path, clean: Path, size: str, full: str
) -> None:
    there, kept = tmp_path / "there", tmp_path / "kept"
    told = run_with_mounts_of_its_own(
        _WHERE_LITTLE_FITS, size, str(there / full), str(there), sys.executable, str(kept)
    )
    assert_told_plainly(told)
    await assert_kept(kept, told)
    await assert_carries_on(kept, clean)


@pytest.mark.skipif(
    not _may_mount("mount --bind /tmp /tmp && mount -o remount,ro,bind /tmp"),
    reason="to be read-only to root too, a directory takes the right to mount",
)
@pytest.mark.parametrize("there", [False, True], ids=["empty", "with articles"])
async def test_a_directory_that_cannot_be_written_is_told_and_left_as_it_is(
    tmp_path: Path, there: bool
) -> None:
    if there:
        await add(tmp_path)
    before = contents(tmp_path)
    told = run_with_mounts_of_its_own(_WHERE_NOTHING_CAN_BE_WRITTEN, str(tmp_path), sys.executable)
    assert "Read-only" in told["error"]
    assert str(tmp_path) in told["error"]
    assert "--data" in told["hint"]
    assert contents(tmp_path) == before
