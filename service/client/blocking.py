"""The same client for programs without an event loop: one runs in a thread of its own."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from pydantic import SecretStr

from index.arrivals import Progress, Report, silent
from index.model import Article, ArticleSummary, Filters, Hit
from index.reading import Item
from service.answers import Answer, Event, Question
from service.checks import CheckEvent, CheckReport, CheckRequest
from service.client.asynchronous import EVERYTHING, Client, Tell, connect, untold
from service.receipts import Receipt

E = TypeVar("E")


@contextmanager
def connect_blocking(
    url: str, tell: Tell = untold, key: SecretStr | str | None = None
) -> Iterator["BlockingClient"]:
    """The server at `url`, once it is ready, as `connect` gives it; raises the same."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(connect(url, tell, key)) as client,
    ):
        yield BlockingClient(client, portal)


class BlockingClient:
    """What `Client` can do, waited for. Streams are iterators; leaving one early closes it."""

    def __init__(self, client: Client, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal

    def answer(self, question: Question | str) -> Answer:
        """The answer alone. Raises what `Failed` carries."""
        return self._portal.call(self._client.answer, question)

    def events(self, question: Question | str) -> Iterator[Event]:
        """The events of an answer; the last is `Answered` or `Failed`, whatever happens."""
        return self._streamed(self._client.events(question))

    def check(self, request: CheckRequest | str) -> CheckReport:
        """What the sentences of a text rest on. Raises what `Failed` carries."""
        return self._portal.call(self._client.check, request)

    def checks(self, request: CheckRequest | str) -> Iterator[CheckEvent]:
        """The events of a check; the last is `Reported` or `Failed`, whatever happens."""
        return self._streamed(self._client.checks(request))

    def search(self, query: str, filters: Filters = EVERYTHING, limit: int = 10) -> Sequence[Hit]:
        """The passages that match best."""
        return self._portal.call(self._client.search, query, filters, limit)

    def add(self, items: Iterable[Item], progress: Progress = silent) -> Report:
        """Send articles, and stay until each is indexed; `progress` hears what becomes of each."""
        return self._portal.call(self._client.add, items, progress)

    def remove(self, id_: str) -> None:
        """Forget an article for good. Raises `ArticleUnknown`."""
        self._portal.call(self._client.remove, id_)

    def article(self, id_: str, version: int | None = None) -> Article:
        """An article with its texts. Raises `ArticleUnknown`."""
        return self._portal.call(self._client.article, id_, version)

    def articles(self) -> Iterator[ArticleSummary]:
        """All articles, without their texts."""
        return self._streamed(self._client.articles())

    def receipt(self, id_: str) -> Receipt:
        """An answer as it was given. Raises `AnswerUnknown`."""
        return self._portal.call(self._client.receipt, id_)

    def status(self) -> dict[str, object]:
        """What the server holds."""
        return self._portal.call(self._client.status)

    def _streamed(self, items: AsyncGenerator[E, None]) -> Iterator[E]:
        """The items, read by one task from first to last: its context managers ask for that."""
        read: SimpleQueue[E | None] = SimpleQueue()
        reading = self._portal.start_task_soon(partial(_read, items, read))
        try:
            while (item := read.get()) is not None:
                yield item
            reading.result()
        finally:
            reading.cancel()


async def _read(items: AsyncGenerator[E, None], read: "SimpleQueue[E | None]") -> None:
    try:
        async with aclosing(items) as stream:
            async for item in stream:
                read.put(item)
    finally:
        read.put(None)
