"""Answers: as one JSON object, or as the events that lead to it."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Header, Request, Response

from service.answers import Answer, Question
from service.api.events import STREAM, named, streamed, wants_events
from service.api.problems import documented
from service.api.state import ServiceNow

T = TypeVar("T")

router = APIRouter()


@router.post(
    "/v1/answers",
    response_model=Answer,
    responses={**documented(422, 502, 503), 200: {"content": STREAM}},
)
async def answers(
    question: Question,
    request: Request,
    service: ServiceNow,
    accept: Annotated[str | None, Header()] = None,
) -> Answer | Response:
    """The answer; with `Accept: text/event-stream`, its events as they happen."""
    if wants_events(accept):
        return streamed(named(service.pipeline.events(question)))
    answer = await _unless_gone(request, service.pipeline.answer(question))
    return answer or Response(status_code=499)  # no one reads it


async def _unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """What `work` returns; where the client leaves before, `work` is cancelled."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.wait({working, leaving})


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
