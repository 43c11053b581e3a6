"""A running server, through the client: the same types and events as in this process."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.accepting import Accepted
from index.arrivals import Arrival, Done, Indexed, Refused
from index.errors import ArticleUnknown, AssayError, DirectoryInUse
from index.model import Filters, Received
from index.reading import Unreadable
from service.answers import Answered, Failed, Question, answer_of
from service.api.startup import Startup
from service.client import connect, error_of, frames_of
from service.errors import AnswerUnknown, BadInput, FieldRefused, ServerUnreachable
from service.service import Service
from service.wiring import build
from tests.service.test_wiring import words
from tests.serving import house, opener, serving

KESSANDRA = Received(
    uri="file:///kessandra.md",
    title="Kessandra's year",
    outlet="The Ledger",
    author="Ann Reporter",
    published=date(2026, 4, 23),
    published_how="front matter",
    language="en",
    raw="Kessandra made 3,410 tonnes of oxide in 2025.\u2028A\x85b. \r\nThe plant was shut.",
)
ASKED = Question(text="How much oxide did Kessandra make in 2025?")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), [KESSANDRA]) as address:
        yield address


def silent(_: str) -> None: ...


async def test_the_events_and_the_answer_are_those_of_the_service(url: str) -> None:
    async with connect(url, silent) as client:
        events = [event async for event in client.events(ASKED)]
        answer = await answer_of(client.events(ASKED))
    assert [type(event).__name__ for event in events] == ["Retrieved", "Checked", "Answered"]
    assert isinstance(events[-1], Answered)
    assert replace(events[-1].answer, id="", timings_ms={}) == replace(answer, id="", timings_ms={})
    assert answer.text == "Kessandra made 3,410 tonnes of oxide in 2025 [1]."
    assert answer.passages[0].published == date(2026, 4, 23)


async def test_an_answer_can_be_had_again(url: str) -> None:
    async with connect(url, silent) as client:
        answer = await answer_of(client.events(ASKED))
        receipt = await client.receipt(answer.id)
        with pytest.raises(AnswerUnknown, match="'nothing'"):
            await client.receipt("nothing")
    assert receipt.asked == ASKED
    assert receipt.passages == answer.passages


async def test_a_search_gives_hits(url: str) -> None:
    async with connect(url, silent) as client:
        [hit] = await client.search("oxide", Filters(), 3)
        explained = await client.explain("oxide", Filters(), 3)
    assert (hit.title, set(hit.ranks)) == ("Kessandra's year", {"dense", "lexical"})
    assert (explained.hits, explained.dropped) == ((hit,), ())


async def test_an_article_added_through_the_server_is_the_same_as_one_added_beside_it(
    tmp_path: Path,
) -> None:
    """Promise 8: whichever way it came, adding it again changes nothing."""
    with house(tmp_path) as url:
        async with connect(url, silent) as client:
            report = await client.add([KESSANDRA])
    assert report.added == [KESSANDRA.uri]
    from service.settings import load

    async with build(load(data=tmp_path), "a test", load_embedding=words) as service:
        assert (await service.ingest.add([KESSANDRA])).unchanged == [KESSANDRA.uri]


async def test_what_is_added_is_read_beside_the_event_loop(tmp_path: Path) -> None:
    def read() -> Iterator[Received]:
        assert threading.current_thread() is not threading.main_thread()
        yield KESSANDRA

    with house(tmp_path) as url:
        async with connect(url, silent) as client:
            assert (await client.add(read())).added == [KESSANDRA.uri]


async def test_adding_reports_each_article_by_its_outcome(tmp_path: Path) -> None:
    """Promise 13."""
    told: list[Arrival] = []
    many = [replace(KESSANDRA, uri=f"test:{i}", title=f"T {i}") for i in range(105)]
    wordless = replace(KESSANDRA, uri="test:wordless", raw="?!")
    missing = Unreadable("missing.txt", "is not there")
    with house(tmp_path, [KESSANDRA]) as url:
        async with connect(url, silent) as client:
            report = await client.add([KESSANDRA, missing, wordless, *many], told.append)
            changed = await client.add([replace(KESSANDRA, raw="Kessandra shut.")])
            [added] = await client.search("Kessandra shut", Filters(), 1)
            article = await client.article(added.article_id)
            await client.remove(article.id)
            with pytest.raises(ArticleUnknown, match="No article has the id"):
                await client.remove(article.id)
            status = await client.status()
    assert report.unchanged == [KESSANDRA.uri]
    assert report.added == [article.uri for article in many]
    assert [(one.uri, one.problem) for one in report.failed] == [
        ("missing.txt", "It is not there."),
        ("test:wordless", "test:wordless has no words."),
    ]
    ids = {one.id: one.uri for one in told if isinstance(one, Accepted)}
    assert {ids[one.id] for one in told if isinstance(one, Indexed)} == set(report.added)
    assert [one.place for one in told if isinstance(one, Refused)] == [1, 2]
    assert told[-1] == Done()
    assert changed.changed == [KESSANDRA.uri]
    assert (article.raw, article.version) == ("Kessandra shut.", 2)
    assert (status["server"], status["articles"]) == (url, 105)


async def test_a_server_that_loads_is_waited_for_with_a_word(tmp_path: Path) -> None:
    loaded = threading.Event()
    told: list[str] = []

    @asynccontextmanager
    async def slow() -> AsyncIterator[Service]:
        while not loaded.is_set():
            await asyncio.sleep(0.01)
        async with opener(tmp_path)() as service:
            yield service

    async def then(_: Service) -> None: ...

    def hear(words: str) -> None:
        told.append(words)
        loaded.set()

    with serving(Startup(slow, then, lambda _: None)) as url:
        async with connect(url, hear) as client:
            assert (await client.status())["articles"] == 0
    assert told == [f"The server at {url} is still loading; waiting …"]


async def test_a_server_that_cannot_open_says_why(tmp_path: Path) -> None:
    failed = threading.Event()

    async def then(_: Service) -> None: ...

    with (
        house(tmp_path),
        serving(Startup(opener(tmp_path), then, lambda _: failed.set())) as url,
    ):
        assert failed.wait(60)
        with pytest.raises(DirectoryInUse, match="is held by"):
            async with connect(url, silent):
                pass


@pytest.mark.parametrize(
    "url", ["here", "ftp://x", "http://", "http://[", "", "127.0.0.1:8321", "http://x:99999"]
)
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="no address of a server"):
        async with connect(url, silent):
            pass


async def test_where_no_one_answers_is_told() -> None:
    with pytest.raises(ServerUnreachable, match=r"No server answers at http://127\.0\.0\.1:9"):
        async with connect("http://127.0.0.1:9", silent):
            pass


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
    ],
)
async def test_another_kind_of_server_is_told_apart(reply: bytes) -> None:
    async with _raw(reply) as url:
        with pytest.raises(ServerUnreachable, match=url):
            async with connect(url, silent):
                pass


async def test_a_server_is_ready_whatever_else_it_tells() -> None:
    told = b'{"status": "ready", "behind": 3}'
    reply = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(told), told)
    async with _raw(reply) as url, connect(url, silent):
        pass


async def test_a_stream_that_is_cut_is_never_a_finished_answer() -> None:
    """Promise 6."""
    ready = b'HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n{"status":"ready"}'
    cut = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
        b'event: retrieved\ndata: {"passages":[]}\n\nevent: answered\ndata: {"id"'
    )
    async with _raw(ready, cut) as url, connect(url, silent) as client:
        events = [event async for event in client.events(ASKED)]
    assert [type(event).__name__ for event in events] == ["Retrieved", "Failed"]
    assert isinstance(events[-1], Failed)
    with pytest.raises(ServerUnreachable, match="fell silent"):
        raise events[-1].error


async def test_frames_are_cut_at_line_feeds_only_and_pings_are_passed_over() -> None:
    data = 'event: checked\ndata: "a\u2028b\x85c"\n\n: ping\n\nevent: x\ndata: 1\n\n'.encode()

    async def letters() -> AsyncIterator[bytes]:
        for byte in data:
            yield bytes([byte])

    assert [frame async for frame in frames_of(letters())] == [
        ("checked", '"a\u2028b\x85c"'.encode()),
        ("x", b"1"),
    ]


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("urn:assay:problem:article-unknown", ArticleUnknown),
        ("urn:assay:problem:bad-input", BadInput),
        ("urn:assay:problem:field-refused", FieldRefused),
        ("urn:assay:problem:of-the-future", AssayError),
        ("about:blank", AssayError),
    ],
)
def test_a_problem_becomes_the_error_that_it_tells_of(type_: str, kind: type[Any]) -> None:
    error = error_of({"type": type_, "detail": "It failed.", "hint": "Mend it."})
    assert (type(error), error.message, error.hint) == (kind, "It failed.", "Mend it.")


@asynccontextmanager
async def _raw(*replies: bytes) -> AsyncIterator[str]:
    """A server that answers one request after another with these bytes, and hangs up."""
    waiting = iter(replies)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(next(waiting, replies[-1]))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
