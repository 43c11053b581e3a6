"""Server-sent events: the pipeline's, and any others that have a name and data."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import TypeAdapter
from starlette.types import Receive, Scope, Send

from service.answers import Answered, Checked, Drafted, Event, Failed, Retrieved
from service.api.problems import problem_of
from service.checks import CheckEvent, Reported
from service.relaying import relayed

Named = tuple[str | None, Any]  # the chat protocol's events have no name

STREAM: dict[str, Any] = {"text/event-stream": {"schema": {"type": "string"}}}
_PING_SECONDS = 15.0
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def wants_events(accept: str | None) -> bool:
    """Whether a request's Accept header asks for events."""
    return "text/event-stream" in (accept or "")


def streamed(events: AsyncGenerator[Named, None], status: int = 200) -> StreamingResponse:
    """A reply that sends each event as it comes."""
    return _EventStream(
        encode(events),
        status_code=status,
        media_type="text/event-stream",
        headers={"cache-control": "no-cache", "x-accel-buffering": "no"},
    )


class _EventStream(StreamingResponse):
    """Closes what it sends from, however the sending ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(cast("AsyncGenerator[bytes, None]", self.body_iterator)):
            await super().__call__(scope, receive, send)


async def named(
    events: AsyncGenerator[Event, None] | AsyncGenerator[CheckEvent, None],
) -> AsyncGenerator[Named, None]:
    """The events of an answer or a check with their names."""
    async with aclosing(events) as source:
        async for event in source:
            yield _named(event)


def _named(event: Event | CheckEvent) -> Named:
    match event:
        case Retrieved():
            return "retrieved", event
        case Drafted():
            return "drafted", event
        case Checked():
            return "checked", event
        case Answered():
            return "answered", event.answer
        case Reported():
            return "reported", event.report
        case Failed():
            held = {"answer": event.answer} if event.answer else {}
            return "failed", problem_of(event.error) | held


async def encode(events: AsyncGenerator[Named, None]) -> AsyncGenerator[bytes, None]:
    """Each event as it comes, and a comment where none has come for a while.

    Leaving early closes `events`, and with them the model's connection.
    """
    async with relayed(events) as relay:
        while True:
            try:
                async with asyncio.timeout(_PING_SECONDS):
                    event = await relay.next()
            except TimeoutError:
                yield format_sse_event(comment="ping")
                continue
            if event is None:
                return
            name, data = event
            text = data if isinstance(data, str) else _ANY.dump_json(data).decode()
            yield format_sse_event(event=name, data_str=text)
