"""Files as they are, of every kind that `assay add` reads."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api.arriving import reply_to
from service.api.events import STREAM
from service.api.problems import documented
from service.api.state import ServiceNow, StartupNow
from service.intake import Intake
from service.receiving import IfExists, receive_file

router = APIRouter()


class FileQuery(BaseModel):
    """What a file is called, its collections, and what becomes of one that came before."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=255)
    if_exists: IfExists = "replace"
    collection: list[str] = []


@router.post(
    "/v1/files",
    status_code=202,
    response_model=Intake,
    responses={**documented(408, 409, 413, 422, 503), 202: {"content": STREAM}},
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}}},
)
async def take_in_file(
    request: Request,
    service: ServiceNow,
    startup: StartupNow,
    query: Annotated[FileQuery, Query()],
    content_type: Annotated[Literal["application/octet-stream"], Header()],  # noqa: ARG001
    accept: Annotated[str | None, Header()] = None,
) -> Intake | Response:
    """Accept the articles in a file; its name's ending says how to read it.

    A file that is sent again under its name is the next version of its article; with
    `if_exists=keep` it becomes another article, with `refuse` the reply says that it is here (409).
    Articles of a list or a feed are known by what they say, so those before stay. Events as for
    `POST /v1/articles`. The content type is one that a browser asks about before it sends it for
    another site.
    """
    into = tuple(query.collection)
    data = await request.body()
    intake = await receive_file(service, query.name, data, query.if_exists, into)
    return reply_to(intake, startup, accept)
