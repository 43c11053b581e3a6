"""Asking a model with patience: again when that may help, not while it fails, not over budget.

Each function here takes a way to ask and is one itself, so `wiring` puts them around each other.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count

from service.answers import Finished, Piece, Usage
from service.breaker import Breaker
from service.budget import Budget
from service.errors import ModelError, ModelUnavailable

Messages = list[dict[str, str]]
Ask = Callable[[Messages], AsyncGenerator[Piece, None]]
Price = Callable[[int, int], float | None]  # tokens read and written → US dollars, where known

_BYTES_PER_TOKEN = 4  # for drafts that end before their usage is told; right within a third or so


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a model is asked again, and how long is waited before: seconds, growing twofold."""

    retries: int = 2
    first: float = 0.5
    longest: float = 8.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random  # spreads those who wait, from 0 to 1

    def wait(self, attempt: int, error: ModelUnavailable) -> float | None:
        """Seconds to wait after the failure of an attempt, counted from 0; None to give up."""
        asked_for = error.retry_after or 0.0
        if not error.passing or attempt >= self.retries or asked_for > self.longest:
            return None
        backoff = min(self.first * 2.0**attempt, self.longest)
        return max(asked_for, backoff * (1 + self.chance()) / 2)


async def retried(ask: Ask, patience: Patience, messages: Messages) -> AsyncGenerator[Piece, None]:
    """Ask again while nothing was written yet. Raises `ModelError`."""
    for attempt in count():
        spoken = False
        try:
            async with aclosing(ask(messages)) as pieces:
                async for piece in pieces:
                    spoken = True
                    yield piece
        except ModelUnavailable as error:
            wait = patience.wait(attempt, error)
            if spoken or wait is None:
                raise
            await patience.sleep(wait)
        else:
            return


async def guarded(
    ask: Ask, breaker: Breaker, model: str, messages: Messages
) -> AsyncGenerator[Piece, None]:
    """Ask, unless the model has failed too often just now. Raises `ModelError`."""
    if (turn := breaker.admit()) is None:
        raise ModelUnavailable(
            f"The model {model} failed several times and is left alone"
            f" for {breaker.resting:.0f} more seconds.",
            "Ask again later.",
        )
    try:
        async with aclosing(ask(messages)) as pieces:
            async for piece in pieces:
                yield piece
                if isinstance(piece, Finished):
                    breaker.worked()  # whoever has read so far may leave
        breaker.worked()
    except ModelUnavailable as error:
        breaker.failed(error.retry_after)
        raise
    finally:
        breaker.leave(turn)


async def limited(
    ask: Ask, budget: Budget, model: str, price: Price, tokens: int, messages: Messages
) -> AsyncGenerator[Piece, None]:
    """Ask, unless today's budget is spent, and count what is used. Raises `ModelError`.

    While it writes, the price of all the `tokens` that it may write counts as spent. Where a draft
    ends before its usage is told (the reader left, the stream broke), it is estimated from its
    length, for the budget and the figures alone. A model that failed before its first word is taken
    to cost nothing.
    """
    read = sum(len(message["content"].encode()) for message in messages) // _BYTES_PER_TOKEN
    written, told, failed = 0, False, False
    async with budget.admitted(price(read, tokens) or 0.0):
        try:
            async with aclosing(ask(messages)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        told = True
                        budget.spend(model, piece)
                    elif isinstance(piece, str):
                        written += len(piece.encode())
                    yield piece
        except ModelError:
            failed = True
            raise
        finally:
            if not told and (written or not failed):
                wrote = written // _BYTES_PER_TOKEN
                usage = Usage(input_tokens=read, output_tokens=wrote, cost_usd=price(read, wrote))
                budget.spend(model, usage)
