"""Who may use the API: with keys, whoever shows one that is good for it; page and probes stay open.

Without keys, whoever reaches the server, but not under a name of the open internet: a page from
there could have its own name lead to this machine (DNS rebinding), and read all of it in a browser.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from index.audit import ACTOR
from index.errors import AssayError
from index.keys import StoredKey
from index.rates import Counted, Period
from service.api import cookies
from service.api.middleware import HttpMiddleware, changing_headers
from service.api.problems import problem_of, reply
from service.api.rates import take
from service.errors import AccessDenied, HostRefused, RateExceeded, ScopeMissing
from service.grants import GRANT, OF_SETTINGS, SCOPES, Grant, digest_of, grant_of
from service.settings import Scope as May

_CLOSED = ("/v1/", "/metrics", "/mcp")
_ADMIN = ("/v1/keys", "/v1/log", "/v1/feedback", "/v1/backup", "/v1/snapshot", "/metrics")
_OWN = ("/v1/session", "/v1/conversations")  # what everybody has who may ask
_ASKING = ("/v1/answers", "/v1/checks", "/v1/search", "/v1/chat/", "/v1/responses", "/mcp")
_HERE = (".localhost", ".local")  # endings of names that no public name server knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who is let in besides the holders of named keys, and how often anybody may come.

    `keys` are good for everything. Who shows the `user_secret` is a proxy that says in the header
    `user_header` for whom it asks: they have the `user_scopes`.
    """

    keys: Sequence[SecretStr] = ()
    user_header: str | None = None
    user_secret: SecretStr | None = None
    user_scopes: frozenset[May] = frozenset({"ask"})
    per_minute: int | None = None
    per_day: int | None = None


class Known(Protocol):
    """Where named keys are known from."""

    async def named_keys(self) -> Sequence[StoredKey]: ...

    async def key_of_session(self, digest: str) -> str | None: ...

    async def count(self, who: str, most: Mapping[Period, int]) -> Sequence[Counted]:
        """Count a request of somebody who may send so many."""

    def refused(self, error: AssayError) -> None:
        """Hears of each request that is not let in."""


class RequireKey(HttpMiddleware):
    """Refuses what shows no key under /v1, /mcp and /metrics; without keys, odd names."""

    def __init__(self, app: ASGIApp, access: Access, known: Known) -> None:
        super().__init__(app)
        self._access = access
        self._known = known

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(_CLOSED):
            await self._app(scope, receive, send)
            return
        try:
            grant = await self._grant(Headers(scope=scope), scope["method"])
            limits = await self._admit(grant, scope)
        except AssayError as error:
            self._known.refused(error)
            await reply(problem_of(error), scope["path"], _beside(error))(scope, receive, send)
            return
        with_limits = changing_headers(send, lambda headers: headers.update(limits))
        actor_before = ACTOR.set(grant.name if grant else "anybody over HTTP")
        grant_before = GRANT.set(grant)
        try:
            await self._app(scope, receive, with_limits)
        finally:
            ACTOR.reset(actor_before)
            GRANT.reset(grant_before)

    async def _admit(self, grant: Grant | None, scope: Scope) -> dict[str, str]:
        """The headers that tell of limits. Raises `ScopeMissing`, `RateExceeded`."""
        if grant is None:
            return {}
        wanted = scope_of(scope["method"], scope["path"])
        if not grant.allows(wanted):
            raise ScopeMissing(
                f"{grant.name} may not do this: it takes the scope {wanted}.",
                f"Ask whoever runs the server for a key with --scope {wanted}.",
            )
        return await take(grant, self._known.count)

    async def _grant(self, headers: Headers, method: str) -> Grant | None:
        """What who asks may do; None where everybody may do all.

        Raises `AccessDenied`, `HostRefused`, `OriginRefused`.
        """
        access = self._access
        bearer = _bearer(headers)
        if bearer and access.user_secret and _same(digest_of(bearer), access.user_secret):
            user = _user(headers, access.user_header or "")
            return self._limited(Grant(name=f"user {user}", scopes=access.user_scopes))
        token = "" if bearer else cookies.token_of(headers, method)
        digest = digest_of(bearer) if bearer else None
        if token:
            digest = await self._known.key_of_session(digest_of(token))
        same = [_same(digest, key) for key in access.keys] if digest else []
        if digest and any(same):  # also while the catalogue, which knows the others, is down
            return _of_settings(digest, signed_in=bool(token))
        named = await self._known.named_keys()
        if digest and (grant := grant_of(digest, named)):
            return self._limited(replace(grant, signed_in=bool(token)))
        if access.keys or access.user_secret or named:
            raise AccessDenied(
                "This server wants an API key.",
                "Send `Authorization: Bearer KEY`; commands send the key in ASSAY_API_KEY.",
            )
        if not _is_near(headers.get("host", "")):
            raise _host_refused()
        return None

    def _limited(self, grant: Grant) -> Grant:
        """With the server's limits where it has none of its own."""
        return replace(
            grant,
            per_minute=grant.per_minute or self._access.per_minute,
            per_day=grant.per_day or self._access.per_day,
        )


def scope_of(method: str, path: str) -> May:
    """What a request takes: reading and asking, adding, or administering."""
    if path.startswith(_ADMIN):
        return "admin"
    return "ask" if method in ("GET", "HEAD") or path.startswith(_ASKING + _OWN) else "add"


def _of_settings(digest: str, *, signed_in: bool) -> Grant:
    return Grant(
        name=OF_SETTINGS,
        scopes=frozenset(SCOPES),
        digest=digest,
        signed_in=signed_in,
    )


def _bearer(headers: Headers) -> str:
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    return shown.strip() if scheme.lower() == "bearer" else ""


def _same(digest: str, key: SecretStr) -> bool:
    """Whether it is the digest of this key; it takes as long whatever is shown."""
    return hmac.compare_digest(digest, digest_of(key.get_secret_value()))


def _user(headers: Headers, header: str) -> str:
    """Raises `AccessDenied`."""
    named = [name.strip() for name in headers.getlist(header)]
    if len(named) != 1:  # one of several is the client's own, where a proxy adds to what came in
        raise AccessDenied(
            f"The proxy sent {header} {len(named)} times.",
            "Have it take out what comes in, and send the name that it knows once.",
        )
    if not named[0] or len(named[0]) > 200 or not named[0].isprintable():
        raise AccessDenied(
            f"The proxy named no user in {header}.", "Have it send the name that it knows."
        )
    return named[0]


def _beside(error: AssayError) -> dict[str, str]:
    """The headers of a refusal."""
    if isinstance(error, RateExceeded):
        return error.headers
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, AccessDenied) else {}


def _is_near(host: str) -> bool:
    """Whether a host is an address, or a name that nobody on the internet can own."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return "." not in name or name.endswith(_HERE) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _host_refused() -> HostRefused:
    return HostRefused(
        "This server has no API key, so it answers to its address and to localhost alone.",
        "Call it by its address, or set ASSAY_API_KEYS where it runs.",
    )
