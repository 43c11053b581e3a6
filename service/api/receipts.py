"""Answers that were given: had again, and judged by their readers."""

import asyncio
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api.problems import OF_BODIES, documented
from service.api.state import ServiceNow
from service.feedback import Feedback, PendingCase
from service.overview import Overview
from service.receipts import Receipt

router = APIRouter(prefix="/v1")


MAX_RECEIPTS = 200  # at once


class ReceiptsQuery(BaseModel):
    """Which answers."""

    model_config = ConfigDict(extra="forbid")

    id: list[str] = Field(min_length=1, max_length=MAX_RECEIPTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsReply:
    """Those of the answers that are kept, in no order."""

    answers: tuple[Receipt, ...]


@router.get("/answers", response_model=ReceiptsReply, responses=documented(422, 503))
async def answers(query: Annotated[ReceiptsQuery, Query()], service: ServiceNow) -> Response:
    """Several answers as they were given, in one reply; those that are gone are left out."""
    content = f'{{"answers":{await service.receipts.several(query.id)}}}'
    return Response(content, media_type="application/json")


@router.get("/answers/{id}", responses=documented(404, 422, 503))
async def answer(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
    *,
    history: bool = True,
) -> Receipt:
    """An answer as it was given, with its draft and what it was asked with.

    `history=false` leaves out what was asked before it.
    """
    receipt = await service.receipts.get(id)
    return receipt if history else replace(receipt, history=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Where an answer can be had alone."""

    id: str


@router.post("/answers/{id}/shared", responses=documented(404, 422, 503))
async def share(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
) -> Shared:
    """An answer to pass on: under the id in this reply nothing tells what was asked before it.

    It is kept and removed like the answer, whose own id it is where nothing was asked before.
    """
    return Shared(id=await service.receipts.share(id))


@router.get("/answers/{id}/overview", responses=documented(404, 422, 503))
async def overview(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
) -> Overview:
    """What else the passages of an answer hold, and what can be asked next; without a model."""
    receipt = await service.receipts.get(id)
    return await asyncio.to_thread(service.overview, receipt)


@router.post("/answers/{id}/feedback", status_code=204, responses=documented(*OF_BODIES, 404, 503))
async def feedback(
    id: str,  # noqa: A002  as the path has it
    said: Feedback,
    service: ServiceNow,
) -> Response:
    """Keep what a reader says of an answer."""
    await service.receipts.note(id, said)
    return Response(status_code=204)


@router.get("/feedback", responses=documented(503))
async def feedback_given(service: ServiceNow) -> list[PendingCase]:
    """What readers said of answers, as cases for the evals, the first first."""
    return await service.receipts.pending_cases()
