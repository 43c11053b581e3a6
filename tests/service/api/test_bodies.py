"""Bodies that are large, odd or don't arrive, over a real server."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from hypothesis import given
from hypothesis import strategies as st

from service.api.bodies import MAX_VALUES, parse
from service.api.guards import LimitBody, TellFaults
from service.api.heads import protocol
from service.errors import BadInput
from tests.serving import house, running

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_json_is_read_as_ever(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize("content", ["[],", "0,", '"",', "{},", '"\\"",'])
def test_millions_of_values_are_refused_before_they_are_made(content: str) -> None:
    body = b'{"text":[' + content.encode() * MAX_VALUES + b"0]}"
    with pytest.raises(BadInput, match="more than 400,000 values"):
        parse(body)


def test_ten_thousand_full_articles_are_not_too_many_values() -> None:
    article = {f"field {n}": 'so "called"' for n in range(10)}
    assert len(parse(json.dumps({"articles": [article] * 10_000}).encode())["articles"]) == 10_000


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data")) as address:
        yield address


def test_a_list_where_a_text_belongs_is_named_and_not_written_out(url: str) -> None:
    reply = httpx.post(f"{url}/v1/articles", json={"text": [0] * 100_000}, timeout=30)
    assert reply.status_code == 422
    assert reply.json()["detail"] == "It has a text that is no text, but a list."


@pytest.mark.parametrize("said", ["text/plain", "application/x-www-form-urlencoded", None])
def test_articles_go_in_as_json_alone(url: str, said: str | None) -> None:
    """A browser sends the other types for any site, without asking."""
    headers = {"content-type": said} if said else {}
    body = json.dumps({"title": "T", "text": "a"}).encode()
    reply = httpx.post(f"{url}/v1/articles", content=body, headers=headers)
    assert reply.status_code == 422


def test_a_body_that_does_not_arrive_is_not_waited_for() -> None:
    app = FastAPI()
    app.add_middleware(LimitBody, patience=0.2)
    with running(uvicorn.Server(uvicorn.Config(app, log_level="warning"))) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(b"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf")
            told = b""
            while piece := connection.recv(4096):
                told += piece
    assert told.startswith(b"HTTP/1.1 408")
    assert b"4 bytes came" in told


def test_a_fault_leaves_the_connection_whole(capsys: pytest.CaptureFixture[str]) -> None:
    app = FastAPI()
    app.add_middleware(TellFaults)

    @app.get("/x")
    async def _fail(_: Request) -> None:
        raise ZeroDivisionError

    with running(uvicorn.Server(uvicorn.Config(app, log_level="warning"))) as url:
        host, port = url.removeprefix("http://").split(":")
        with closing(HTTPConnection(host, int(port), timeout=20)) as connection:
            connection.connect()
            connection.auto_open = 0  # the very same connection
            for _ in range(3):
                connection.request("GET", "/x")
                reply = connection.getresponse()
                told = reply.read()
                assert reply.status == 500
                assert b"An unforeseen fault" in told
                assert b"ZeroDivisionError" not in told
    assert "Exception in ASGI application" not in capsys.readouterr().err


@pytest.fixture(scope="module")
def impatient() -> Iterator[tuple[str, int]]:
    """Where a server listens that waits a fifth of a second for the head of a request."""
    app = FastAPI()

    @app.get("/")
    async def _root() -> str:
        return "here"

    config = uvicorn.Config(app, log_config=None, http=protocol(0.2))
    with running(uvicorn.Server(config)) as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ", b"HTTP/1.1 408 Request Timeout"),
    ],
)
def test_a_connection_on_which_no_head_arrives_is_closed(
    impatient: tuple[str, int], sent: bytes, said: bytes
) -> None:
    with socket.create_connection(impatient, timeout=10) as connection:
        connection.sendall(sent)
        assert connection.makefile("rb").read().startswith(said)


def test_the_head_of_a_second_request_is_waited_for_no_longer(impatient: tuple[str, int]) -> None:
    whole = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
    with socket.create_connection(impatient, timeout=10) as connection:
        connection.sendall(whole)
        assert connection.recv(8192).startswith(b"HTTP/1.1 200")
        connection.sendall(whole[:9])
        rest = connection.makefile("rb").read()
    assert b"HTTP" not in rest
