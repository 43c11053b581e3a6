"""Several processes over one PostgreSQL and one Chroma server, each with a directory of its own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from time import monotonic
from typing import Self

import pytest

from index import database, queue
from index.arrivals import reported
from index.errors import DirectoryNotUsable, IndexesOutdated, VectorsUnreachable
from index.following import Follower
from index.model import Filters, Received
from index.rebuilding import REBUILDING
from index.vectors import ChromaServer
from service.answers import Question
from service.api.health import readyz
from service.api.startup import Startup
from service.errors import BadInput, NotReady
from service.maintenance import rebuild
from service.service import Service
from service.settings import Role, Settings, load
from service.wiring import build
from tests import postgres
from tests.chroma import chroma
from tests.fakes import WordEmbedding

ARTICLES = [
    Received(
        uri=f"test:{n}", id=f"a{n}", title=f"Kiln {n}", collections=("kilns",),
        raw=f"Kiln {n} at Orvale fired {n}00 tonnes of oxide in 2025.",
    )
    for n in range(1, 40)
]  # fmt: skip


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with postgres.server() as database, chroma(tmp_path_factory.mktemp("chroma")) as vectors:
        yield database, vectors


@pytest.fixture
async def shared(servers: tuple[str, str]) -> dict[str, str]:
    database, vectors = servers
    return {"database_url": await postgres.emptied(database), "chroma_url": vectors}


@pytest.fixture
def at(shared: dict[str, str], tmp_path: Path) -> "At":
    return At(shared, tmp_path)


class At:
    """Processes over the same servers, by the names of their directories."""

    def __init__(self, shared: dict[str, str], folder: Path) -> None:
        self.shared, self.folder = shared, folder

    def settings(self, name: str) -> Settings:
        return load(data=self.folder / name, **self.shared)

    def process(
        self, name: str, role: Role | None, snapshot: Path | None = None
    ) -> AbstractAsyncContextManager[Service]:
        settings = self.settings(name)
        return build(settings, "a test", role=role, snapshot=snapshot, load_embedding=words)


def words(_: Settings) -> WordEmbedding:
    return WordEmbedding()


@asynccontextmanager
async def two(at: At) -> AsyncIterator[tuple[Service, Service]]:
    async with at.process("api", "api") as api, at.process("indexer", "indexer") as indexer:
        yield api, indexer


async def found(service: Service, query: str = "oxide", limit: int = 50) -> list[tuple[str, float]]:
    return [(hit.id, hit.score) for hit in await service.search(query, Filters(), limit)]


async def test_what_one_accepts_another_indexes_and_all_find(at: At) -> None:
    async with two(at) as (api, indexer):
        await api.ingest.accept_many(ARTICLES)
        await reported(api.work())
        assert await found(api) == []
        await reported(indexer.work())
        await reported(api.work())
        assert len(await found(api)) == len(ARTICLES)
        assert await found(api) == await found(indexer)
        asked = Question(text="How much oxide did kiln 7 fire?")
        answers = [await one.pipeline.answer(asked) for one in (api, indexer)]
        assert answers[0].text == answers[1].text != ""
        await api.catalogue.remove("a7")
        await api.ingest.accept(replace(ARTICLES[2], raw="Kiln 3 was shut in May."))
        await reported(indexer.work())
        await reported(api.work())
        assert {"a7:1:0", "a3:1:0"}.isdisjoint(dict(await found(api, "kiln")))
        assert "a3:2:0" in dict(await found(api, "kiln"))
        assert await found(api, "kiln") == await found(indexer, "kiln")
        everything = set(await api.catalogue.passage_ids(Filters()))
        assert everything == api.ingest.vectors.ids() == api.ingest.lexical.ids()


async def test_a_replica_that_was_away_or_begins_anew_takes_over_what_it_missed(at: At) -> None:
    async with two(at) as (api, indexer):
        await api.ingest.accept_many(ARTICLES[:20])
        await reported(indexer.work())
    async with at.process("indexer", "indexer") as indexer:
        await indexer.ingest.accept_many(ARTICLES[20:])
        await indexer.catalogue.remove("a1")
        await reported(indexer.work())
        wanted = await found(indexer)
        for name in ("api", "a new one"):
            async with at.process(name, "api") as replica:
                assert await found(replica) == wanted
                assert (await readyz(replica)).behind == 0
                assert replica.follower is not None
                replica.follower.place.write_text("")  # as a machine that loses its power leaves it
                assert await found(replica) == wanted
                replica.follower.behind = 1_000
                with pytest.raises(NotReady, match="1000 articles"):
                    await readyz(replica)
                replica.follower.behind, replica.follower.looked_at = 0, monotonic() - 100
                with pytest.raises(NotReady, match="could not be looked at for 100 s"):
                    await readyz(replica)


async def test_a_replica_whose_catalogue_went_back_takes_over_what_there_is(at: At) -> None:
    async with two(at) as (api, indexer):
        await api.ingest.accept_many(ARTICLES[:20])
        await reported(indexer.work())
        await reported(api.work())
        assert api.follower
        assert indexer.follower
        api.follower.place.write_text("1000")  # as before a server that lagged took over
        await api.catalogue.remove("a1")
        await reported(indexer.work())
        await reported(api.work())
        assert await found(api) == await found(indexer)
        assert api.follower.place.read_text() == indexer.follower.place.read_text()


async def test_a_replica_that_ends_before_it_scores_as_others_do_takes_the_step_again(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two(at) as (api, indexer):
        await api.ingest.accept_many(ARTICLES[:20])
        await reported(indexer.work())
        await reported(api.work())
        await api.ingest.accept(replace(ARTICLES[2], raw="Kiln 3 was shut in May."))
        await reported(indexer.work())
        with monkeypatch.context() as ends:
            ends.setattr(api.ingest.lexical, "tidy", ended)
            with pytest.raises(RuntimeError, match="ended"):
                await reported(api.work())
        assert api.follower
        assert indexer.follower
        assert api.follower.place.read_text() != indexer.follower.place.read_text()
        await reported(api.work())
        scores = [one.ingest.lexical.best("kiln 7", 50) for one in (api, indexer)]
        assert scores[0] == scores[1]


def ended() -> None:
    raise RuntimeError("ended")


async def test_a_new_replica_begins_with_the_snapshot_of_another(
    at: At, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "snapshot.tar"
    async with two(at) as (api, indexer):
        await api.ingest.accept_many(ARTICLES[:30])
        await reported(indexer.work())
        await reported(api.work())
        await api.write_snapshot(file)
        await api.catalogue.remove("a1")
        await api.ingest.accept_many(ARTICLES[30:])
        await reported(indexer.work())
        monkeypatch.setattr(Follower, "_from_nothing", None)  # it needn't
        async with at.process("new", "api", file) as new:
            assert await found(new) == await found(indexer) != []


async def test_indexers_share_what_waits_and_a_claim_of_a_dead_one_ends(at: At) -> None:
    async with at.process("one", "indexer") as one, at.process("two", "indexer") as other:
        await one.ingest.accept_many(ARTICLES)
        claims = await asyncio.gather(
            *(each.catalogue.queue.claim(10, 60) for each in (one, other, one, other, one))
        )
        claimed = [article.id for claim in claims for article in claim]
        assert sorted(claimed) == sorted(article.id or "" for article in ARTICLES)
        await reported(one.work())
        assert (await one.catalogue.counts())["pending"] == len(ARTICLES)
        async with at.process("three", "api") as dying:
            again = replace(ARTICLES[0], raw="Kiln 1 was shut.")
            await dying.ingest.accept(again)
            assert [article.id for article in await dying.catalogue.queue.claim(10, -1)] == ["a1"]
        await reported(other.work())
        assert (await other.catalogue.counts())["indexed"] == 1


async def test_claims_run_by_the_clock_of_the_database(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Ahead(datetime):
        """The clock of a machine that is an hour ahead."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(hours=1)

    async with at.process("one", "indexer") as one:
        await one.ingest.accept_many(ARTICLES[:2])
        claimed = await one.catalogue.queue.claim(10, 60)
        await one.catalogue.queue.entering(["a1:1:0", "a2:1:0"])
        for module in (queue, database):
            monkeypatch.setattr(module, "datetime", Ahead)
        assert await one.catalogue.queue.claim(10, 60) == []
        assert await one.catalogue.queue.clearable() == []
        await one.catalogue.queue.hold(claimed, -1)
        monkeypatch.undo()
        assert len(await one.catalogue.queue.claim(10, 60)) == 2


async def test_nothing_stays_in_the_indexes_of_a_version_whose_indexer_died(at: At) -> None:
    """Promise 7: the article changes before another indexer takes over."""
    async with at.process("one", "indexer") as dying, at.process("two", "indexer") as other:
        await other.ingest.accept_many(ARTICLES[:2])
        claimed = await dying.catalogue.queue.claim(10, 60)
        await dying.ingest.store(claimed, dying.catalogue.queue.entering)
        await other.ingest.accept(replace(ARTICLES[0], raw="Kiln 1 was shut."))
        await other.catalogue.remove("a2")
        await reported(other.work())
        await other.catalogue.queue.hold(claimed, -1)
        await reported(other.work())
        assert other.ingest.vectors.ids() == set(await other.catalogue.passage_ids(Filters()))


async def test_what_an_indexer_works_on_stays_its_own_and_goes_back_when_it_fails(
    at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, over = threading.Event(), threading.Event()

    def fail(*_: object) -> None:
        begun.set()
        over.wait(60)
        raise VectorsUnreachable("The Chroma server fell silent.", "Look at it.")

    async with at.process("one", "indexer") as one, at.process("two", "indexer") as other:
        await one.ingest.accept_many(ARTICLES)
        monkeypatch.setattr(one.ingest.vectors, "upsert", fail)
        indexing = reported(replace(one.ingest, lease=1.0).indexing())
        working = asyncio.create_task(indexing)
        await asyncio.to_thread(begun.wait, 60)
        await asyncio.sleep(1.5)  # longer than one claim lasts
        assert len(await other.catalogue.queue.claim(100, 0)) == len(ARTICLES) - 16
        over.set()
        with pytest.raises(VectorsUnreachable):
            await working
        assert len(await other.catalogue.queue.claim(100, 60)) == len(ARTICLES)


async def test_directories_leave_each_other_s_indexes_alone(at: At) -> None:
    async with two(at) as (api, indexer):
        await api.ingest.accept_many(ARTICLES)
        await reported(indexer.work())
        identity = await api.catalogue.identity()
        server = ChromaServer(at.shared["chroma_url"], identity)
        server.vectors(2).close()  # as one that makes them anew begins
        async with at.process("another", "api") as other:
            assert len(await found(other)) == len(ARTICLES)
        assert server.generations() == [1, 2]
        async with api.catalogue.alone(REBUILDING):
            with pytest.raises(
                DirectoryNotUsable, match="makes the indexes of this catalogue anew"
            ):
                await rebuild(at.settings("another"), "a test", load_embedding=words)
        await rebuild(at.settings("another"), "a test", load_embedding=words)
        for outdated in (api, indexer):
            with pytest.raises(IndexesOutdated, match="made anew by another process"):
                await reported(outdated.work())
    async with two(at) as (api, indexer):
        assert len(await found(api)) == len(ARTICLES)
        assert await found(api) == await found(indexer)


async def test_a_server_ends_once_others_made_the_indexes_anew(at: At) -> None:
    ready, ended, told = asyncio.Event(), asyncio.Event(), list[Exception]()

    async def then(_: Service) -> None:
        ready.set()

    def end(error: Exception) -> None:
        told.append(error)
        ended.set()

    startup = Startup(lambda: at.process("api", "api"), then, end, every=0.05)
    async with startup.running():
        await ready.wait()
        await startup.service.ingest.accept_many(ARTICLES[:2])
        await rebuild(at.settings("another"), "a test", load_embedding=words)
        async with asyncio.timeout(60):
            await ended.wait()
        with pytest.raises(IndexesOutdated):
            _ = startup.service
    assert [type(one) for one in told] == [IndexesOutdated]
    async with at.process("api", "api") as again:
        assert len(await found(again)) == 2


async def test_who_has_no_role_works_alone(at: At) -> None:
    async with at.process("one", None):
        with pytest.raises(DirectoryNotUsable, match="Other processes"):
            await _opened(at, None)
        with pytest.raises(DirectoryNotUsable, match="without a role"):
            await _opened(at, "api")
        with pytest.raises(DirectoryNotUsable, match="without a role"):
            await rebuild(at.settings("two"), "a test", load_embedding=words)
    async with at.process("one", "indexer"):
        with pytest.raises(DirectoryNotUsable, match="Other processes"):
            await _opened(at, None)
        await _opened(at, "api")
    await _opened(at, None)


async def _opened(at: At, role: Role | None) -> None:
    async with at.process("two", role):
        pass


async def test_one_process_alone_has_no_role(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="one PostgreSQL"):
        async with build(load(data=tmp_path), "a test", role="api", load_embedding=words):
            pass
