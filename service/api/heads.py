"""A limit for the head of a request: uvicorn has one for idle connections alone."""

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 20.0
_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class LimitHead(asyncio.Protocol):
    """Closes connections on which the head of a request is not complete in time.

    It stands before one of uvicorn's protocols, whose `cycle` is the request being answered.
    """

    seconds = HEAD_SECONDS
    _begun = False
    _limit: asyncio.TimerHandle | None = None
    _transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a stream
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._begun = True
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        """Begin to wait where a head is due, and no longer where it is there."""
        cycle: Any = getattr(self, "cycle", None)
        if cycle is not None and not cycle.response_complete:
            self._stop()
        elif self._limit is None:
            self._limit = asyncio.get_running_loop().call_later(self.seconds, self._close)

    def _close(self) -> None:
        first = getattr(self, "cycle", None) is None  # behind a reply, another would be for nobody
        if self._begun and first and not self._transport.is_closing():
            self._transport.write(_LATE)
        self._transport.close()

    def _stop(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None


def protocol(seconds: float = HEAD_SECONDS) -> type[asyncio.Protocol]:
    """Uvicorn's protocol for HTTP with such a limit."""
    return type("LimitedHead", (LimitHead, AutoHTTPProtocol), {"seconds": seconds})
