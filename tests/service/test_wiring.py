"""Building the whole over a data directory, and refusing one that doesn't fit."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.doctor import check_up
from index.errors import (
    DirectoryInUse,
    DirectoryNotUsable,
    EmbeddingNotUsable,
    FingerprintMismatch,
    IndexesIncomplete,
    RerankerNotUsable,
    VectorsUnreachable,
)
from index.model import Filters, Received
from index.vectors import ChromaServer
from service.answers import Question
from service.errors import AnswerUnknown
from service.loading import as_made
from service.maintenance import rebuild
from service.settings import Settings, load
from service.wiring import build
from tests.chroma import chroma
from tests.fakes import WordEmbedding
from tests.models import make_reranker

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
        assert (await service.catalogue.generations.fingerprint()) == service.ingest.fingerprint


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


PAIRED = Received(uri="test:p", id="p", title="Ore", raw="朔砚集团 (Shuoyan Group) 很大。")
CHINESE = Received(uri="test:z", id="z", title="电车", raw="朔砚集团表示，电车票价不变。")
ENGLISH = Received(uri="test:e", id="e", title="Trams", raw="Shuoyan Group said that fares stay.")
OTHERS = [
    Received(uri=f"test:{n}", id=f"o{n}", title="Fares", raw=f"Company {n} said that fares rise.")
    for n in range(8)
]


async def test_what_articles_pair_is_found_by_either_name_and_forgotten_with_them(
    tmp_path: Path,
) -> None:
    settings = load(data=tmp_path)
    async with build(settings, "a test", load_embedding=words) as service:

        async def lexical(question: str) -> list[str]:
            listed = (await service.search.lists(question, Filters()))["lexical"]
            return [id_.split(":")[0] for id_, _ in listed]

        await service.ingest.add([CHINESE, ENGLISH, *OTHERS])
        assert "z" not in await lexical("What did Shuoyan Group say?")
        assert "e" not in await lexical("朔砚集团说了什么？")
        await service.ingest.add([PAIRED])
        assert set((await lexical("What did Shuoyan Group say?"))[:3]) == {"p", "e", "z"}
        assert set((await lexical("朔砚集团说了什么？"))[:3]) == {"p", "e", "z"}
    await rebuild(settings, "a test", load_embedding=words)
    async with build(settings, "a test", load_embedding=words) as service:
        assert "z" in await lexical("What did Shuoyan Group say?")
        await service.ingest.remove("p")
        assert "z" not in await lexical("What did Shuoyan Group say?")


async def test_an_answer_tells_that_nothing_was_fitted_for_its_embedding(tmp_path: Path) -> None:
    asked = Question(text="How much oxide did Kessandra make?")
    async with build(load(data=tmp_path), "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
        made_with = (await service.pipeline.answer(asked)).made_with
        assert (made_with.fusion, made_with.quoting) == ("words", "words")


async def test_a_reranker_is_named_among_what_an_answer_was_made_with(tmp_path: Path) -> None:
    settings = load(data=tmp_path / "data", reranker=make_reranker(tmp_path / "tiny"))
    async with build(settings, "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
        [hit] = await service.search("oxide", Filters(), 5)
        assert 0.5 < hit.score < 1
        assert service.pipeline.fingerprint.startswith(f"{service.ingest.fingerprint}+tiny@")


async def test_a_reranker_that_is_not_there_leaves_the_directory_free(tmp_path: Path) -> None:
    settings = load(data=tmp_path, reranker=str(tmp_path / "nothing"))
    for _ in range(2):
        with pytest.raises(RerankerNotUsable, match="nothing"):
            async with build(settings, "a test", load_embedding=words):
                pass


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
        with pytest.raises(EmbeddingNotUsable, match=r"nothing.*it is no folder"):
            async with build(settings, "a test"):
                pass


async def test_vectors_at_a_server_follow_the_generations_and_are_found(tmp_path: Path) -> None:
    with chroma(tmp_path / "chroma") as url:
        settings = load(data=tmp_path / "data", chroma_url=url)
        async with build(settings, "a test", load_embedding=words) as service:
            await service.ingest.add([ARTICLE])
            before = await service.search("oxide", Filters(), 5)
            server = ChromaServer(url, await service.catalogue.identity())
        assert before[0].ranks == {"dense": 1, "lexical": 1}
        assert server.generations() == [1]
        assert (await rebuild(settings, "a test", load_embedding=words)).failed == []
        assert server.generations() == [2]
        async with build(settings, "a test", load_embedding=words) as service:
            assert await service.search("oxide", Filters(), 5) == before
            assert (await check_up(service.ingest)).well
    with pytest.raises(VectorsUnreachable):
        async with build(settings, "a test", load_embedding=words):
            pass
    assert not (tmp_path / "data" / "indexes" / "2" / "vectors").exists()


@pytest.mark.parametrize(
    ("made_with", "given", "embedding"),
    [
        ("minilm@53aa51172d14/1.2", {}, "minilm"),
        ("minilm@53aa51172d14/1.2", {"embedding": "e5"}, "e5"),
        ("e5@8a3dd45f7a66/1.2", {}, "e5"),
        (None, {}, "e5"),
    ],
)
def test_indexes_of_minilm_go_on_with_it_unless_another_is_chosen(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    made_with: str | None,
    given: dict[str, str],
    embedding: str,
) -> None:
    settings = load(data=tmp_path, **given)
    assert as_made(settings, made_with).embedding == embedding
    assert ("assay rebuild" in caplog.text) == (embedding == "minilm")


@pytest.mark.parametrize("loss", [Path.unlink, lambda path: path.write_bytes(b"")])
async def test_a_catalogue_that_is_lost_is_not_begun_anew_in_silence(
    tmp_path: Path, loss: Callable[[Path], object]
) -> None:
    settings = load(data=tmp_path)
    async with build(settings, "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
    loss(tmp_path / "catalogue.sqlite3")
    with pytest.raises(DirectoryNotUsable, match="indexes that were") as caught:
        async with build(settings, "a test", load_embedding=words):
            pass
    assert "backup" in caught.value.hint
    assert list((tmp_path / "indexes").glob("*/lexical"))


@pytest.mark.parametrize(
    ("size", "damage"), [(0, b"no database at all, but words" * 200), (None, b"\xff" * 4096)]
)
async def test_a_damaged_catalogue_is_told_from_a_full_disk(
    tmp_path: Path, size: int | None, damage: bytes
) -> None:
    settings = load(data=tmp_path)
    async with build(settings, "a test", load_embedding=words) as service:
        await service.ingest.add([ARTICLE])
    with (tmp_path / "catalogue.sqlite3").open("r+b") as file:
        file.truncate(size)
        for page in range(1, 30) if size is None else [0]:
            file.seek(page * 4096)
            file.write(damage)
    with pytest.raises(DirectoryNotUsable) as caught:
        async with build(settings, "a test", load_embedding=words):
            pass
    assert "It is damaged: put a backup in its place" in caught.value.hint
    assert "room" not in caught.value.hint


_BY_QUOTING = """
import asyncio, sys
from pathlib import Path
from index.model import Received
from service.answers import Question
from service.settings import load
from service.wiring import build

async def ask():
    async with build(load(data=Path(sys.argv[1])), "a test") as service:
        raw = "Kessandra made 3,410 tonnes of oxide."
        await service.ingest.add([Received(uri="test:a", id="a", title="A year", raw=raw)])
        asked = Question(text="How much oxide did Kessandra make?")
        print((await service.pipeline.answer(asked)).status)

asyncio.run(ask())
print(sorted({"torch", "transformers", "sentence_transformers", "litellm"} & set(sys.modules)))
"""


def test_by_default_an_answer_takes_no_torch(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _BY_QUOTING, str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split("\n")[:2] == ["answered", "[]"]
