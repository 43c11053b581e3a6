"""Answers that were given: had again, and judged by their readers."""

from fastapi import APIRouter, Response

from service.api.problems import OF_BODIES, documented
from service.api.state import ServiceNow
from service.feedback import Feedback, PendingCase
from service.receipts import Receipt

router = APIRouter(prefix="/v1")


@router.get("/answers/{id}", responses=documented(404, 503))
async def answer(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
) -> Receipt:
    """An answer as it was given, with its draft and what it was asked with."""
    return await service.receipts.get(id)


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
