"""Language models, through LiteLLM: the only place that knows it."""

import asyncio
import os
import warnings
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # else its import calls out

import litellm

from service.answers import Usage
from service.errors import ModelUnavailable

# litellm 1.106 with pydantic 2.14 warns about its own types and habits; nobody here can act on it.
warnings.filterwarnings("ignore", message="Item .* using the `ReadOnly` qualifier")
warnings.filterwarnings("ignore", message=r"Accessing the 'model_\w+' attribute on the instance")
litellm.suppress_debug_info = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds to wait and tokens to write at most."""

    first_token: float
    next_token: float
    tokens: int


async def stream(
    model: str, messages: list[dict[str, str]], limits: Limits, api_base: str | None = None
) -> AsyncGenerator[str | Usage, None]:
    """What the model writes, as it writes it, and last what it used.

    LiteLLM reports a stream that was cut as one that ended, so the caller must look for an end
    mark. Raises `ModelUnavailable`.
    """
    try:
        async with asyncio.timeout(limits.first_token):
            response = await litellm.acompletion(
                model=model,
                messages=messages,
                api_base=api_base,
                max_tokens=limits.tokens,
                temperature=0,
                stream=True,
                stream_options={"include_usage": True},
                drop_params=True,
                num_retries=0,
            )
        async with aclosing(_chunks(response, limits)) as chunks:
            async for chunk in chunks:
                if usage := getattr(chunk, "usage", None):
                    yield _usage(model, usage)
                elif chunk.choices and (text := chunk.choices[0].delta.content):
                    yield text
    except TimeoutError as error:
        raise _unavailable(model, "it was silent for too long") from error
    except litellm.exceptions.AuthenticationError as error:
        raise _unavailable(model, "it refused the API key") from error
    except Exception as error:  # LiteLLM lets through whatever its providers' clients raise
        raise _unavailable(model, type(error).__name__) from error


async def _chunks(response: Any, limits: Limits) -> AsyncGenerator[Any, None]:
    """The chunks of a response, none waited for too long; closed upstream when left early."""
    wait = limits.first_token
    try:
        while True:
            try:
                async with asyncio.timeout(wait):
                    chunk = await anext(response)
            except StopAsyncIteration:
                return
            wait = limits.next_token
            yield chunk
    finally:
        await _close(response)


async def _close(response: Any) -> None:
    """Close the connection to the provider, so that it stops writing and charging."""
    inner = getattr(response, "completion_stream", response)
    close = getattr(inner, "close", None) or getattr(inner, "aclose", None)
    if close is not None:
        await close()


def _usage(model: str, usage: Any) -> Usage:
    try:
        sent, written = litellm.cost_per_token(
            model=model,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
        )
        cost: float | None = sent + written
    except Exception:  # noqa: BLE001  an unknown price raises whatever; then the cost is unknown
        cost = None
    return Usage(
        input_tokens=usage.prompt_tokens, output_tokens=usage.completion_tokens, cost_usd=cost
    )


def _unavailable(model: str, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The model {model} did not answer: {why}.",
        "Check ASSAY_MODEL, ASSAY_API_BASE and the provider's API key.",
    )
