"""Answers: as one JSON object, or as the events that lead to it."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from service.answers import Answer, Question, answer_of
from service.api.disconnects import unless_gone
from service.api.events import STREAM, named, streamed, wants_events
from service.api.problems import OF_BODIES, documented
from service.api.state import Place, StartupNow

router = APIRouter()


@router.post(
    "/v1/answers",
    response_model=Answer,
    responses={**documented(*OF_BODIES, 502, 503), 200: {"content": STREAM}},
)
async def answers(
    question: Question,
    request: Request,
    startup: StartupNow,
    _: Place,
    accept: Annotated[str | None, Header()] = None,
) -> Answer | Response:
    """The answer; with `Accept: text/event-stream`, its events as they happen."""
    events = startup.events(question)
    if wants_events(accept):
        return streamed(named(events))
    return await unless_gone(request, answer_of(events))
