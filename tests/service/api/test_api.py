"""The HTTP API, over a real server and real parts."""

import asyncio
import json
import re
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from evals.upstream import Reply, Upstream, always
from index.directory import hold
from index.errors import DirectoryInUse
from index.model import Received
from service.api.startup import Startup
from service.service import Service
from tests.serving import house, opener, serving

ARTICLES = [
    Received(
        uri="test:kessandra",
        id="kessandra",
        title="Kessandra's year",
        outlet="The Lanthanide Ledger",
        published=date(2026, 4, 23),
        url="https://example.com/kessandra",
        raw="Kessandra made 3,410 tonnes of oxide in 2025.\r\n\r\nThe plant at  Ellisk was shut.\r\n",
    ),
    Received(
        uri="test:shuoyan",
        id="shuoyan",
        title="朔砚新材",
        raw="朔砚新材的年产能提高到9200吨。😀 线已投产。",
    ),
]
ASKED = {"question": "How much oxide did Kessandra make in 2025?"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), ARTICLES) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=20) as opened:
        yield opened


def events_of(text: str) -> list[tuple[str, Any]]:
    frames = [frame.splitlines() for frame in text.split("\n\n") if frame.startswith("event:")]
    return [(name[7:], json.loads(data[6:])) for name, data in frames]


def without_chance(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("id", "timings_ms")}


def test_an_answer_cites_exact_characters_of_an_article(client: httpx.Client) -> None:
    answer = client.post("/v1/answers", json=ASKED).raise_for_status().json()
    assert answer["status"] == "answered"
    assert answer["text"] == "Kessandra made 3,410 tonnes of oxide in 2025 [1]."
    [citation] = answer["claims"][0]["citations"]
    path = f"/v1/articles/{citation['article_id']}"
    article = client.get(path, params={"version": citation["version"]}).json()
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert article["raw"][citation["raw_start"] : citation["raw_end"]] == citation["quote"]


def test_the_events_say_the_same_as_the_answer(client: httpx.Client) -> None:
    """Promise 6."""
    whole = client.post("/v1/answers", json=ASKED).json()
    stream = client.post("/v1/answers", json=ASKED, headers={"accept": "text/event-stream"})
    assert stream.headers["content-type"].startswith("text/event-stream")
    events = events_of(stream.text)
    assert [name for name, _ in events] == ["retrieved", "checked", "answered"]
    assert without_chance(events[-1][1]) == without_chance(whole)
    assert events[0][1]["passages"] == whole["passages"]
    assert events[1][1] == {"claim": whole["claims"][0], "shown": True}


def test_a_search_gives_passages_with_their_ranks_and_explains_on_request(
    client: httpx.Client,
) -> None:
    found = client.post("/v1/search", json={"query": "产能", "limit": 1}).json()
    assert [hit["article_id"] for hit in found["hits"]] == ["shuoyan"]
    assert set(found["hits"][0]["ranks"]) == {"dense", "lexical"}
    assert found["dropped"] is None
    explained = client.post(
        "/v1/search", json={"query": "产能", "limit": 1, "explain": True}
    ).json()
    assert explained["hits"] == found["hits"]
    assert set(explained["hits"][0]["scores"]) == {"dense", "lexical"}
    assert {one["reason"] for one in explained["dropped"]} == {"below the limit"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"published_from": "2026-04-24"}, set()),
        ({"published_to": "2026-04-23"}, {"kessandra"}),
        ({"as_of": "2026-04-22"}, set()),
        ({"outlets": ["the lanthanide ledger"]}, {"kessandra"}),
        ({"languages": ["zh"]}, {"shuoyan"}),
        ({"articles": ["shuoyan", "kessandra"]}, {"shuoyan", "kessandra"}),
    ],
)
def test_filters_leave_only_what_they_name(
    client: httpx.Client, filters: dict[str, Any], found: set[str]
) -> None:
    hits = client.post("/v1/search", json={"query": "Kessandra 产能", "filters": filters}).json()[
        "hits"
    ]
    assert {hit["article_id"] for hit in hits} == found


def test_articles_are_listed_page_by_page(client: httpx.Client) -> None:
    first = client.get("/v1/articles", params={"limit": 1}).json()
    second = client.get("/v1/articles", params={"limit": 1, "cursor": first["next"]}).json()
    assert [page["articles"][0]["id"] for page in (first, second)] == ["kessandra", "shuoyan"]
    assert (first["total"], second["next"]) == (2, None)
    assert "text" not in first["articles"][0]
    assert first["articles"][0]["published"] == "2026-04-23"


BAD_BODIES = [
    {}, {"question": ""}, {"question": " \n"}, {"question": "x" * 100_000}, {"question": 7},
    {"question": None}, {"question": "a\x00b"}, {"question": "a\x1bb"}, {"question": "a\u009fb"},
    {"question": "x", "limit": 0}, {"question": "x", "limit": 10**30}, {"question": "x", "lmit": 3},
    {"question": "x", "filters": {"outlet": "y"}}, {"question": "x", "filters": {"as_of": "May"}},
    {"question": "x", "filters": {"published_from": "2026-02-01", "published_to": "2026-01-01"}},
    {"question": "x", "filters": {"published_from": "2026-02-01", "as_of": "2026-01-01"}},
    {"question": "x", "history": [{"role": "system", "content": "y"}]},
    {"question": "x", "history": [{"role": "user", "content": ""}]},
    {"question": "x", "history": [{"role": "user", "content": "y"}] * 1000},
    [], "x", None, 3,
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda body: str(body)[:40].replace("\x00", "0"))
def test_what_cannot_be_asked_is_refused_with_a_problem(client: httpx.Client, body: object) -> None:
    """Promise 13."""
    _assert_problem(client.post("/v1/answers", json=body), 422)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"question": "\\ud800"}', b'{"\\udfff": 1}', b'"' * 9, b"[" * 5000],
)
@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search"])
def test_what_is_no_json_is_refused_with_a_problem(
    client: httpx.Client, path: str, content: bytes
) -> None:
    reply = client.post(path, content=content, headers={"content-type": "application/json"})
    _assert_problem(reply, reply.status_code)
    assert 400 <= reply.status_code < 500


def test_a_body_of_several_megabytes_is_refused(client: httpx.Client) -> None:
    _assert_problem(client.post("/v1/answers", content=b" " * 3_000_000), 413)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/articles/unknown", 404),
        ("/v1/articles/kessandra?version=9", 404),
        ("/v1/articles/kessandra?version=0", 422),
        ("/v1/articles/kessandra?revision=1", 422),
        ("/v1/articles/%00", 404),
        ("/v1/articles/%F0%9F%98%80", 404),
        ("/v1/articles?limit=x", 422),
        ("/v1/articles?page=2", 422),
        ("/v1/nothing", 404),
        ("/v1/search", 405),
        ("/web/../cli.py", 404),
        ("/web/nothing.js", 404),
    ],
)
def test_what_is_not_there_is_a_problem_too(client: httpx.Client, path: str, status: int) -> None:
    _assert_problem(client.get(path), status)


def test_the_page_and_its_parts_come_with_a_strict_policy(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.get("/web/app.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/web/app.py").status_code == 404


def test_the_files_of_the_page_are_kept_for_good_under_what_they_hold(client: httpx.Client) -> None:
    page = client.get("/articles/kessandra")
    [address, *_] = re.findall(r'"(/web/\w{16}/app\.js)"', page.text)
    named = client.get(address)
    assert "immutable" in named.headers["cache-control"]
    assert named.headers["content-encoding"] == "gzip"
    assert client.get(address, headers={"accept-encoding": ""}).text == named.text
    known = {"if-none-match": page.headers["etag"]}
    assert client.get("/", headers=known).status_code == 304
    for other in ("/web/app.js", "/web/0123456789abcdef/app.js"):  # which may change
        assert client.get(other).headers["cache-control"] == "no-cache"
        assert client.get(other).text == named.text


def test_the_api_describes_itself(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/livez", "/readyz", "/metrics", "/v1/status",
        "/v1/answers", "/v1/answers/{id}", "/v1/answers/{id}/feedback", "/v1/answers/{id}/overview",
        "/v1/answers/{id}/shared", "/v1/feedback", "/v1/search",
        "/v1/articles", "/v1/articles/{id}", "/v1/articles/{id}/copies", "/v1/collection",
        "/v1/checks", "/v1/keys", "/v1/keys/{name}", "/v1/log", "/v1/backup", "/v1/snapshot",
        "/v1/addresses", "/v1/session",
        "/v1/conversations", "/v1/conversations/{began}", "/v1/conversations/{began}/turns/{put}",
        "/v1/files", "/v1/chat/completions", "/v1/models", "/v1/models/{id}", "/v1/responses",
    }  # fmt: skip
    article, batch = described["paths"]["/v1/articles"]["post"]["requestBody"]["content"][
        "application/json"
    ]["schema"]["anyOf"]
    assert {"title", "text", "author"} <= set(article["properties"])
    assert batch["properties"]["articles"]["items"] == article
    assert set(described["paths"]["/v1/articles"]["post"]["responses"]) == {
        "202", "408", "409", "413", "422", "503",
    }  # fmt: skip
    assert "question" in described["components"]["schemas"]["Question"]["properties"]


def test_while_the_models_load_it_lives_and_says_that_it_is_not_ready(tmp_path: Path) -> None:
    loading = threading.Event()

    @asynccontextmanager
    async def slow() -> AsyncIterator[Service]:
        while not loading.is_set():
            await asyncio.sleep(0.01)
        async with opener(tmp_path)() as service:
            yield service

    async def then(_: Service) -> None:
        ready.set()

    ready = threading.Event()
    with serving(Startup(slow, then, lambda _: None)) as url, httpx.Client(base_url=url) as client:
        assert client.get("/livez").json() == {"status": "alive"}
        _assert_problem(client.get("/readyz"), 503)
        refused = client.post("/v1/answers", json=ASKED)
        _assert_problem(refused, 503)
        assert refused.headers["retry-after"]
        loading.set()
        assert ready.wait(60)
        assert client.get("/readyz").json() == {"status": "ready"}
        empty = client.post("/v1/answers", json=ASKED).json()
        assert (empty["status"], empty["passages"]) == ("not_in_articles", [])


def test_a_service_that_cannot_open_says_why(tmp_path: Path) -> None:
    failed = threading.Event()

    async def then(_: Service) -> None: ...

    with (
        house(tmp_path, ARTICLES),
        serving(Startup(opener(tmp_path), then, lambda _: failed.set())) as url,
    ):
        assert failed.wait(60)
        reply = httpx.get(f"{url}/readyz")
        _assert_problem(reply, 503)
        assert reply.json()["type"] == "urn:assay:problem:directory-in-use"
        assert DirectoryInUse.__name__ not in reply.text


async def test_a_service_can_be_stopped_while_it_opens_or_takes_in_articles(tmp_path: Path) -> None:
    failures: list[Exception] = []
    reached = asyncio.Event()

    async def endless(_: object = None) -> None:
        reached.set()
        await asyncio.Event().wait()

    @asynccontextmanager
    async def never() -> AsyncIterator[Service]:
        await endless()
        yield NotImplemented

    for startup in (
        Startup(never, endless, failures.append),
        Startup(opener(tmp_path), endless, failures.append),
    ):
        async with asyncio.timeout(60), startup.running():
            await reached.wait()
        reached.clear()
    assert not failures
    with hold(tmp_path, "a test", None):
        pass  # it was let go


@asynccontextmanager
async def asked(data: Path, reply: Reply) -> AsyncIterator[tuple[Upstream, httpx.AsyncClient]]:
    """A model that replies so, and a client of a service that asks it."""
    async with Upstream(always(reply)).running() as upstream:
        opened = house(data, ARTICLES, model="openai/m", api_base=upstream.url)
        url = await asyncio.to_thread(opened.__enter__)
        try:
            async with httpx.AsyncClient(base_url=url, timeout=20) as client:
                yield upstream, client
        finally:
            await asyncio.to_thread(opened.__exit__, None, None, None)


SENTENCE = "Kessandra made 3,410 tonnes of oxide in 2025 [1]. "
ENDLESS = Reply(pieces=[SENTENCE] * 1000, pause=0.02)  # 20 s


async def test_what_a_model_had_shown_when_its_stream_broke_is_a_partial_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 6."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key")
    broken = Reply(pieces=[f"{SENTENCE}\n", "It"], end="cut")
    async with asked(tmp_path, broken) as (_, client):
        plain = await client.post("/v1/answers", json=ASKED)
        headers = {"accept": "text/event-stream"}
        stream = await client.post("/v1/answers", json=ASKED, headers=headers)
    answer = plain.json()
    assert (plain.status_code, answer["status"], len(answer["claims"])) == (200, "partial", 1)
    assert "openai/m did not answer" in answer["degraded_reason"]
    name, failed = events_of(stream.text)[-1]
    assert (name, failed["answer"]["claims"]) == ("failed", answer["claims"])


async def test_a_model_answers_over_http_and_its_stream_closes_when_the_reader_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 12."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key")
    headers = {"accept": "text/event-stream"}
    async with asked(tmp_path, ENDLESS) as (upstream, client):
        async with client.stream("POST", "/v1/answers", json=ASKED, headers=headers) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("event: checked"):
                    break
        await asyncio.wait_for(upstream.left.wait(), 10)
    prompt = upstream.requests[0]["messages"][1]["content"]
    assert "Kessandra made 3,410 tonnes" in prompt
    assert "published" not in prompt
    assert "2026-04-23" in prompt


async def test_a_model_stops_when_the_reader_of_a_plain_answer_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 12."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key")
    async with asked(tmp_path, ENDLESS) as (upstream, client):
        asking = asyncio.create_task(client.post("/v1/answers", json=ASKED))
        async with asyncio.timeout(20):
            while not upstream.requests:
                await asyncio.sleep(0.01)
        asking.cancel()
        await asyncio.wait_for(upstream.left.wait(), 10)


def _assert_problem(reply: httpx.Response, status: int) -> None:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert set(problem) == {"type", "title", "status", "detail", "hint"}
    assert problem["status"] == status
    assert problem["detail"]
    assert problem["hint"]
    assert "Traceback" not in reply.text
