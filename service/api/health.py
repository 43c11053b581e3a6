"""Whether the service lives, whether it is ready, and what it holds."""

import asyncio
from dataclasses import dataclass

from fastapi import APIRouter, Response

from index.errors import AssayError
from service.api.problems import documented
from service.api.state import ServiceNow, StartupNow
from service.errors import NotReady

_FAR_BEHIND = 100  # articles
_SILENT = 60.0  # seconds
_LOOK_SECONDS = 5.0  # Prometheus itself waits for ten
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the service lives or is ready.

    One of several processes tells how many articles that others indexed it has yet to take over.
    """

    status: str
    behind: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Articles by the state of their newest version, passages, and the indexes' fingerprint."""

    articles: int
    indexed: int
    pending: int
    failed: int
    passages: int
    index: str | None


@router.get("/livez", response_model_exclude_none=True)
async def livez() -> Health:
    """Answers as soon as the process runs."""
    return Health(status="alive")


@router.get("/readyz", response_model_exclude_none=True, responses=documented(503))
async def readyz(service: ServiceNow) -> Health:
    """Answers once questions can be asked, and not much is missing that others indexed."""
    follower = service.follower
    if follower is None:
        return Health(status="ready")
    if follower.behind > _FAR_BEHIND:
        raise NotReady(
            f"{follower.behind} articles are to be taken over.", "Ask again in a moment."
        )
    if follower.silence > _SILENT:
        raise NotReady(
            f"The catalogue could not be looked at for {follower.silence:.0f} s.",
            "Look at this server's log, and at PostgreSQL.",
        )
    return Health(status="ready", behind=follower.behind)


@router.get(
    "/metrics",
    response_class=Response,
    responses={**documented(503), 200: {"content": {_PROMETHEUS: {}}}},
)
async def metrics(startup: StartupNow) -> Response:
    """Figures for Prometheus; those of the catalogue while it can be read, else as they were."""
    try:
        service = startup.service
        behind = service.follower.behind if service.follower else 0
        async with asyncio.timeout(_LOOK_SECONDS):
            await startup.metrics.look(service.catalogue, behind)
    except (AssayError, TimeoutError):
        startup.metrics.lost()
    return Response(startup.metrics.text(), media_type=_PROMETHEUS)


@router.get("/v1/status", responses=documented(503))
async def status(service: ServiceNow) -> Holdings:
    """What the service holds."""
    counts = await service.catalogue.counts()
    return Holdings(
        articles=counts["articles"],
        indexed=counts["indexed"],
        pending=counts["pending"],
        failed=counts["failed"],
        passages=counts["passages"],
        index=await service.catalogue.generations.fingerprint(),
    )
