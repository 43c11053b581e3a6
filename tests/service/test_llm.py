"""Models through LiteLLM, against a real HTTP upstream on loopback."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest

from evals.upstream import End, Reply, Upstream, always
from service.answers import Finished, Piece, Usage
from service.errors import ContextTooSmall, ModelRefused, ModelUnavailable
from service.llm import ReplyLimits, close, price, stream

LIMITS = ReplyLimits(connect=30, first_token=60, next_token=60, whole=120, tokens=100)
MESSAGES = [{"role": "user", "content": "Hello?"}]
KEY = "sk-canary-6f1d2a"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def ask(upstream: Upstream, limits: ReplyLimits = LIMITS) -> AsyncGenerator[Piece, None]:
    return stream("openai/some-model", MESSAGES, limits, upstream.url)


def replying(**reply: Any) -> Any:
    return Upstream(always(Reply(**reply))).running()


async def test_text_comes_as_it_is_written_and_usage_last() -> None:
    async with replying(pieces=["Out", "put ", "rose 产量."], pause=0.01) as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert pieces[:-2] == ["Out", "put ", "rose 产量."]
    assert pieces[-1] == Finished("stop")
    assert pieces[-2] == Usage(input_tokens=11, output_tokens=7, cost_usd=None)
    [request] = upstream.requests
    assert (request["model"], request["stream"], request["temperature"]) == ("some-model", True, 0)
    assert request["max_tokens"] == 100


async def test_a_second_reply_beside_the_first_is_not_read() -> None:
    async with replying(pieces=["one ", "two"], aside="other ") as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert pieces[:-2] == ["one ", "two"]


async def test_what_a_model_thinks_before_it_writes_is_not_read() -> None:
    async with replying(reasoning="It made 9,000 [1].", pieces=["one ", "two"]) as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert [piece for piece in pieces if isinstance(piece, str) and piece] == ["one ", "two"]


async def test_what_would_act_on_a_terminal_does_not_come_through() -> None:
    async with replying(
        pieces=["one \x1b]0;OW", "NED\x07two\x00 \u202e3\u202c ", "\x1b[3"]
    ) as upstream:
        pieces = [piece async for piece in ask(upstream) if isinstance(piece, str)]
    assert pieces == ["one ", "two 3 ", "[3"]


def test_a_known_price_is_told_and_an_unknown_one_is_unknown() -> None:
    assert price("openai/some-model", 1000, 1000) is None
    assert (price("openai/gpt-4o", 1_000_000, 0) or 0) > 0


async def test_the_first_piece_is_there_before_the_last_is_written() -> None:
    async with replying(pieces=["one", "two"], end="silent") as upstream:
        pieces = ask(upstream)
        assert await anext(pieces) == "one"
        await pieces.aclose()


async def test_a_model_can_be_asked_again_after_connections_were_closed() -> None:
    async with replying(pieces=["again"]) as upstream:
        for _ in range(2):
            pieces = [piece async for piece in ask(upstream)]
            assert pieces[0] == "again"
            await close()


async def test_a_reader_who_leaves_closes_the_connection() -> None:
    """Promise 12."""
    async with replying(pieces=["word "] * 1000, pause=0.02) as upstream:
        pieces = ask(upstream)
        await anext(pieces)
        await pieces.aclose()
        await asyncio.wait_for(upstream.left.wait(), 5)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
async def test_bytes_that_break_inside_a_character_make_the_same_text(size: int) -> None:
    async with replying(pieces=["产量 ", "é€😀", " 9%."], bytes_at_once=size) as upstream:
        pieces = [piece async for piece in ask(upstream) if isinstance(piece, str)]
    assert "".join(pieces) == "产量 é€😀 9%."


@pytest.mark.parametrize(
    ("status", "headers", "passing", "retry_after"),
    [
        (401, {}, False, None),
        (403, {}, False, None),
        (404, {}, False, None),
        (429, {"retry-after": "7"}, True, 7.0),
        (429, {}, True, None),
        (500, {}, True, None),
        (503, {"retry-after": "soon"}, True, None),
    ],
)
async def test_a_failing_provider_is_asked_once_and_what_may_help_is_told(
    status: int, headers: Mapping[str, str], passing: bool, retry_after: float | None
) -> None:
    async with replying(status=status, headers=headers) as upstream:
        with pytest.raises(ModelUnavailable, match="openai/some-model did not answer") as caught:
            _ = [piece async for piece in ask(upstream)]
    assert (caught.value.passing, caught.value.retry_after) == (passing, retry_after)
    assert len(upstream.requests) == 1


async def test_a_refused_request_is_no_failing_provider() -> None:
    async with replying(status=400) as upstream:
        with pytest.raises(ModelRefused, match=r"refused the request \(400\)"):
            _ = [piece async for piece in ask(upstream)]


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
async def test_no_error_and_no_log_holds_the_key_even_if_the_provider_repeats_it(
    status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    garbage = f'data: {{"error": {{"message": "bad key {KEY}", "code": 401}}}}\n\n'.encode()
    reply = Reply(status=status, error=f"Incorrect API key: {KEY}", garbage=garbage, end="cut")
    async with Upstream(always(reply)).running() as upstream:
        with pytest.raises((ModelUnavailable, ModelRefused)) as caught:
            _ = [piece async for piece in ask(upstream)]
    assert KEY in upstream.heads[0]
    told = [caught.value.message, caught.value.hint, caplog.text, *capfd.readouterr()]
    assert not [text for text in told if KEY in text]
    assert caught.value.__suppress_context__


async def test_a_server_that_is_not_there_is_an_unavailable_model() -> None:
    gone = replace(Upstream(always(Reply())), url="http://127.0.0.1:9/v1")
    with pytest.raises(ModelUnavailable, match="can't be reached"):
        _ = [piece async for piece in ask(gone)]


@pytest.mark.parametrize("pieces", [[], ["one "]])
async def test_a_silent_model_is_given_up(pieces: list[str]) -> None:
    limits = replace(LIMITS, first_token=0.3, next_token=0.3)
    async with replying(pieces=pieces, end="silent") as upstream:
        with pytest.raises(ModelUnavailable, match="silent") as given_up:
            _ = [piece async for piece in ask(upstream, limits)]
        assert not given_up.value.passing, "asked again, it would be as slow"
        await asyncio.wait_for(upstream.left.wait(), 5)


async def test_a_model_that_never_finishes_is_given_up() -> None:
    limits = replace(LIMITS, whole=0.4)
    async with replying(pieces=["word "] * 1000, pause=0.02) as upstream:
        with pytest.raises(ModelUnavailable, match=r"not done after 0.4 s\.") as given_up:
            _ = [piece async for piece in ask(upstream, limits)]
        assert "ASSAY_ANSWER_SECONDS" in given_up.value.hint, "for whoever runs it, not for readers"


async def test_a_model_that_ignores_its_limit_is_stopped() -> None:
    async with replying(pieces=["word " * 100] * 100) as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert pieces[-1] == Finished("length")
    assert sum(len(piece) for piece in pieces if isinstance(piece, str)) < 10_000


@pytest.mark.parametrize("garbage", [b"data: {\n\n", b"data: [1, 2]\n\n", b"data: \xff\xfe{}\n\n"])
async def test_malformed_json_is_an_unavailable_model(garbage: bytes) -> None:
    async with replying(pieces=["one "], garbage=garbage) as upstream:
        with pytest.raises(ModelUnavailable):
            _ = [piece async for piece in ask(upstream)]


@pytest.mark.parametrize("cut_at", [0, 200, 400])
async def test_a_connection_that_breaks_is_never_a_finished_reply(cut_at: int) -> None:
    async with replying(pieces=["one ", "two "], cut_at=cut_at) as upstream:
        pieces: list[Piece] = []
        with pytest.raises(ModelUnavailable):
            pieces.extend([piece async for piece in ask(upstream)])
    assert not pieces


async def test_a_stream_that_ends_in_order_without_saying_how_is_not_called_finished() -> None:
    async with replying(pieces=["one "], finish=None) as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert not [piece for piece in pieces if isinstance(piece, Finished)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "content_filter"), ("error", "error"),
     ("eos_token", "stop"), ("end_turn", "stop"), ("STOP", "stop"), ("MAX_TOKENS", "length"), ("abort", "abort")],
)  # fmt: skip
async def test_how_a_reply_finished_is_told_as_its_provider_means_it(said: str, meant: str) -> None:
    async with replying(pieces=["one "], finish=said) as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert Finished(meant) in pieces


@pytest.mark.parametrize(
    "trailing",
    [b"data: {\n\n", b'data: {"error": {"message": "x"}}\n\n', b": ping\n\n" * 3,
     b'data: {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": {"prompt_tokens": "many", "completion_tokens": 1, "total_tokens": 2}}\n\n'],
)  # fmt: skip
@pytest.mark.parametrize("end", ["done", "cut"])
async def test_nothing_that_comes_behind_a_finished_reply_spoils_it(
    trailing: bytes, end: End
) -> None:
    async with replying(pieces=["one "], trailing=trailing, usage=None, end=end) as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert pieces[0] == "one "
    assert Finished("stop") in pieces


async def test_a_connection_that_can_not_be_closed_spoils_no_reply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def broken(_: object) -> None:
        raise httpx.ReadError("reset")

    monkeypatch.setattr(openai.AsyncStream, "close", broken)
    async with replying(pieces=["one "]) as upstream:
        pieces = [piece async for piece in ask(upstream)]
    assert (pieces[0], pieces[-1]) == ("one ", Finished("stop"))


async def test_a_request_that_is_too_long_is_told_apart_from_other_refusals() -> None:
    error = "the request exceeds the available context size, try increasing it"
    async with replying(status=400, error=error) as upstream:
        with pytest.raises(ContextTooSmall):
            _ = [piece async for piece in ask(upstream)]
