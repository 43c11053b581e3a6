"""Language models, through LiteLLM: the only place that knows it.

Nothing of LiteLLM's own messages is passed on: they repeat what providers say, keys included.
"""

import asyncio
import logging
import os
import warnings
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import httpx

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else its import calls out

import litellm

from service.answers import Finished, Piece, Usage
from service.cleaning import cleaned
from service.errors import ContextTooSmall, ModelError, ModelRefused, ModelUnavailable

# litellm 1.106 with pydantic 2.14 warns about its own types and habits; nobody here can act on it.
warnings.filterwarnings("ignore", message="Item .* using the `ReadOnly` qualifier")
warnings.filterwarnings("ignore", message=r"Accessing the 'model_\w+' attribute on the instance")
# It makes a coroutine in a thread, and forgets it when the reader leaves meanwhile.
warnings.filterwarnings("ignore", message="coroutine '.*(completion|stream).*' was never awaited")
litellm.suppress_debug_info = True
for _logger in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
    logging.getLogger(_logger).setLevel(logging.CRITICAL + 1)  # they log what providers say

_log = logging.getLogger(__name__)

_GRACE = 2.0  # seconds for what comes after the provider said that the reply is finished
_LONGEST_TOKEN = 16  # characters, on average; who writes more ignores the limit that was sent
_REASONS = {
    401: "it refused the API key",
    403: "it refused the API key",
    404: "its provider does not know it",
    408: "it was silent for too long",
    429: "it gets too many requests",
}
_DONE = ("stop", "stop_sequence", "end_turn", "eos", "eos_token", "complete")
_FULL = ("length", "max_tokens", "model_length")
_REFUSALS = (400, 413, 422)  # of this one request; others may fare better
_KEY_OR_NAME = (401, 403, 404)  # asking again changes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLimits:
    """Seconds to wait at most: for a connection, the first token, each further one, the whole.

    `tokens` is the longest draft.
    """

    connect: float
    first_token: float
    next_token: float
    whole: float
    tokens: int


def stream(
    model: str, messages: list[dict[str, str]], limits: ReplyLimits, api_base: str | None = None
) -> AsyncGenerator[Piece, None]:
    """What the model writes, made printable, as it writes it; its usage; how it ended, if told.

    A connection that breaks raises. Raises `ModelUnavailable`, `ModelRefused`.
    """
    return cleaned(_written(model, messages, limits, api_base))


async def _written(
    model: str, messages: list[dict[str, str]], limits: ReplyLimits, api_base: str | None
) -> AsyncGenerator[Piece, None]:
    left = _LONGEST_TOKEN * limits.tokens
    try:
        async with aclosing(_chunks(model, messages, limits, api_base)) as chunks:
            async for chunk in chunks:
                piece = chunk if isinstance(chunk, Finished) else _piece(model, chunk)
                if piece:
                    yield piece
                left -= len(piece) if isinstance(piece, str) else 0
                if left <= 0:  # it ignores the limit that it was given
                    yield Finished("length")
                    return
    except ModelError:
        raise
    except Exception as error:  # noqa: BLE001  LiteLLM lets through whatever its clients raise
        raise _told(model, error) from None


def is_known(name: str) -> bool:
    """Whether a name is one that LiteLLM can ask for: of a provider it knows, or of its list."""
    try:
        litellm.get_llm_provider(name)
    except Exception:  # noqa: BLE001  it raises what its clients raise
        return False
    return True


def price(model: str, read: int, written: int) -> float | None:
    """US dollars for so many tokens; None where the price isn't known."""
    try:
        cost = litellm.cost_per_token(model=model, prompt_tokens=read, completion_tokens=written)
    except Exception:  # noqa: BLE001  an unknown price raises whatever
        return None
    return float(sum(cost))


async def close() -> None:
    """Close the connections that LiteLLM keeps for later calls, and let it make new ones."""
    await litellm.close_litellm_async_clients()
    litellm.in_memory_llm_clients_cache.flush_cache()  # else it would use what is closed


async def _chunks(
    model: str, messages: list[dict[str, str]], limits: ReplyLimits, api_base: str | None
) -> AsyncGenerator[Any, None]:
    """The chunks of a reply, none waited for too long; closed upstream when left early.

    In the end comes `Finished`, if the provider said how it finished: LiteLLM's own chunk tells of
    a `stop` that nobody sent.
    """
    now = asyncio.get_running_loop().time
    end = now() + limits.whole
    until = min(now() + limits.first_token, end)
    spoken, response = False, None
    try:
        async with asyncio.timeout_at(until):
            response = await _asked(model, messages, limits, api_base)
        while True:
            async with asyncio.timeout_at(until):
                chunk = await anext(response, None)
            if chunk is None:
                break
            spoken = spoken or _speaks(chunk)
            yield chunk
            if spoken:
                wait = _GRACE if _finish_reason(response) else limits.next_token
                until = min(now() + wait, end)
    except Exception as error:  # noqa: BLE001  what comes behind the end can spoil nothing
        if not _finish_reason(response):
            slow = isinstance(error, TimeoutError)
            raise _too_slow(model, limits, spoken, late=now() >= end) if slow else error from None
    finally:
        await _close(response)
    if reason := _finish_reason(response):
        yield Finished(reason)


async def _asked(
    model: str, messages: list[dict[str, str]], limits: ReplyLimits, api_base: str | None
) -> Any:
    return await litellm.acompletion(
        model=model,
        messages=messages,
        api_base=api_base,
        max_tokens=limits.tokens,
        temperature=0,
        stream=True,
        stream_options={"include_usage": True},
        timeout=httpx.Timeout(limits.whole, connect=limits.connect),
        drop_params=True,
        num_retries=0,
        max_retries=0,
    )


def _piece(model: str, chunk: Any) -> str | Usage:
    """What a chunk holds, text or usage; an empty text where it is neither."""
    usage = getattr(chunk, "usage", None)
    return _usage(model, usage) if usage else _text(chunk)


def _delta(chunk: Any) -> Any:
    """What a chunk adds to the first choice; None where it tells of another one, or of none."""
    return next((choice.delta for choice in chunk.choices if not choice.index), None)


def _text(chunk: Any) -> str:
    return getattr(_delta(chunk), "content", None) or ""


def _speaks(chunk: Any) -> bool:
    """Whether a chunk holds a token, be it of an answer or of the reasoning before it."""
    return bool(_text(chunk) or getattr(_delta(chunk), "reasoning_content", None))


def _finish_reason(response: Any) -> str | None:
    """How the provider said that the reply finished; None where it said nothing.

    Providers say in many words that it is done, or full: `stop` or `length`. LiteLLM's own table
    is no help, for it calls what it doesn't know, and errors, a `stop`.
    """
    said = (
        getattr(response, f"{when}_finish_reason", None) for when in ("received", "intermittent")
    )
    reason = next((str(reason) for reason in said if reason), None)
    if reason is None:
        return None
    known = {**dict.fromkeys(_DONE, "stop"), **dict.fromkeys(_FULL, "length")}
    return known.get(reason.lower(), reason)


async def _close(response: Any) -> None:
    """Close the connection to the provider, so that it stops writing and charging."""
    inner = getattr(response, "completion_stream", response)
    close = getattr(inner, "close", None) or getattr(inner, "aclose", None)
    try:
        if close is not None:
            await close()
    except Exception as error:  # noqa: BLE001  what was read counts, however the connection ends
        _log.info("a model's connection could not be closed: %s", type(error).__name__)


def _usage(model: str, usage: Any) -> Usage:
    read, written = usage.prompt_tokens, usage.completion_tokens
    if not (isinstance(read, int) and isinstance(written, int)):
        return Usage()
    return Usage(input_tokens=read, output_tokens=written, cost_usd=price(model, read, written))


def _told(model: str, error: Exception) -> ModelError:
    """What a failure means for us, in our own words."""
    if isinstance(error, litellm.ContextWindowExceededError):
        return ContextTooSmall(
            f"The model {model} can't read so much at once.",
            "Set ASSAY_CONTEXT_TOKENS to what it can, or ask for fewer passages with `limit`.",
        )
    status = getattr(error, "status_code", None)
    if status in _REFUSALS:
        return ModelRefused(
            f"The model {model} refused the request ({status}).",
            "Ask a shorter question, or for fewer passages with `limit`.",
        )
    why = _REASONS.get(status or 0, "its provider failed or can't be reached")
    passing = status not in _KEY_OR_NAME
    return _unavailable(model, why, passing=passing, retry_after=_retry_after(error))


def _too_slow(model: str, limits: ReplyLimits, spoken: bool, *, late: bool) -> ModelUnavailable:
    """A model that is too slow; asked again, it would be as slow."""
    if late:
        why, setting = f"it was not done after {limits.whole:g} s", "ASSAY_ANSWER_SECONDS"
    elif spoken:
        why, setting = f"it was silent for {limits.next_token:g} s", "ASSAY_NEXT_TOKEN_SECONDS"
    else:
        why, setting = f"it was silent for {limits.first_token:g} s", "ASSAY_FIRST_TOKEN_SECONDS"
    hint = f"Check the provider, or set {setting} higher where readers may wait longer."
    return _unavailable(model, why, hint, passing=False)


def _retry_after(error: Exception) -> float | None:
    """Seconds that the provider asked us to wait, where it said so in seconds."""
    headers = getattr(error, "litellm_response_headers", None) or {}
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _unavailable(
    model: str,
    why: str,
    hint: str = "Check ASSAY_MODEL, ASSAY_API_BASE and the provider's API key.",
    *,
    passing: bool = True,
    retry_after: float | None = None,
) -> ModelUnavailable:
    return ModelUnavailable(
        f"The model {model} did not answer: {why}.",
        hint,
        passing=passing,
        retry_after=retry_after,
    )
