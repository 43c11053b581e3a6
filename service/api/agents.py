"""What agents reach at /mcp: the same tools as `assay mcp`, over streamable HTTP."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from index.arrivals import Arrival
from index.model import Article, ArticleSummary, Filters, Hit
from index.reading import Item
from service.admission import Admission
from service.answers import Event, Question
from service.api.problems import problem_of, reply
from service.checks import CheckEvent, CheckRequest
from service.errors import NotReady, ScopeMissing
from service.grants import GRANT
from service.indexing import Indexer
from service.receipts import Receipt
from service.service import Service

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

PATH = "/mcp"

_log = logging.getLogger(__name__)


class Running(Protocol):
    """The service in this process, with the places and the figures that all its questions have."""

    @property
    def admission(self) -> Admission: ...
    @property
    def indexer(self) -> Indexer: ...
    @property
    def service(self) -> Service: ...
    def events(self, question: Question) -> AsyncGenerator[Event, None]: ...
    def checks(self, request: CheckRequest) -> AsyncGenerator[CheckEvent, None]: ...
    def searched(self) -> None: ...


class Agents:
    """An application that answers agents once the service is ready.

    The protocol's SDK takes 20 MB and as long to load as much of the rest, so it is loaded when
    the first agent comes.
    """

    def __init__(self, *, allow_adding: bool = False) -> None:
        self._allow_adding = allow_adding
        self._ready = False
        self._wanted, self._loaded = asyncio.Event(), asyncio.Event()
        self._handle: ASGIApp | None = None

    @asynccontextmanager
    async def running(self, startup: Running) -> AsyncIterator[None]:
        """Answer until the context ends. Every request stands alone: there are no sessions."""
        stopping = asyncio.Event()
        task = asyncio.create_task(self._run(startup, stopping))
        self._ready = True
        try:
            yield
        finally:
            self._ready = False
            stopping.set()
            self._wanted.set()
            await task

    async def _run(self, startup: Running, stopping: asyncio.Event) -> None:
        await self._wanted.wait()
        try:
            if stopping.is_set():
                return
            server = await asyncio.to_thread(_server, startup, self._allow_adding)
            async with server.session_manager.run():
                self._handle = server.session_manager.handle_request
                self._loaded.set()
                await stopping.wait()
        except Exception:  # noqa: BLE001  all else goes on without agents
            _log.exception("agents can't be served")
        finally:
            self._handle = None
            self._loaded.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._ready:
            self._wanted.set()
            await self._loaded.wait()
        if self._handle is not None:
            await self._handle(scope, receive, send)
            return
        error = NotReady("Agents can't be served yet.", "Ask again in a moment, or see the log.")
        await reply(problem_of(error), PATH)(scope, receive, send)


def _server(startup: Running, allow_adding: bool) -> "MCPServer":
    from mcp.server.transport_security import TransportSecuritySettings

    from service.mcp import make_server

    server = make_server(_Here(startup), allow_adding=allow_adding)
    open_ = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # `access` sees to it
    server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, transport_security=open_
    )
    return server


class _Here:
    """What the tools work on: the service in this process."""

    def __init__(self, startup: Running) -> None:
        self._startup = startup

    async def events(self, question: Question) -> AsyncGenerator[Event, None]:
        async with (
            self._startup.admission.place(),
            aclosing(self._startup.events(question)) as events,
        ):
            async for event in events:
                yield event

    async def checks(self, request: CheckRequest) -> AsyncGenerator[CheckEvent, None]:
        async with (
            self._startup.admission.place(),
            aclosing(self._startup.checks(request)) as events,
        ):
            async for event in events:
                yield event

    async def search(self, query: str, filters: Filters, limit: int) -> Sequence[Hit]:
        self._startup.searched()
        return await self._startup.service.search(query, filters, limit)

    async def article(self, id_: str, version: int | None = None) -> Article:
        return await self._startup.service.catalogue.article(id_, version)

    async def page(
        self, cursor: str | None, limit: int
    ) -> tuple[Sequence[ArticleSummary], str | None]:
        return await self._startup.service.catalogue.page(cursor, limit)

    async def receipt(self, id_: str) -> Receipt:
        return await self._startup.service.receipts.get(id_)

    async def arrivals(self, items: Iterable[Item]) -> AsyncGenerator[Arrival, None]:
        """Articles that are accepted, which means they are kept; they are indexed beside.

        Raises `ScopeMissing`.
        """
        if (grant := GRANT.get()) and not grant.allows("add"):
            raise ScopeMissing(f"{grant.name} may not add articles.", "Take a key with that scope.")
        async with aclosing(self._startup.service.ingest.accepting(items)) as events:
            async for event in events:
                yield event
        self._startup.indexer.wake()
