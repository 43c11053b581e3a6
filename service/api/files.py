"""Files as they are, of every kind that `assay add` reads."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request, Response

from service.api.events import STREAM, streamed, wants_events
from service.api.problems import documented
from service.api.state import ServiceNow, StartupNow
from service.api.taking import follow, take_file
from service.intake import Intake

router = APIRouter()


@router.post(
    "/v1/files",
    status_code=202,
    response_model=Intake,
    responses={**documented(408, 413, 422, 503), 202: {"content": STREAM}},
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}}},
)
async def take_in_file(
    request: Request,
    service: ServiceNow,
    startup: StartupNow,
    name: Annotated[str, Query(min_length=1, max_length=255)],
    content_type: Annotated[Literal["application/octet-stream"], Header()],  # noqa: ARG001
    accept: Annotated[str | None, Header()] = None,
) -> Intake | Response:
    """Accept the articles in a file; its name's ending says how to read it.

    A file with the same name and content is the same one. Events as for `POST /v1/articles`.
    The content type is one that a browser asks about before it sends it for another site.
    """
    intake = await take_file(service, name, await request.body())
    startup.indexer.wake()
    if wants_events(accept):
        return streamed(follow(service, startup.indexer, startup.farewell, intake), 202)
    return intake
