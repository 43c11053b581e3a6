"""Load is refused in words: a stated number of questions at work, a short queue, then 503."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from evals.upstream import Reply, Upstream, always
from index.database import Database
from index.errors import CatalogueBusy
from index.model import Received
from service.admission import Admission
from service.errors import TooManyQuestions
from tests.serving import house

ARTICLE = Received(
    uri="test:kessandra",
    title="Kessandra's year",
    raw="Kessandra made 3,410 tonnes of oxide in 2025. The plant at Ellisk was shut.",
)
ASKED = {"question": "How much oxide did Kessandra make in 2025?"}
DRAFT = Reply(
    pieces=[*"Kessandra made 3,410 tonnes of oxide in 2025 [1].".split(" "), "\nEND_OF_ANSWER"],
    pause=0.05,
)


async def test_who_finds_no_place_waits_and_who_finds_no_queue_is_refused() -> None:
    admission = Admission(at_once=1, waiting=1)
    order: list[str] = []

    async def work(name: str) -> None:
        async with admission.place():
            order.append(name)
            await asyncio.sleep(0.01)

    first, second = asyncio.create_task(work("first")), asyncio.create_task(work("second"))
    await asyncio.sleep(0)
    with pytest.raises(TooManyQuestions, match="waiting already"):
        await work("third")
    await asyncio.gather(first, second)
    await work("fourth")
    assert order == ["first", "second", "fourth"]


async def test_who_waits_too_long_is_told_and_leaves_the_queue() -> None:
    admission = Admission(at_once=1, waiting=1, patience=0.01)
    async with admission.place():
        for _ in range(3):
            with pytest.raises(TooManyQuestions, match="no place became free"):
                async with admission.place():
                    pass
    async with admission.place():
        pass


async def test_a_crowd_is_answered_or_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    async with Upstream(always(DRAFT)).running() as upstream:
        opened = house(
            tmp_path,
            [ARTICLE],
            admission=Admission(4, 8, patience=300),
            model="openai/m",
            api_base=upstream.url,
        )
        url = await asyncio.to_thread(opened.__enter__)
        try:
            async with httpx.AsyncClient(
                base_url=url, timeout=300, limits=httpx.Limits(max_connections=None)
            ) as client:
                crowd = (client.post("/v1/answers", json=ASKED) for _ in range(40))
                replies = await asyncio.gather(*crowd)
        finally:
            await asyncio.to_thread(opened.__exit__, None, None, None)
    statuses = Counter(reply.status_code for reply in replies)
    assert set(statuses) == {200, 503}
    assert statuses[200] >= 12
    assert {reply.json()["status"] for reply in replies if reply.status_code == 200} == {"answered"}
    for reply in replies:
        if reply.status_code == 503:
            assert reply.json()["type"] == "urn:assay:problem:too-many-questions"
            assert reply.headers["retry-after"]
    assert [one for one in caplog.records if one.name.startswith(("uvicorn", "service"))] == []


async def test_a_catalogue_without_a_free_connection_says_that_it_is_busy(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/catalogue.sqlite3"
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    database = Database(engine)
    async with database.reading():
        with pytest.raises(CatalogueBusy, match="is busy"):
            async with database.reading():
                pass
    await engine.dispose()
