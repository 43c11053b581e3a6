"""What all middlewares do alike: they look at HTTP alone, and change the headers of replies."""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HttpMiddleware:
    """Stands around an application; `handle` gets the HTTP requests, all else passes by it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handled = self.handle if scope["type"] == "http" else self._app
        await handled(scope, receive, send)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with the application or without it."""
        await self._app(scope, receive, send)


def changing_headers(send: Send, change: Callable[[MutableHeaders], object]) -> Send:
    """Sends the same, after a change to the headers of the reply."""

    async def send_changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return send_changed
