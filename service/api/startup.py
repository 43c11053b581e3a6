"""The service while it loads, when it is ready, and when it could not start."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager

from index.errors import AssayError
from index.keys import StoredKey
from index.rates import Counted, Period
from service.admission import Admission
from service.answers import Event, Question
from service.api.agents import Agents
from service.api.idempotency import FirstReplies
from service.api.metrics import Metrics
from service.checks import CheckEvent, CheckRequest
from service.errors import NotReady
from service.grants import GRANT, Grant
from service.indexing import Indexer
from service.intake import Intake
from service.receiving import Told, follow
from service.service import Service
from service.stopping import Stopping, until

Open = Callable[[], AbstractAsyncContextManager[Service]]
Then = Callable[[Service], Awaitable[None]]
OnFailure = Callable[[Exception], None]

_FETCHED_AT_ONCE = 4  # addresses, each of which holds a thread


class Startup:
    """Opens the service beside the running server, so that `/livez` answers from the start."""

    def __init__(
        self,
        open_service: Open,
        then: Then,
        on_failure: OnFailure,
        admission: Admission | None = None,
        agents: Agents | None = None,
        every: float | None = None,
    ) -> None:
        """`then` runs once the service is ready; `on_failure` when it can't be opened or go on.

        What waits to be indexed is looked for `every` so many seconds, where others accept, too.
        """
        self._open = open_service
        self._then = then
        self._on_failure = on_failure
        self._service: Service | None = None
        self._error: Exception | None = None
        self._started = False
        self._stop = asyncio.Event()
        self.admission = admission or Admission()
        self.metrics = Metrics(self.admission)
        self.agents = agents or Agents()
        self.stopping = Stopping()
        self.indexer = Indexer(on_failure, every)
        self.replies = FirstReplies()
        self.fetching = asyncio.Semaphore(_FETCHED_AT_ONCE)

    @property
    def ready(self) -> bool:
        """Whether questions can be asked."""
        return self._service is not None

    @property
    def service(self) -> Service:
        """The service as whoever asks now may use it.

        Raises `NotReady`, why it could not start, or `DirectoryNotUsable` where its files are gone.
        """
        if self._service is None:
            raise self._error or NotReady("The models are still loading.", "Ask again in a moment.")
        self._service.standing.check()
        if self._service.follower:
            self._service.follower.check()
        grant = GRANT.get()
        return self._service.seen_by(grant.within if grant else None)

    async def named_keys(self) -> Sequence[StoredKey]:
        """The keys in the catalogue; none before it is open, when nothing can be had either."""
        return await self.service.catalogue.keys.all() if self.ready else ()

    async def key_of_session(self, digest: str) -> str | None:
        """The digest of the key that a session stands for. Raises what `service` raises."""
        return await self.service.catalogue.sessions.key_of(digest)

    async def count(self, who: str, most: Mapping[Period, int]) -> Sequence[Counted]:
        """Count a request of somebody who may send so many; none before the catalogue is open."""
        return await self.service.catalogue.rates.count(who, most) if self.ready else ()

    def refused(self, error: AssayError) -> None:
        """Count a request that was not let in."""
        self.metrics.refused(error)

    def searched(self) -> None:
        """Count a search."""
        self.metrics.searched()

    def events(self, question: Question) -> AsyncGenerator[Event, None]:
        """The events of an answer. Raises what `service` raises."""
        events = until(self.stopping, self.service.pipeline.events(question))
        return self.metrics.questions(events)

    def checks(self, request: CheckRequest) -> AsyncGenerator[CheckEvent, None]:
        """The events of a check. Raises what `service` raises."""
        events = until(self.stopping, self.service.verifier.events(request))
        return self.metrics.checks(events)

    def arrivals(self, intake: Intake) -> AsyncGenerator[Told, None]:
        """What becomes of articles that came in, for as long as the key of who asks is good.

        Raises what `service` raises.
        """
        events = follow(self.service, self.indexer, self.stopping, intake)
        return self._while_good(GRANT.get(), events)

    async def _while_good(
        self, grant: Grant | None, events: AsyncGenerator[Told, None]
    ) -> AsyncGenerator[Told, None]:
        """Indexing may take hours; what was accepted is told at once."""
        async with aclosing(events) as source:
            async for event in source:
                if event[0] != "accepted" and grant and not grant.holds(await self.named_keys()):
                    return
                yield event

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open the service in the background; close it at the end, also where it still starts."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._stop.set()
            if not self._started:
                task.cancel()
            await asyncio.wait([task])

    async def _run(self) -> None:
        try:
            async with self._open() as service:
                self._service = service
                self.metrics.used = service.used
                async with self.indexer.running(service.work), self.agents.running(self):
                    await self._then(service)
                    self.indexer.wake()
                    self._started = True
                    await self._stop.wait()
        except Exception as error:  # noqa: BLE001  told to whoever started the server
            self._error = error if isinstance(error, AssayError) else AssayError(str(error))
            self._on_failure(error)
        finally:
            self._service = None
