"""Checks of texts that somebody wrote: as one JSON object, or as the events that lead to it."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from service.api.disconnects import unless_gone
from service.api.events import STREAM, named, streamed, wants_events
from service.api.problems import OF_BODIES, documented
from service.api.state import Place, StartupNow
from service.checks import CheckReport, CheckRequest, report_of

router = APIRouter()


@router.post(
    "/v1/checks",
    response_model=CheckReport,
    responses={**documented(*OF_BODIES, 404, 502, 503), 200: {"content": STREAM}},
)
async def checks(
    asked: CheckRequest,
    request: Request,
    startup: StartupNow,
    _: Place,
    accept: Annotated[str | None, Header()] = None,
) -> CheckReport | Response:
    """What the sentences of a text rest on; with `Accept: text/event-stream`, as events.

    These are `retrieved` with the passages that come to be cited, `checked` for each sentence, and
    last `reported` or `failed`.
    """
    events = startup.checks(asked)
    if wants_events(accept):
        return streamed(named(events))
    return await unless_gone(request, report_of(events))
