"""A backup is taken from a running server, and restored where nothing is."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.model import Filters, Received
from index.vectors import ChromaServer
from service.cli import app
from service.errors import BadInput
from service.maintenance import back_up, restore
from service.settings import load
from service.wiring import build
from tests.chroma import chroma
from tests.service.test_wiring import words
from tests.serving import house

ARTICLE = Received(
    uri="test:k", id="k", title="Kessandra", raw="Kessandra made 3,410 tonnes of oxide in 2025."
)
OTHER = replace(ARTICLE, uri="test:b", id="b", raw="A ticket to Varr costs 12 crowns.")


def test_what_a_server_has_comes_back_with_its_indexes(tmp_path: Path) -> None:
    backup = tmp_path / "assay.backup"
    with house(tmp_path / "data", [ARTICLE, OTHER]) as url:
        taken = CliRunner().invoke(app, ["backup", str(backup), "--url", url])
        assert taken.exit_code == 0, taken.output
        asyncio.run(_comes_back(backup, tmp_path / "new"))  # while that one serves
        there = CliRunner().invoke(app, ["restore", str(backup), "--data", str(tmp_path / "data")])
        assert there.exit_code == 3
        assert "is held by" in there.output
    assert not list((tmp_path / "data" / "temporary").iterdir())


async def test_a_restored_copy_leaves_the_original_s_vectors_alone(tmp_path: Path) -> None:
    backup = tmp_path / "assay.backup"
    with chroma(tmp_path / "chroma") as url:
        original, copy = (load(data=tmp_path / name, chroma_url=url) for name in ("a", "b"))
        async with build(original, "a test", load_embedding=words) as service:
            await service.ingest.add([ARTICLE, OTHER])
            vectors = ChromaServer(url, await service.catalogue.identity())
            back_up(original, backup)
            await restore(copy, backup, "a test", load_embedding=words)
            async with build(copy, "a test", load_embedding=words) as restored:
                await restored.ingest.remove("k")
            assert vectors.generations() == [1]
            assert service.ingest.vectors.count() == 2
            [best, *_] = await service.search("oxide", Filters(), 3)
            assert best.ranks == {"dense": 1, "lexical": 1}


async def _comes_back(backup: Path, data: Path) -> None:
    settings = load(data=data)
    made = await restore(settings, backup, "a test", load_embedding=words)
    assert (made.indexed, made.failed) == (2, [])
    async with build(settings, "a test", load_embedding=words) as service:
        [best, *_] = await service.search("oxide", Filters(), 3)
    assert best.article_id == "k"


def test_where_postgresql_is_used_its_own_tools_are_named(tmp_path: Path) -> None:
    settings = load(data=tmp_path, database_url="postgresql://a:b@nowhere/assay")
    with pytest.raises(BadInput, match="PostgreSQL") as refused:
        back_up(settings, tmp_path / "backup")
    assert "pg_dump" in refused.value.hint


def test_a_replica_s_index_comes_as_a_file_and_who_has_none_says_so(tmp_path: Path) -> None:
    file, data = tmp_path / "index.tar", tmp_path / "data"
    with house(data, [ARTICLE]) as url:
        none = CliRunner().invoke(app, ["snapshot", str(file), "--url", url])
        assert (none.exit_code, file.exists()) == (2, False)
        assert "no index that another could begin from" in none.output
        (data / "indexes" / "1" / "followed").write_text("0")  # as a replica notes
        taken = CliRunner().invoke(app, ["snapshot", str(file), "--url", url])
        assert (taken.exit_code, file.exists()) == (0, True), taken.output
    assert not list((data / "temporary").iterdir())
