"""Models through LiteLLM, against a real HTTP upstream on loopback."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from service.answers import Usage
from service.errors import ModelUnavailable
from service.llm import Limits, stream
from tests.upstream import Upstream

LIMITS = Limits(first_token=5, next_token=5, tokens=100)
MESSAGES = [{"role": "user", "content": "Hello?"}]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key")


def ask(upstream: Upstream, limits: Limits = LIMITS) -> AsyncGenerator[str | Usage, None]:
    return stream("openai/some-model", MESSAGES, limits, upstream.url)


async def test_text_comes_as_it_is_written_and_usage_last() -> None:
    async with Upstream(["Out", "put ", "rose 产量."], pause=0.01).running() as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert pieces[:-1] == ["Out", "put ", "rose 产量."]
    assert pieces[-1] == Usage(input_tokens=11, output_tokens=7, cost_usd=None)
    [request] = upstream.requests
    assert (request["model"], request["stream"], request["temperature"]) == ("some-model", True, 0)


async def test_the_first_piece_is_there_before_the_last_is_written() -> None:
    async with Upstream(["one", "two"], end="silent").running() as upstream:
        pieces = ask(upstream)
        assert await anext(pieces) == "one"
        await pieces.aclose()


async def test_a_reader_who_leaves_closes_the_connection() -> None:
    """Promise 12."""
    async with Upstream(["word "] * 1000, pause=0.02).running() as upstream:
        pieces = ask(upstream)
        await anext(pieces)
        await pieces.aclose()
        await asyncio.wait_for(upstream.left.wait(), 5)


@pytest.mark.parametrize("status", [401, 404, 429, 500])
async def test_a_refusal_is_an_unavailable_model_and_names_no_key(status: int) -> None:
    async with Upstream(status=status).running() as upstream:
        with pytest.raises(ModelUnavailable) as caught:
            _ = [piece async for piece in ask(upstream)]
    told = caught.value.message + caught.value.hint
    assert "openai/some-model did not answer" in told
    assert "secret" not in told


async def test_a_server_that_is_not_there_is_an_unavailable_model() -> None:
    async with Upstream().running() as upstream:
        gone = replace(upstream, url="http://127.0.0.1:9/v1")
    with pytest.raises(ModelUnavailable):
        _ = [piece async for piece in ask(gone)]


@pytest.mark.parametrize("pieces", [[], ["one "]])
async def test_a_silent_model_is_given_up(pieces: list[str]) -> None:
    limits = Limits(first_token=0.3, next_token=0.3, tokens=100)
    async with Upstream(pieces, end="silent").running() as upstream:
        with pytest.raises(ModelUnavailable, match="silent"):
            _ = [piece async for piece in ask(upstream, limits)]
        await asyncio.wait_for(upstream.left.wait(), 5)
