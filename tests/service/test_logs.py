"""Each line of the log names the request that it is about."""

import json
import logging
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from service.api.guards import NameRequests, TellFaults
from service.logs import LogForm, configure


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


async def told(form: LogForm, brought: str, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The id of a reply, and the log that it left."""
    app = FastAPI()
    app.add_middleware(TellFaults)
    app.add_middleware(NameRequests)

    @app.get("/x")
    async def _fail() -> None:
        raise ZeroDivisionError

    configure(form)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        reply = await client.get("/x", headers={"x-request-id": brought})
    assert reply.status_code == 500
    return reply.headers["x-request-id"], capsys.readouterr().err


async def test_a_line_of_json_has_the_id_that_the_reply_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    id_, log = await told("json", "from-a-proxy.1", capsys)
    line = json.loads(log)
    assert id_ == line["request"] == "from-a-proxy.1"
    assert line["message"] == "A fault at GET /x"
    assert "ZeroDivisionError" in line["error"]


@pytest.mark.parametrize("brought", ["", "x" * 65, "a b", "a\tb"])
async def test_an_odd_id_is_replaced(brought: str, capsys: pytest.CaptureFixture[str]) -> None:
    id_, log = await told("text", brought, capsys)
    assert id_ != brought
    assert len(id_) == 32
    assert log.startswith(f"ERROR: [{id_}] A fault at GET /x\n")
