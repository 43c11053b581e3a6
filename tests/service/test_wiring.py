"""Building the whole over a data directory, and refusing one that doesn't fit."""

import shutil
from pathlib import Path

import pytest

from index.doctor import check_up
from index.errors import (
    DirectoryInUse,
    DirectoryNotUsable,
    EmbeddingNotUsable,
    FingerprintMismatch,
    IndexesIncomplete,
)
from index.model import Filters, Received
from service.answers import Question
from service.errors import AnswerUnknown
from service.settings import Settings, load
from service.wiring import build, rebuild
from tests.fakes import WordEmbedding

ARTICLE = Received(
    uri="test:a", id="a", title="A year", raw="Kessandra made 3,410 tonnes of oxide."
)


def words(_: Settings) -> WordEmbedding:
    return WordEmbedding()


def other_words(_: Settings) -> WordEmbedding:
    return WordEmbedding(fingerprint="words@2")


async def test_indexes_of_another_model_are_refused_with_the_command_that_mends_it(
    tmp_path: Path,
) -> None:
    settings = load(data=tmp_path)
    async with build(settings, "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
        before = await service.search("oxide", Filters(), 5)
    with pytest.raises(
        FingerprintMismatch, match=r"made with words@1.*in use is words@2"
    ) as caught:
        async with build(settings, "a test", load_embedding=other_words):
            pass
    assert "`assay rebuild`" in caught.value.hint
    async with build(settings, "a test", load_embedding=words) as service:
        assert await service.search("oxide", Filters(), 5) == before
    assert (await rebuild(settings, "a test", load_embedding=other_words)).failed == []
    async with build(settings, "a test", load_embedding=other_words) as service:
        assert await service.search("oxide", Filters(), 5) == before
        assert (await service.catalogue.fingerprint()) == service.fingerprint


async def test_answers_are_kept_from_start_to_start_unless_none_are_to_be_kept(
    tmp_path: Path,
) -> None:
    asked = Question(text="How much oxide did Kessandra make?")
    async with build(load(data=tmp_path), "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
        answer = await service.pipeline.answer(asked)
    async with build(load(data=tmp_path), "a test", load_embedding=words) as service:
        assert (await service.receipts.get(answer.id)).claims == answer.claims
    none = load(data=tmp_path, keep_answers_days=0)
    async with build(none, "a test", load_embedding=words) as service:
        with pytest.raises(AnswerUnknown):
            await service.receipts.get(answer.id)
        assert not (await service.pipeline.answer(asked)).kept


@pytest.mark.parametrize("lost", ["vectors", "lexical"])
async def test_indexes_can_be_deleted_and_made_again_with_the_same_results(
    tmp_path: Path, lost: str
) -> None:
    """Promise 7."""
    settings = load(data=tmp_path)
    async with build(settings, "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
        before = await service.search("oxide", Filters(), 5)
    shutil.rmtree(tmp_path / "indexes" / "1" / lost)
    with pytest.raises(IndexesIncomplete, match="hold fewer passages"):
        async with build(settings, "a test", load_embedding=words):
            pass
    async with build(settings, "a test", incomplete=True, load_embedding=words) as service:
        assert (await check_up(service.ingest)).well
        assert await service.search("oxide", Filters(), 5) == before
    shutil.rmtree(tmp_path / "indexes")
    await rebuild(settings, "a test", load_embedding=words)
    async with build(settings, "a test", load_embedding=words) as service:
        assert await service.search("oxide", Filters(), 5) == before


@pytest.mark.parametrize("broken", ["vectors/chroma.sqlite3", "lexical/meta.json"])
async def test_broken_indexes_are_told_with_the_way_out(tmp_path: Path, broken: str) -> None:
    settings = load(data=tmp_path)
    async with build(settings, "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
        before = await service.search("oxide", Filters(), 5)
    (tmp_path / "indexes" / "1" / broken).write_text("junk")
    with pytest.raises(DirectoryNotUsable, match="can't be opened") as caught:
        async with build(settings, "a test", load_embedding=words):
            pass
    assert "assay rebuild" in caught.value.hint
    await rebuild(settings, "a test", load_embedding=words)
    async with build(settings, "a test", load_embedding=words) as service:
        assert await service.search("oxide", Filters(), 5) == before
    assert [path.name for path in (tmp_path / "indexes").iterdir()] == ["2"]


async def test_one_process_holds_the_directory(tmp_path: Path) -> None:
    """Promise 9."""
    settings = load(data=tmp_path)
    async with build(settings, "the first", load_embedding=words):
        with pytest.raises(DirectoryInUse, match="held by `the first`"):
            async with build(settings, "the second", load_embedding=words):
                pass
    async with build(settings, "the second", load_embedding=words):
        pass


async def test_a_model_that_is_not_there_leaves_the_directory_free(tmp_path: Path) -> None:
    settings = load(data=tmp_path / "data", embedding=str(tmp_path / "nothing"))
    for _ in range(2):
        with pytest.raises(
            EmbeddingNotUsable, match="no folder with a sentence-transformers model"
        ):
            async with build(settings, "a test"):
                pass
