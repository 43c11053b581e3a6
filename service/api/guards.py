"""What every request and reply passes: limits on bodies, closing headers, faults as problems."""

import asyncio
import logging
import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.middleware import HttpMiddleware, changing_headers
from service.api.problems import problem_of, reply
from service.errors import BadInput
from service.logs import request_id
from service.tracing import hide_query

MAX_BODY = 1_000_000  # bytes; a question needs a thousandth of it
MAX_ARTICLES_BODY = 64_000_000

_REQUEST_ID = "x-request-id"
_log = logging.getLogger(__name__)

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class SecurityHeaders(HttpMiddleware):
    """Adds the headers to every reply."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        def add(headers: MutableHeaders) -> None:
            headers.update(_HEADERS)
            headers.setdefault("cache-control", "no-cache")  # file names carry no version

        await self._app(scope, receive, changing_headers(send, add))


class NameRequests(HttpMiddleware):
    """Gives each request an id, its own or a new one, which the reply and the log have, too."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        brought = Headers(scope=scope).get(_REQUEST_ID, "")
        id_ = brought if re.fullmatch(r"[\w.-]{1,64}", brought, re.ASCII) else uuid4().hex
        named = changing_headers(send, lambda headers: headers.update({_REQUEST_ID: id_}))
        hide_query(scope.get("query_string", b"").decode(errors="replace"))
        before = request_id.set(id_)
        try:
            await self._app(scope, receive, named)
        finally:
            request_id.reset(before)


class TellFaults(HttpMiddleware):
    """Answers what nobody foresaw with a problem.

    Starlette would, too, but hands the error on to the server, which then closes the connection
    that the next request of the same client is on its way over.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:
            if begun:  # half a reply can't be mended: the connection must break
                raise
            _log.exception("A fault at %s %s", scope["method"], scope["path"])
            await reply(problem_of(error), scope["path"])(scope, receive, send)


class LimitBody(HttpMiddleware):
    """Refuses bodies that are too large, or don't arrive, before anyone waits for them.

    A body may take `patience` seconds, and one more for each `pace` bytes that have come.
    """

    def __init__(self, app: ASGIApp, patience: float = 30.0, pace: int = 16_000) -> None:
        super().__init__(app)
        self._patience = patience
        self._pace = pace

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self._read(receive, _most(scope))
        except _Refused as refused:
            problem = {**problem_of(refused.error), "status": refused.status}
            await reply(problem, scope["path"], refused.headers)(scope, receive, send)
            return
        if body is None:
            return
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, receive_again, send)

    async def _read(self, receive: Receive, most: int) -> bytes | None:
        """The body; None where the client left. Raises `_Refused`."""
        body = bytearray()
        more = True
        begun = asyncio.get_running_loop().time()
        while more:
            try:
                async with asyncio.timeout_at(begun + self._patience + len(body) / self._pace):
                    message = await receive()
            except TimeoutError:
                told = f"The body did not arrive: {len(body):,} bytes came."
                error = BadInput(told, "Send it again, all of it.")
                raise _Refused(408, error, {"Connection": "close"}) from None
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > most:
                told = f"The body has more than {most:,} bytes."
                raise _Refused(413, BadInput(told, "Send less at once."))
        return bytes(body)


class _Refused(Exception):
    """A body is not read."""

    def __init__(self, status: int, error: BadInput, headers: dict[str, str] | None = None) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error
        self.headers = headers


def _most(scope: Scope) -> int:
    """How many bytes a request may bring: articles are longer than questions."""
    path = scope["path"]
    articles = path in ("/v1/articles", "/v1/files") or path.startswith("/v1/articles/")
    return MAX_ARTICLES_BODY if articles and scope["method"] in ("POST", "PUT") else MAX_BODY
