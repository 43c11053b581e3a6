"""Articles by their addresses: fetched here, under the same guard as with `assay add URL`."""

from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api.arriving import reply_to
from service.api.events import STREAM
from service.api.problems import OF_BODIES, documented
from service.api.state import ServiceNow, StartupNow
from service.intake import Intake
from service.receiving import receive_address

router = APIRouter()


class Address(BaseModel):
    """What a browser opens: a page, a feed, or a file of a kind that is read; and where it goes."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=2000, pattern=r"^[hH][tT][tT][pP][sS]?://")
    collection: list[str] = []


@router.post(
    "/v1/addresses",
    status_code=202,
    response_model=Intake,
    responses={**documented(*OF_BODIES, 503), 202: {"content": STREAM}},
)
async def take_in_address(
    address: Address,
    service: ServiceNow,
    startup: StartupNow,
    accept: Annotated[str | None, Header()] = None,
) -> Intake | Response:
    """Fetch what stands at an address, and accept its articles.

    Addresses of this machine and of private networks are refused, at every redirect again. What
    can't be fetched or read stands in `failed`. Events as for `POST /v1/articles`.
    """
    async with startup.fetching:
        intake = await receive_address(service, address.url, tuple(address.collection))
    return reply_to(intake, startup, accept)
