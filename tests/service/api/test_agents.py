"""Agents' protocol is loaded for the first agent, and nobody waits for one that can't be."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from service.api import agents
from service.api.agents import Agents

RUNNING: Any = object()


async def answered(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def run() -> Any:
    yield


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What was loaded of the protocol so far."""
    times: list[bool] = []

    def server(startup: Any, allow_adding: bool) -> Any:
        times.append(allow_adding)
        return SimpleNamespace(session_manager=SimpleNamespace(run=run, handle_request=answered))

    monkeypatch.setattr(agents, "_server", server)
    return times


async def status(app: Agents) -> int:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return (await client.post("/mcp", json={})).status_code


async def test_it_is_loaded_once_when_the_first_agent_comes(loaded: list[bool]) -> None:
    app = Agents(allow_adding=True)
    async with app.running(RUNNING):
        assert loaded == []
        assert {*await asyncio.gather(status(app), status(app))} == {204}
    assert loaded == [True]


async def test_before_the_service_is_ready_and_after_its_end_agents_are_told_to_come_again(
    loaded: list[bool],
) -> None:
    app = Agents()
    assert await status(app) == 503
    async with app.running(RUNNING):
        pass
    assert await status(app) == 503
    assert loaded == []


async def test_one_that_cannot_be_loaded_is_told_and_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no")

    monkeypatch.setattr(agents, "_server", broken)
    app = Agents()
    async with app.running(RUNNING):
        assert await status(app) == 503
        assert await status(app) == 503
