"""The way in: read → repair → catalogue (accepted means kept) → split → embed → index.

It is one stream of events (`index.arrivals`), and every way to add articles reads that stream.

Pending versions in the catalogue are the queue, so one loop serves a first import, an update and a
crash. Every step can be repeated: passage ids don't change.
"""

import asyncio
import ctypes
import gc
import re
import sys
from collections import Counter
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Sequence,
)
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from index import aliases, language, repairing
from index.accepting import Accepted, Repaired
from index.aliases import Alias
from index.arrivals import Arrival, Done, Failed, Indexed, Refused, Report, reported
from index.catalogue import Catalogue
from index.clusters import Clusters
from index.errors import ArticleRefused, AssayError, DirectoryNotUsable, in_a_line
from index.lexical import Lexical
from index.model import Article, Passage, Received, Span
from index.reading import Item, Remark, Unreadable
from index.reading.declared import web_url
from index.sentences import is_prose
from index.transforming import Transform, document_id
from index.vectors import Vectors
from index.words import tokens

if TYPE_CHECKING:
    from llama_index.core.schema import TextNode

P = ParamSpec("P")
T = TypeVar("T")

_THREADS = ThreadPoolExecutor(16, "way-in")
_ACCEPT_AT_ONCE = 64  # articles that are repaired and accepted together
_INDEX_AT_ONCE = 16  # articles that are split, embedded and indexed together
_MUCH = 200_000  # characters that are indexed together, after which memory is given back
_CONTROL = re.compile(r"[\x01-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Stored:
    """An article in the indexes, with its passages' places and aliases; or why it isn't there."""

    article: Article
    spans: Sequence[Span] = ()
    aliases: Sequence[Alias] = ()
    problem: str | None = None

    @property
    def outcome(self) -> Indexed | Failed:
        """What became of it."""
        if self.problem is None:
            return Indexed(id=self.article.id)
        return Failed(
            id=self.article.id, uri=self.article.uri, problem=self.problem, hint="Add it again."
        )


def prepare(received: Received) -> Repaired | ArticleRefused:
    """An article repaired, or why it can't be accepted."""
    if received.url and not web_url(received.url):  # a reader may follow it
        return ArticleRefused(
            f"The url of {received.uri[:100]!a} leads to no page of the web.",
            "Give one that begins with http:// or https://, or leave it out.",
        )
    received = _printable(received)
    title = None if is_prose(received.title) else received.title  # a sentence is more than a title
    text, edits = repairing.repair(received.raw, title)
    if next(tokens(text), None) is None:
        return ArticleRefused(f"{received.uri} has no words.", "Check what the file holds.")
    return Repaired(
        received=received,
        text=text,
        edits=edits,
        language=received.language or language.of(text).code,
        repaired_by=repairing.VERSION,
    )


def _printable(received: Received) -> Received:
    """What stands around a text is repaired as the text is, and may not control a terminal."""
    title, outlet, author = (
        text and _CONTROL.sub(" ", repairing.repair_line(text))
        for text in (received.title, received.outlet, received.author)
    )
    return replace(received, title=title or "", outlet=outlet, author=author)


@dataclass(frozen=True, slots=True)
class Ingest:
    """The way in, and the way out of the indexes."""

    catalogue: Catalogue
    vectors: Vectors
    lexical: Lexical
    transform: Transform  # split, embed
    fingerprint: str
    clusters: Clusters
    prepare: Callable[[Received], Repaired | ArticleRefused] = prepare
    generation: int | None = None
    """That of these indexes, where another may come into use meanwhile."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    lease: float | None = None
    """Seconds for which versions are claimed at a time, where others index, too. All follow the
    ledger then (`index.following`), so that nobody writes a lexical index here."""

    async def events(self, items: Iterable[Item] = ()) -> AsyncGenerator[Arrival, None]:
        """Accept what was read, then index it and all else that waits; the last event is `Done`.

        A bad item fails alone. Whoever leaves early leaves nothing half done: what was accepted is
        indexed by the next one.
        """
        async with aclosing(self.accepting(items)) as accepting:
            async for event in accepting:
                yield event
        async with aclosing(self.indexing()) as indexing:
            async for outcome in indexing:
                yield outcome
        yield Done()

    async def add(self, items: Iterable[Item]) -> Report:
        """The report alone."""
        return await reported(self.events(items))

    async def accepting(
        self, items: Iterable[Item]
    ) -> AsyncGenerator[Remark | Refused | Accepted, None]:
        """The first half: what was read is repaired and kept, or refused."""
        place = 0
        async for batch in _batches(items):
            received = [item for item in batch if isinstance(item, Received)]
            results = iter(await self.accept_many(received))
            for item in batch:
                if isinstance(item, Remark):
                    yield item
                    continue
                yield _accepted_or_refused(item, results, place)
                place += 1

    async def accept(self, received: Received) -> Accepted:
        """Repair an article and keep it, to be indexed. Raises `ArticleRefused`."""
        [result] = await self.accept_many([received])
        if isinstance(result, ArticleRefused):
            raise result
        return result

    async def accept_many(self, received: Sequence[Received]) -> list[Accepted | ArticleRefused]:
        """The same for many, in order; one that is refused fails alone.

        What didn't change is told by its digest, before any work is done on it; not so what comes
        twice here, of which the last counts.
        """
        times = Counter(one.uri for one in received)
        same = await self.catalogue.unchanged(received, repairing.VERSION)
        known = [
            accepted if times[one.uri] == 1 else None
            for one, accepted in zip(received, same, strict=True)
        ]
        fresh = [one for one, accepted in zip(received, known, strict=True) if accepted is None]
        repaired = await _in_thread(lambda: [self.prepare(one) for one in fresh])
        kept = iter(
            await self.catalogue.accept_many([one for one in repaired if isinstance(one, Repaired)])
        )
        done = iter([one if isinstance(one, ArticleRefused) else next(kept) for one in repaired])
        return [accepted or next(done) for accepted in known]

    async def indexing(self) -> AsyncGenerator[Indexed | Failed, None]:
        """The second half: all that waits is indexed, and what must go is cleared out.

        Nobody else indexes until it is read to its end, or closed.
        """
        worked = 0  # characters
        async with self.turn:
            if await self.catalogue.generations.fingerprint() is None:
                await self.catalogue.generations.begin(self.fingerprint)
            while batch := await self._waiting():
                async with self._held(batch):
                    outcomes = await self._index(batch)
                for outcome in outcomes:
                    yield outcome
                worked += sum(len(article.text) for article in batch)
            await self._clear_out()
            await self.clusters.place_waiting()
            if worked > _MUCH:
                await _in_thread(_give_back_memory)

    async def _waiting(self) -> list[Article]:
        if self.lease is None:
            return await self.catalogue.queue.pending(_INDEX_AT_ONCE)
        return await self.catalogue.queue.claim(_INDEX_AT_ONCE, self.lease)

    @asynccontextmanager
    async def _held(self, batch: Sequence[Article]) -> AsyncIterator[None]:
        """Where others index, too: these stay ours as long as it takes, and go back if it fails."""
        if self.lease is None:
            yield
            return
        holding = asyncio.create_task(self._hold(batch, self.lease))
        try:
            yield
        except BaseException:
            with suppress(AssayError):  # then the claim ends by itself
                await self.catalogue.queue.hold(batch, None)
            raise
        finally:
            holding.cancel()
            await asyncio.gather(holding, return_exceptions=True)

    async def _hold(self, batch: Sequence[Article], lease: float) -> None:
        while True:
            await asyncio.sleep(lease / 3)
            with suppress(AssayError):  # the next time may do
                await self.catalogue.queue.hold(batch, lease)

    async def remove(self, id_: str) -> None:
        """Forget an article for good. Raises `ArticleUnknown`."""
        await self.catalogue.remove(id_)
        async with self.turn:
            await self._clear_out()

    async def store(
        self,
        batch: Sequence[Article],
        entering: Callable[[Sequence[str]], Awaitable[None]] | None = None,
    ) -> list[Stored]:
        """Put articles into the indexes; where that fails together, each alone.

        What becomes of that in the catalogue is left to the caller; `entering` hears of the
        passages before.
        """
        try:
            nodes = await _in_thread(self.transform, batch)
        except Exception as error:  # noqa: BLE001  whatever a model raises is this article's problem
            if len(batch) > 1:
                return [stored for one in batch for stored in await self.store([one], entering)]
            return [
                Stored(article, problem=f"It could not be embedded: {error}") for article in batch
            ]
        if entering:
            await entering([node.node_id for node in nodes])
        await _written(self._store, batch, nodes)
        mined = await _in_thread(
            lambda: [aliases.mine(f"{article.title}\n{article.text}") for article in batch]
        )
        return [
            Stored(article, _spans(article, nodes), pairs)
            for article, pairs in zip(batch, mined, strict=True)
        ]

    async def _index(self, batch: Sequence[Article]) -> list[Indexed | Failed]:
        """Index some articles, and note in the catalogue what became of each."""
        queue = self.catalogue.queue
        stored = await self.store(batch, queue.entering)
        for one in stored:
            if one.problem is None:
                made = (one.article, one.spans, one.aliases)
                await queue.indexed(*made, generation=self.generation, entered=True)
            else:
                await queue.failed(one.article, one.problem)
        return [one.outcome for one in stored]

    def _store(self, batch: Sequence[Article], nodes: "Sequence[TextNode]") -> None:
        ids = [node.node_id for node in nodes]
        self.vectors.upsert(ids, [node.get_embedding() for node in nodes])
        articles = {document_id(article): article for article in batch}
        if self.lease is not None:
            return
        passages = (_passage(articles[str(node.ref_doc_id)], node) for node in nodes)
        self.lexical.upsert(passages, {article.id: article.collections for article in batch})

    async def _clear_out(self) -> None:
        if leaving := await self.catalogue.queue.clearable():
            await _written(self.vectors.delete, leaving)
            if self.lease is None:
                await _written(self.lexical.delete, leaving)
            await self.catalogue.queue.left(leaving)
        if self.lease is None:
            await _written(self.lexical.tidy)


def _accepted_or_refused(
    item: Received | Unreadable, results: Iterator[Accepted | ArticleRefused], place: int
) -> Accepted | Refused:
    """What became of an item; the next of the results is of the next that was received."""
    if isinstance(item, Unreadable):
        return Refused(place=place, uri=item.uri, problem=item.sentence, hint=item.hint)
    result = next(results)
    if isinstance(result, Accepted):
        return result
    return Refused(place=place, uri=item.uri, problem=result.message, hint=result.hint)


async def _in_thread(work: Callable[P, T], *what: P.args, **more: P.kwargs) -> T:
    """What `work` returns, done in a thread that no search waits for."""
    call = partial(copy_context().run, work, *what, **more)
    return await asyncio.get_running_loop().run_in_executor(_THREADS, call)


async def _written(write: Callable[P, None], *what: P.args, **more: P.kwargs) -> None:
    """Change an index, off the event loop. Raises `DirectoryNotUsable`."""
    writing = asyncio.ensure_future(_in_thread(write, *what, **more))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait([writing])  # the index may be closed next
        raise
    except AssayError:
        raise
    except Exception as error:  # Chroma and tantivy raise whatever their parts raise
        raise DirectoryNotUsable(
            f"The indexes can't be written: {in_a_line(error)}.",
            "Make room if the disk is full. What was accepted is kept and indexed by the next run.",
        ) from error


async def _batches(
    items: Iterable[Item],
) -> AsyncIterator[list[Item]]:
    """A few at a time, so that none waits for a large import to be read whole.

    Reading takes files and addresses, so a thread does it.
    """
    rest = iter(items)
    while batch := await _in_thread(lambda: list(islice(rest, _ACCEPT_AT_ONCE))):
        yield batch


def _give_back_memory() -> None:
    """Embedding needs a few hundred MB for a while; glibc keeps them unless it is asked.

    It takes a third of a second, during which nothing else is done.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library has no such function
            ctypes.CDLL(None).malloc_trim(0)


def _passage(article: Article, node: "TextNode") -> Passage:
    """What the lexical index holds of a passage."""
    span = _span(node)
    return Passage(
        id=node.node_id,
        article_id=article.id,
        version=article.version,
        title=article.title,
        outlet=article.outlet,
        author=article.author,
        published=article.published,
        language=article.language,
        start=span.start,
        end=span.end,
        text=node.text,
    )


def _spans(article: Article, nodes: "Sequence[TextNode]") -> list[Span]:
    return [_span(node) for node in nodes if node.ref_doc_id == document_id(article)]


def _span(node: "TextNode") -> Span:
    if node.start_char_idx is None or node.end_char_idx is None:
        raise TypeError("the splitter made a passage without a place")
    return Span(start=node.start_char_idx, end=node.end_char_idx)
