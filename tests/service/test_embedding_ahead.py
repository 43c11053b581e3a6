"""`assay embed DIR`, then `assay rebuild --embedded DIR`: nothing is embedded twice."""

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index import bulk
from index.arrivals import reported
from index.bulk import Run, embed_all, embedded, here
from index.catalogue import Catalogue
from index.model import Article, Filters, Received
from index.shards import Shard, Shards
from service.cli import app
from service.maintenance import embed, rebuild
from service.settings import Settings, load
from service.wiring import build
from tests.fakes import WordEmbedding

ARTICLES = [
    Received(
        uri=f"test:{n}", id=f"a{n:02}", title=f"Kiln {n}",
        raw=f"Kiln {n} at Orvale fired {n}00 tonnes of oxide in 2025.\n\nIt was built by Ellisk.",
    )
    for n in range(12)
]  # fmt: skip


class ReadsNothing(WordEmbedding):
    """Questions only."""

    def _get_text_embedding(self, text: str) -> list[float]:
        raise AssertionError(f"embedded again: {text}")


class Slow(WordEmbedding):
    """Takes its time, as a real one does."""

    def _get_text_embedding(self, text: str) -> list[float]:
        time.sleep(0.1)
        return super()._get_text_embedding(text)


def words(_: Settings) -> WordEmbedding:
    return WordEmbedding()


def slow(_: Settings) -> WordEmbedding:
    return Slow()


def reads_nothing(_: Settings) -> WordEmbedding:
    return ReadsNothing()


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A data directory in which some articles are indexed, and others wait."""
    async with build(load(data=tmp_path / "data"), "a test", load_embedding=words) as service:
        await service.ingest.add(ARTICLES[:8])
        await service.ingest.accept_many(ARTICLES[8:])
    return tmp_path / "data"


async def found(data: Path) -> list[tuple[str, float]]:
    async with build(load(data=data), "a test", load_embedding=words) as service:
        await reported(service.ingest.indexing())
        return [(hit.id, hit.score) for hit in await service.search("oxide", Filters(), 50)]


@pytest.fixture(
    params=[
        pytest.param(False, id="here"),
        pytest.param(True, id="ray", marks=pytest.mark.filterwarnings("ignore")),  # Ray's own
    ]
)
def with_ray(request: pytest.FixtureRequest) -> bool:
    if request.param:
        pytest.importorskip("ray", reason="the extra `scale` isn't installed")
    return bool(request.param)


async def test_indexes_made_of_shards_are_those_made_at_once(
    data: Path, tmp_path: Path, with_ray: bool
) -> None:
    embed_them = partial(
        embed, load(data=data), "a test", tmp_path / "shards", load_embedding=words
    )
    assert await embed_them(with_ray=with_ray) == len(ARTICLES)
    assert await embed_them() == 0
    made = await rebuild(
        load(data=data), "a test", embedded=tmp_path / "shards", load_embedding=reads_nothing
    )
    assert (made.indexed, made.failed) == (len(ARTICLES), [])
    of_shards = await found(data)
    await rebuild(load(data=data), "a test", load_embedding=words)
    assert of_shards == await found(data) != []


def embed_slowly(data: str, shards: str, with_ray: bool) -> None:
    """What the process does that is killed: each article is a shard."""
    bulk.SHARD = 1
    made = embed(
        load(data=Path(data)), "a test", Path(shards), load_embedding=slow, with_ray=with_ray
    )
    asyncio.run(made)


async def test_a_killed_process_leaves_whole_shards_and_the_next_makes_the_rest(
    data: Path, tmp_path: Path, with_ray: bool
) -> None:
    def whole() -> int:
        return len(list((tmp_path / "shards").glob("*/*.articles.npy")))

    given = (str(data), str(tmp_path / "shards"), with_ray)
    call = f"from tests.service.test_embedding_ahead import *; embed_slowly{given!r}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", call, cwd=Path(__file__).parents[2]
    )
    try:
        while whole() < 3:
            assert process.returncode is None, "it ended before it was killed"
            await asyncio.sleep(0.01)
    finally:
        with suppress(ProcessLookupError):  # it ended by itself
            process.kill()
        await process.wait()
    there = whole()
    assert there < len(ARTICLES)
    rest = await embed(
        load(data=data), "a test", tmp_path / "shards", load_embedding=words, with_ray=with_ray
    )
    assert rest == len(ARTICLES) - there
    made = await rebuild(
        load(data=data), "a test", embedded=tmp_path / "shards", load_embedding=reads_nothing
    )
    assert (made.indexed, made.failed) == (len(ARTICLES), [])


def dying(run: Run, after: int) -> Run:
    """Dies when it has made so many shards."""

    def made(groups: Sequence[Sequence[Article]]) -> Iterator[Shard]:
        for number, shard in enumerate(run(groups)):
            if number == after:
                raise MemoryError
            yield shard

    return made


async def test_who_begins_again_makes_only_the_shards_that_are_missing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "SHARD", 3)
    embedding = WordEmbedding()

    def there() -> Shards:
        return Shards(tmp_path / "shards", embedding.fingerprint)

    async with Catalogue.open(data / "catalogue.sqlite3") as catalogue:
        with pytest.raises(MemoryError):
            await embed_all(catalogue, there(), dying(here(embedding), after=2), print)
        assert len(there().articles) == 6
        (tmp_path / "shards" / "half.part").write_bytes(b"cut off")
        rest = await embed_all(catalogue, there(), here(embedding), print)
    assert rest == 6
    assert len(there()) == 2 * len(ARTICLES) or len(there()) == len(ARTICLES)
    assert len(Shards(tmp_path / "shards", "another embedding")) == 0


def test_a_shard_holds_what_the_embedding_read_of_each_passage(tmp_path: Path) -> None:
    from tests.fakes import article

    shard = embedded([article("Kiln 1 fired oxide.", title="A kiln")], WordEmbedding())
    assert (len(shard.articles), len(shard.passages), shard.vectors.shape) == (1, 1, (1, 64))


def test_without_ray_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    told = CliRunner().invoke(app, ["embed", str(tmp_path / "shards"), "--ray",
                                    "--data", str(tmp_path / "data")])  # fmt: skip
    assert told.exit_code == 3
    assert "pip install 'assay[scale]'" in told.output
