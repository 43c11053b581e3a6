"""What commands work on: the data directory in this process, or a server that holds it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import SecretStr

from index.arrivals import Arrival, reported
from index.audit import AuditEntry
from index.errors import DirectoryInUse
from index.model import Article, ArticleSummary, Filters, Hit
from index.reading import Item
from index.search import Explained
from service.answers import Event, Question
from service.checks import CheckEvent, CheckRequest
from service.client import Client, connect, is_loopback
from service.client.asynchronous import Tell
from service.errors import ServerUnreachable
from service.feedback import PendingCase
from service.grants import KeyAbout, KeyMade, KeyRequest, Keyring
from service.paging import every_article
from service.receipts import Receipt, Receipts
from service.settings import Settings

if TYPE_CHECKING:
    from index.catalogue import Catalogue
    from service.service import Service

_PAGE = 1_000  # articles that are listed together

T = TypeVar("T")
Opening = Callable[[Settings, str, str | None, Tell], AbstractAsyncContextManager[T]]
Reach = Callable[[str], AbstractAsyncContextManager[Client]]


class LightBackend(Protocol):
    """What takes no model."""

    async def article(self, id_: str, version: int | None = None) -> Article: ...
    async def status(self) -> dict[str, object]: ...
    async def receipt(self, id_: str) -> Receipt: ...
    async def pending_cases(self) -> list[PendingCase]: ...
    async def make_key(self, wanted: KeyRequest) -> KeyMade: ...
    async def keys(self) -> Sequence[KeyAbout]: ...
    async def revoke_key(self, name: str, *, last: bool = False) -> None: ...
    async def log(self, limit: int) -> Sequence[AuditEntry]: ...
    async def backup(self, to: Path) -> None: ...
    async def snapshot(self, to: Path) -> None: ...


class Backend(LightBackend, Protocol):
    """All that commands ask for."""

    def events(self, question: Question) -> AsyncGenerator[Event, None]: ...
    def checks(self, request: CheckRequest) -> AsyncGenerator[CheckEvent, None]: ...
    async def search(self, query: str, filters: Filters, limit: int) -> Sequence[Hit]: ...
    async def explain(self, query: str, filters: Filters, limit: int) -> Explained: ...
    def arrivals(self, items: Iterable[Item]) -> AsyncGenerator[Arrival, None]: ...
    async def remove(self, id_: str) -> None: ...
    def articles(self) -> AsyncIterator[ArticleSummary]: ...
    async def page(
        self, cursor: str | None, limit: int
    ) -> tuple[Sequence[ArticleSummary], str | None]: ...


def open_light_backend(
    settings: Settings, command: str, url: str | None, tell: Tell
) -> AbstractAsyncContextManager[LightBackend]:
    """The catalogue, or the server at `url`, or the one that holds the data directory."""
    return _open(_light_backend_here(settings, command), url, settings, tell)


def open_backend(
    settings: Settings, command: str, url: str | None, tell: Tell
) -> AbstractAsyncContextManager[Backend]:
    """The service, or the server at `url`, or the one that holds the data directory."""
    return _open(_backend_here(settings, command), url, settings, tell)


@asynccontextmanager
async def _open(
    here: AbstractAsyncContextManager[T], url: str | None, settings: Settings, tell: Tell
) -> AsyncIterator[T | Client]:
    async with AsyncExitStack() as stack:
        if url:
            key = _own_key(settings) if is_loopback(url) else settings.api_key
            yield await stack.enter_async_context(connect(url, tell, key))
        else:
            reach = partial(connect, tell=tell, key=_own_key(settings))
            yield await _here_or_there(stack, here, reach)


def _own_key(settings: Settings) -> SecretStr | None:
    """What a server of ours is shown: it knows the same keys as we do."""
    return next((key for key in (settings.api_key, *settings.api_keys) if key), None)


async def _here_or_there(
    stack: AsyncExitStack, here: AbstractAsyncContextManager[T], reach: Reach
) -> T | Client:
    """What is opened here, or else the server that holds it. Raises `DirectoryInUse`."""
    try:
        return await stack.enter_async_context(here)
    except DirectoryInUse as error:
        if error.url is None:
            raise
        try:
            return await stack.enter_async_context(reach(error.url))
        except ServerUnreachable:
            raise error from None


@dataclass(frozen=True, slots=True)
class _LightBackendHere:
    settings: Settings
    catalogue: "Catalogue"

    async def article(self, id_: str, version: int | None = None) -> Article:
        return await self.catalogue.article(id_, version)

    async def status(self) -> dict[str, object]:
        return {
            "data": str(self.settings.data.absolute()),
            **await self.catalogue.counts(),
            "index": await self.catalogue.generations.fingerprint(),
        }

    async def receipt(self, id_: str) -> Receipt:
        return await self._receipts.get(id_)

    async def pending_cases(self) -> list[PendingCase]:
        return await self._receipts.pending_cases()

    async def make_key(self, wanted: KeyRequest) -> KeyMade:
        return await self._keyring.make(wanted)

    async def keys(self) -> Sequence[KeyAbout]:
        return await self._keyring.all()

    async def revoke_key(self, name: str, *, last: bool = False) -> None:
        await self._keyring.revoke(name, last=last)

    @property
    def _keyring(self) -> Keyring:
        return Keyring(self.catalogue.keys, closed=bool(self.settings.api_keys))

    async def log(self, limit: int) -> Sequence[AuditEntry]:
        return await self.catalogue.audit.latest(limit)

    async def backup(self, to: Path) -> None:
        from service.maintenance import back_up

        await asyncio.to_thread(back_up, self.settings, to)

    async def snapshot(self, to: Path) -> None:
        from service.maintenance import write_snapshot

        await write_snapshot(self.settings, self.catalogue, to)

    @property
    def _receipts(self) -> Receipts:
        return Receipts(self.catalogue.receipts, self.settings.keep_answers_days)


@dataclass(frozen=True, slots=True)
class _BackendHere(_LightBackendHere):
    service: "Service"

    def events(self, question: Question) -> AsyncGenerator[Event, None]:
        return self.service.pipeline.events(question)

    def checks(self, request: CheckRequest) -> AsyncGenerator[CheckEvent, None]:
        return self.service.verifier.events(request)

    async def search(self, query: str, filters: Filters, limit: int) -> Sequence[Hit]:
        return await self.service.search(query, filters, limit)

    async def explain(self, query: str, filters: Filters, limit: int) -> Explained:
        return await self.service.search.explain(query, filters, limit)

    def arrivals(self, items: Iterable[Item]) -> AsyncGenerator[Arrival, None]:
        return self.service.ingest.events(items)

    async def remove(self, id_: str) -> None:
        await self.service.ingest.remove(id_)

    def articles(self) -> AsyncIterator[ArticleSummary]:
        return every_article(self.page, _PAGE)

    async def page(
        self, cursor: str | None, limit: int
    ) -> tuple[Sequence[ArticleSummary], str | None]:
        return await self.catalogue.page(cursor, limit)


@asynccontextmanager
async def _light_backend_here(settings: Settings, command: str) -> AsyncIterator[_LightBackendHere]:
    from index.opening import opened
    from service.loading import stores_of

    async with opened(stores_of(settings), command) as here:
        yield _LightBackendHere(settings, here.catalogue)


@asynccontextmanager
async def _backend_here(settings: Settings, command: str) -> AsyncIterator[_BackendHere]:
    from service.wiring import build  # most of a second, of which who asks a server needs nothing

    async with build(settings, command) as service:
        await reported(service.ingest.indexing())  # what an earlier process left waiting
        yield _BackendHere(settings, service.catalogue, service)
