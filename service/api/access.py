"""Who may use the API: with keys set, whoever shows one; the page and the probes stay open."""

import hmac
from collections.abc import Sequence
from hashlib import sha256

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.problems import problem_of, reply
from service.errors import AccessDenied

_CLOSED = "/v1/"


class RequireKey:
    """Refuses requests under /v1 that show none of the keys; without keys it refuses nothing."""

    def __init__(self, app: ASGIApp, keys: Sequence[SecretStr]) -> None:
        self._app = app
        self._known = [_digest(key.get_secret_value()) for key in keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        closed = self._known and scope["type"] == "http" and scope["path"].startswith(_CLOSED)
        if not closed or self._admits(Headers(scope=scope).get("authorization", "")):
            await self._app(scope, receive, send)
            return
        error = AccessDenied(
            "This server wants an API key.",
            "Send `Authorization: Bearer KEY`; commands send the key in ASSAY_API_KEY.",
        )
        refusal = reply(problem_of(error), scope["path"], {"WWW-Authenticate": "Bearer"})
        await refusal(scope, receive, send)

    def _admits(self, shown: str) -> bool:
        """Whether a key is one of ours; it takes as long whatever is shown."""
        scheme, _, key = shown.partition(" ")
        digest = _digest(key.strip())
        same = [hmac.compare_digest(digest, known) for known in self._known]
        return any(same) and scheme.lower() == "bearer"


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
