"""Articles that come in over HTTP: accepted one by one, then followed until they are indexed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from index import repairing
from index.errors import ArticleRefused, AssayError
from index.model import Received, State
from index.reading import Items, Remark, Unreadable, begin_data, read
from index.reading.fields import from_fields, uri_of
from service.api.events import Named
from service.api.farewell import Farewell
from service.api.indexing import Indexer
from service.errors import BadInput, NameTaken
from service.intake import Intake, Refused, Taken
from service.service import Service

if TYPE_CHECKING:
    from index.fetching import Fetched

Fetch = Callable[[str], "Fetched"]
IfExists = Literal["replace", "keep", "refuse"]

MAX_ARTICLES = 10_000  # in one batch


async def take(service: Service, body: object) -> Intake:
    """Accept one article, or a batch of them, in which a bad one fails alone.

    Raises `BadInput`, and for one article `ArticleRefused`.
    """
    if not (isinstance(body, Mapping) and "articles" in body):
        return Intake(articles=(await take_one(service, body),))
    taken: list[Taken] = []
    failed: list[Refused] = []
    for place, fields in enumerate(_batch(body)):
        try:
            taken.append(await _accept(service, fields))
        except AssayError as error:
            failed.append(Refused(place=place, problem=error.message, hint=error.hint))
    return Intake(articles=await _as_it_is(service, taken), failed=tuple(failed))


async def take_one(service: Service, fields: object) -> Taken:
    """Accept one article. Raises `ArticleRefused`."""
    [taken] = await _as_it_is(service, [await _accept(service, fields)])
    return taken


async def take_file(
    service: Service,
    name: str,
    data: bytes,
    if_exists: IfExists = "replace",
    into: tuple[str, ...] = (),
) -> Intake:
    """Accept the articles in a file `into` collections; one that is bad fails alone.

    Whoever sees some collections only is not in the way of others who have a file of this name.
    Raises `NameTaken` where a file of this name is here, says something else, and is to stay.
    """
    known = await service.catalogue.uris_of_file(PurePosixPath(name).name)
    own = not known and service.receipts.within is not None
    uri = known[0] if known else None
    items: Items = await asyncio.wrap_future(begin_data(name, data, uri, apart=own))
    if known and if_exists != "replace" and await _is_news(service, items):
        if if_exists == "refuse":
            raise NameTaken(
                f"{name} is here already, and says something else.",
                "Send it with if_exists=replace as its next version, or keep both: if_exists=keep.",
            )
        items = await asyncio.wrap_future(begin_data(name, data, apart=True))
    return await _take_items(service, items, into)


async def take_address(
    service: Service, url: str, into: tuple[str, ...] = (), fetch: Fetch | None = None
) -> Intake:
    """Accept the articles at an address `into` collections; one that is bad fails alone.

    `fetch` brings what stands there; without it `index.fetching.fetch` does, which no address leads
    into the network that this server runs in.
    """
    items = await asyncio.to_thread(lambda: list(read([url], fetch)))
    return await _take_items(service, items, into)


async def _take_items(service: Service, items: Items, into: tuple[str, ...]) -> Intake:
    taken: list[Taken] = []
    failed: list[Refused] = []
    for place, item in enumerate(item for item in items if not isinstance(item, Remark)):
        if isinstance(item, Unreadable):
            failed.append(Refused(place=place, problem=_sentence(item.problem), hint=item.hint))
            continue
        try:
            taken.append(await _keep(service, replace(item, collections=into or item.collections)))
        except AssayError as error:
            failed.append(Refused(place=place, problem=error.message, hint=error.hint))
    return Intake(
        articles=await _as_it_is(service, taken),
        failed=tuple(failed),
        remarks=tuple(f"{item.uri}: {item.text}." for item in items if isinstance(item, Remark)),
    )


async def _is_news(service: Service, items: Items) -> bool:
    """Whether any article of a file is not here as it is."""
    received = [item for item in items if isinstance(item, Received)]
    known = await service.catalogue.unchanged(received, repairing.VERSION)
    return not all(known)


async def follow(
    service: Service, indexer: Indexer, farewell: Farewell, intake: Intake
) -> AsyncGenerator[Named, None]:
    """What became of the articles, as events; the last is `done` with all of it.

    When the service stops, articles may still be pending by then.
    """
    for taken in intake.articles:
        yield "accepted", taken
        if taken.state != "pending" and taken.outcome != "unchanged":
            yield taken.state, taken  # an indexer at work was quicker than we
    for refused in intake.failed:
        yield "failed", refused
    waiting = {taken.id: taken for taken in intake.articles if taken.state == "pending"}
    with indexer.listening() as news, farewell.heard_by(lambda: news.put_nowait(None)):
        indexer.wake()
        while waiting and not farewell.said:
            uri = await news.get()
            told = [one for one in waiting.values() if uri in (None, one.uri)]
            for taken in await _as_it_is(service, told):
                if taken.state != "pending":
                    del waiting[taken.id]
                    yield taken.state, taken
    yield "done", replace(intake, articles=await _as_it_is(service, intake.articles))


def _batch(body: Mapping[str, Any]) -> Sequence[object]:
    articles = body["articles"]
    if set(body) != {"articles"}:
        raise BadInput(
            'A batch holds nothing beside "articles".',
            'Send {"articles": […]}, or the fields of one article.',
        )
    if not isinstance(articles, list) or not articles:
        raise BadInput('"articles" is no list of articles.', 'Send {"articles": [{…}, …]}.')
    if len(articles) > MAX_ARTICLES:
        raise BadInput(
            f"The batch has {len(articles):,} articles, at most {MAX_ARTICLES:,} are taken.",
            "Send several batches.",
        )
    return articles


async def _accept(service: Service, fields: object) -> Taken:
    try:
        received = from_fields(fields, _uri_of(fields))
    except ArticleRefused as error:
        raise ArticleRefused(_sentence(error.message), error.hint) from error
    return await _keep(service, received)


async def _keep(service: Service, received: Received) -> Taken:
    accepted = await service.ingest.accept(received)
    return Taken(
        id=accepted.id,
        uri=received.uri,
        version=accepted.version,
        outcome=accepted.outcome,
        state="pending",
        copy_of=accepted.copy_of,
    )


async def _as_it_is(service: Service, taken: Collection[Taken]) -> tuple[Taken, ...]:
    """The same articles in the state they are in now; a newer version speaks for an older one."""
    states = await service.catalogue.states({one.id for one in taken})
    removed: tuple[State, str] = ("failed", "It was removed before it was indexed.")
    told = ((one, *states.get(one.id, removed)) for one in taken)
    return tuple(replace(one, state=state, problem=problem) for one, state, problem in told)


def _uri_of(fields: object) -> str:
    """A uri for an article that has none."""
    text = fields.get("text") if isinstance(fields, Mapping) else None
    return uri_of(text if isinstance(text, str) else "")


def _sentence(problem: str) -> str:
    """`has no text`, said of a file that was named before, as a sentence of its own."""
    verbs = "is", "has", "holds", "takes", "can't", "leads", "took", "answered", "hides", "declares"
    whole = f"it {problem}" if problem.split(" ", maxsplit=1)[0] in verbs else problem
    return f"{whole[0].upper()}{whole[1:]}."
