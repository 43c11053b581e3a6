"""Signing in, so that a browser shows a key once."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response

from index.sessions import StoredSession
from service.api import cookies
from service.api.problems import documented
from service.api.state import ServiceNow
from service.errors import BadInput
from service.grants import GRANT, SCOPES, Grant, digest_of
from service.settings import Scope

router = APIRouter(prefix="/v1/session")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAbout:
    """Who asks, and what they may do.

    Without a `name` where the server has no keys, so that everybody may do all; `signed_in` where
    a cookie said it and no key.
    """

    name: str | None
    scopes: tuple[Scope, ...]
    signed_in: bool


@router.post("", status_code=201, responses=documented(401, 422, 503))
async def sign_in(request: Request, response: Response, service: ServiceNow) -> SessionAbout:
    """Sign a browser in with the key that `Authorization: Bearer KEY` shows.

    The reply sets a cookie that is good for what the key is good for, and ends with the key, with
    signing out, or after 90 days. No script can read it, and no other site can send it.
    """
    grant = GRANT.get()
    if grant is None or grant.digest is None or grant.signed_in:
        raise BadInput(
            "There is no key to sign in with.",
            "Send it as `Authorization: Bearer KEY`."
            if grant
            else "This server has no keys: nobody needs to sign in.",
        )
    token = secrets.token_urlsafe(32)
    ends_at = datetime.now(UTC) + timedelta(days=cookies.DAYS)
    session = StoredSession(digest=digest_of(token), key_digest=grant.digest, ends_at=ends_at)
    await service.catalogue.sessions.add(session)
    cookies.give(request, response, token)
    return _about(grant, signed_in=True)


@router.get("", responses=documented(401, 503))
async def who_asks() -> SessionAbout:
    """Who asks, and what they may do."""
    grant = GRANT.get()
    return _about(grant, signed_in=grant is not None and grant.signed_in)


@router.delete("", status_code=204, responses=documented(401, 503))
async def sign_out(request: Request, service: ServiceNow) -> Response:
    """End the session of this browser; its cookie is worth nothing from now on."""
    token = cookies.token_of(request.headers, request.method)
    await service.catalogue.sessions.end(digest_of(token))
    response = Response(status_code=204)
    cookies.take_back(response)
    return response


def _about(grant: Grant | None, *, signed_in: bool) -> SessionAbout:
    if grant is None:
        return SessionAbout(name=None, scopes=SCOPES, signed_in=False)
    _, _, name = grant.name.partition(" ")  # behind "key" or "user"; readers know no setting
    scopes = tuple(filter(grant.allows, SCOPES))
    return SessionAbout(name=name or "the server's key", scopes=scopes, signed_in=signed_in)
