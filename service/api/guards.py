"""What every request and reply passes: a limit on bodies, and headers that keep pages closed."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import problem_of, reply
from service.errors import BadInput

MAX_BODY = 1_000_000  # bytes; a question needs a thousandth of it
MAX_ARTICLES_BODY = 64_000_000

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


class SecurityHeaders:
    """Adds the headers to every reply."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("cache-control", "no-cache")  # file names carry no version
            await send(message)

        await self._app(scope, receive, send_with_headers)


class LimitBody:
    """Refuses bodies that are too large before they are read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _most(scope)
        body = bytearray()
        more = True
        while more and len(body) <= most:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) > most:
            error = BadInput(f"The body has more than {most:,} bytes.", "Send less at once.")
            refusal = reply({**problem_of(error), "status": 413}, scope["path"])
            await refusal(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def receive_again() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, receive_again, send)


def _most(scope: Scope) -> int:
    """How many bytes a request may bring: articles are longer than questions."""
    path = scope["path"]
    articles = path in ("/v1/articles", "/v1/files") or path.startswith("/v1/articles/")
    return MAX_ARTICLES_BODY if articles and scope["method"] in ("POST", "PUT") else MAX_BODY
