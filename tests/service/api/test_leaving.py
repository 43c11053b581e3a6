"""Readers who leave, and a service that stops, over a real server and a model that writes slowly."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from evals.upstream import Reply, Upstream, always
from index.model import Received
from tests.serving import house

ARTICLE = Received(
    uri="test:kessandra",
    title="Kessandra's year",
    raw="Kessandra made 3,410 tonnes of oxide in 2025. The plant at Ellisk was shut.",
)
ASKED = {"question": "How much oxide did Kessandra make in 2025?"}
CHAT = {"model": "assay", "stream": True, "messages": [{"role": "user", "content": "oxide?"}]}
EVENTS = {"accept": "text/event-stream"}
SENTENCE = "Kessandra made 3,410 tonnes of oxide in 2025 [1]. "
WORDS = (f"word{n} " for n in range(1000))  # LiteLLM ends a stream that repeats itself
SLOW = Reply(pieces=[SENTENCE, *WORDS], pause=0.02)  # writes for 20 s


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")


@asynccontextmanager
async def slow_service(data: Path) -> AsyncIterator[tuple[Upstream, str]]:
    """A model that writes for 20 s, and the address of a service that asks it.

    The context may be left while questions are under way.
    """
    async with Upstream(always(SLOW)).running() as upstream:
        opened = house(data, [ARTICLE], model="openai/m", api_base=upstream.url)
        url = await asyncio.to_thread(opened.__enter__)
        try:
            yield upstream, url
        finally:
            await asyncio.to_thread(opened.__exit__, None, None, None)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/v1/answers", ASKED, EVENTS),
        ("/v1/answers", ASKED, {}),
        ("/v1/chat/completions", CHAT, {}),
    ],
    ids=["events", "json", "chat"],
)
async def test_readers_who_leave_write_nothing_into_the_log(
    path: str,
    body: object,
    headers: dict[str, str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Promise 12: and each of them ends the model's stream."""
    readers = 30

    async def ask(url: str) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            await client.post(path, json=body, headers=headers)

    async def leave(url: str, after: float) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(after):
                await ask(url)

    async with slow_service(tmp_path) as (upstream, url):
        staying = [asyncio.create_task(ask(url)) for _ in range(2)]
        await _until(lambda: upstream.talking == len(staying))  # the model library has loaded
        await asyncio.gather(*(leave(url, 0.1 + 0.1 * n) for n in range(readers)))
        for reader in staying:
            reader.cancel()
        await _until(lambda: upstream.talking == 0)
    assert len(upstream.requests) > 1
    assert [one for one in caplog.records if one.name.startswith(("uvicorn", "service"))] == []


async def test_a_service_that_stops_says_so_in_its_open_replies(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def told(url: str, path: str, body: object, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            return await client.post(path, json=body, headers=headers)

    async with slow_service(tmp_path) as (upstream, url):
        asking = [
            asyncio.create_task(told(url, "/v1/answers", ASKED, EVENTS)),
            asyncio.create_task(told(url, "/v1/answers", ASKED, {})),
            asyncio.create_task(told(url, "/v1/chat/completions", CHAT, {})),
        ]
        await _until(lambda: upstream.talking == len(asking))
    events, whole, chat = await asyncio.gather(*asking)
    *_, last, rest = events.text.split("\n\n")
    assert rest == ""
    assert last.startswith("event: failed\n")
    problem = json.loads(last.partition("data: ")[2])
    assert problem["type"] == "urn:assay:problem:service-stopping"
    assert (whole.status_code, whole.json()) == (503, problem)
    assert whole.headers["retry-after"]
    assert "The service is stopping." in chat.text
    assert chat.text.endswith("data: [DONE]\n\n")
    assert not upstream.talking
    assert [one for one in caplog.records if one.name.startswith(("uvicorn", "service"))] == []
