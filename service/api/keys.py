"""Keys: made, listed and revoked; and who changed what."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from index.audit import AuditEntry
from service.api.problems import OF_BODIES, documented
from service.api.state import ServiceNow
from service.grants import GRANT, OF_SETTINGS, KeyAbout, KeyMade, KeyRequest, Keyring
from service.service import Service

router = APIRouter(prefix="/v1")


@router.post("/keys", status_code=201, responses=documented(*OF_BODIES, 503))
async def make_key(wanted: KeyRequest, service: ServiceNow) -> KeyMade:
    """Make a key. Its secret is in this reply and nowhere else: only a digest is kept."""
    return await _keyring(service).make(wanted)


@router.get("/keys", responses=documented(503))
async def keys(service: ServiceNow) -> list[KeyAbout]:
    """The named keys, without their secrets."""
    return await _keyring(service).all()


@router.delete("/keys/{name}", status_code=204, responses=documented(404, 422, 503))
async def revoke_key(
    name: str,
    service: ServiceNow,
    last: Annotated[bool, Query(description="Also if it is the last that may administer")] = False,
) -> Response:
    """Forget a key; from now on it is refused."""
    await _keyring(service).revoke(name, last=last)
    return Response(status_code=204)


@router.get("/log", responses=documented(422, 503))
async def log(
    service: ServiceNow, limit: Annotated[int, Query(ge=1, le=10_000)] = 100
) -> list[AuditEntry]:
    """Who changed what, the latest first."""
    return await service.catalogue.audit.latest(limit)


def _keyring(service: Service) -> Keyring:
    grant = GRANT.get()
    others = grant is not None and (grant.name == OF_SETTINGS or grant.digest is None)
    return Keyring(service.catalogue.keys, closed=others)
