"""The pipeline's events as server-sent events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi.sse import format_sse_event
from pydantic import TypeAdapter

from service.answers import Answered, Checked, Drafted, Event, Failed, Retrieved
from service.api.problems import problem_of

_PING_SECONDS = 15.0
_NAMES: dict[type, str] = {
    Retrieved: "retrieved",
    Drafted: "drafted",
    Checked: "checked",
    Answered: "answered",
    Failed: "failed",
}
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


async def encode(events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    """Each event as it comes, and a comment where none has come for a while.

    Leaving early closes `events`, and with them the model's connection.
    """
    async with aclosing(events) as source:
        waiting = asyncio.ensure_future(anext(source, None))
        try:
            while True:
                done, _ = await asyncio.wait({waiting}, timeout=_PING_SECONDS)
                if not done:
                    yield format_sse_event(comment="ping")
                    continue
                if (event := waiting.result()) is None:
                    return
                yield _frame(event)
                waiting = asyncio.ensure_future(anext(source, None))
        finally:
            if waiting.cancel():
                await asyncio.wait({waiting})


def _frame(event: Event) -> bytes:
    match event:
        case Answered():
            data: Any = event.answer
        case Failed():
            data = problem_of(event.error)
        case _:
            data = event
    return format_sse_event(event=_NAMES[type(event)], data_str=_ANY.dump_json(data).decode())
