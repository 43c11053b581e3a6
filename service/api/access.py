"""Who may use the API: with keys set, whoever shows one; the page and the probes stay open.

Without keys, whoever reaches the server, but not under a name of the open internet: a page from
there could have its own name lead to this machine (DNS rebinding), and read all of it in a browser.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import AssayError
from service.api.problems import problem_of, reply
from service.errors import AccessDenied, HostRefused

_CLOSED = ("/v1/", "/metrics", "/mcp")
_HERE = (".localhost", ".local")  # endings of names that no public name server knows


class RequireKey:
    """Refuses what shows no key under /v1, /mcp and /metrics; without keys, odd names."""

    def __init__(self, app: ASGIApp, keys: Sequence[SecretStr]) -> None:
        self._app = app
        self._known = [_digest(key.get_secret_value()) for key in keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        closed = scope["type"] == "http" and scope["path"].startswith(_CLOSED)
        error = self._refusal(Headers(scope=scope)) if closed else None
        if error is None:
            await self._app(scope, receive, send)
            return
        more = {"WWW-Authenticate": "Bearer"} if isinstance(error, AccessDenied) else {}
        await reply(problem_of(error), scope["path"], more)(scope, receive, send)

    def _refusal(self, headers: Headers) -> AssayError | None:
        if not self._known:
            return None if _is_near(headers.get("host", "")) else _host_refused()
        if self._admits(headers.get("authorization", "")):
            return None
        return AccessDenied(
            "This server wants an API key.",
            "Send `Authorization: Bearer KEY`; commands send the key in ASSAY_API_KEY.",
        )

    def _admits(self, shown: str) -> bool:
        """Whether a key is one of ours; it takes as long whatever is shown."""
        scheme, _, key = shown.partition(" ")
        digest = _digest(key.strip())
        same = [hmac.compare_digest(digest, known) for known in self._known]
        return any(same) and scheme.lower() == "bearer"


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()


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
