"""Articles that come to a server: accepted at once, indexed beside, and told of until they are."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from index import arrivals, repairing
from index.accepting import Accepted
from index.errors import ArticleRefused, ArticleUnknown
from index.model import Received, State
from index.reading import Item, Items, Remark, begin_data, read
from index.reading.fields import item_of, uri_of
from service.errors import BadInput, NameTaken
from service.indexing import Indexer
from service.intake import Intake, Refused, Taken
from service.service import Service
from service.stopping import Stopping

if TYPE_CHECKING:
    from index.fetching import Fetched

Fetch = Callable[[str], "Fetched"]
IfExists = Literal["replace", "keep", "refuse"]
Told = (
    tuple[Literal["accepted"] | State, Taken]
    | tuple[Literal["failed"], Refused]
    | tuple[Literal["done"], Intake]
)

MAX_ARTICLES = 10_000  # in one batch


async def receive(service: Service, body: object) -> Intake:
    """Accept one article, or a batch of them, in which a bad one fails alone.

    Raises `BadInput`, and for one article `ArticleRefused`.
    """
    if not (isinstance(body, Mapping) and "articles" in body):
        return Intake(articles=(await receive_one(service, body),))
    return await _intake(service, map(_item, _batch(body)))


async def receive_one(service: Service, fields: object) -> Taken:
    """Accept one article. Raises `ArticleRefused`."""
    intake = await _intake(service, [_item(fields)])
    for refused in intake.failed:
        raise ArticleRefused(refused.problem, refused.hint)
    [taken] = intake.articles
    return taken


async def receive_under(service: Service, id_: str, fields: object) -> Taken:
    """Accept one article under this id, with the uri that it has already.

    Raises `ArticleRefused`.
    """
    if not isinstance(fields, Mapping):
        return await receive_one(service, fields)
    if fields.get("id") not in (None, "", id_):
        raise ArticleRefused("Its id is not the one in the path.", "Leave the id out.")
    given = {**fields, "id": id_}
    if given.get("uri") in (None, ""):
        with suppress(ArticleUnknown):
            given["uri"] = (await service.catalogue.article(id_)).uri
    return await receive_one(service, given)


async def receive_file(
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
    return await _intake(service, items, into)


async def receive_address(
    service: Service, url: str, into: tuple[str, ...] = (), fetch: Fetch | None = None
) -> Intake:
    """Accept the articles at an address `into` collections; one that is bad fails alone.

    `fetch` brings what stands there; without it `index.fetching.fetch` does, which no address leads
    into the network that this server runs in.
    """
    return await _intake(service, read([url], fetch), into)


async def _intake(service: Service, items: Iterable[Item], into: tuple[str, ...] = ()) -> Intake:
    """What became of what was read, accepted `into` collections: the first half of its events."""
    taken: list[Taken] = []
    failed: list[Refused] = []
    remarks: list[str] = []
    put = (
        replace(one, collections=into) if into and isinstance(one, Received) else one
        for one in items
    )
    async with aclosing(service.ingest.accepting(put)) as events:
        async for event in events:
            match event:
                case Accepted():
                    taken.append(_taken(event))
                case arrivals.Refused():
                    failed.append(
                        Refused(place=event.place, problem=event.problem, hint=event.hint)
                    )
                case Remark():
                    remarks.append(f"{event.uri}: {event.text}.")
    return Intake(
        articles=await _as_it_is(service, taken), failed=tuple(failed), remarks=tuple(remarks)
    )


async def _is_news(service: Service, items: Items) -> bool:
    """Whether any article of a file is not here as it is."""
    received = [item for item in items if isinstance(item, Received)]
    known = await service.catalogue.unchanged(received, repairing.VERSION)
    return not all(known)


async def follow(
    service: Service, indexer: Indexer, stopping: Stopping, intake: Intake
) -> AsyncGenerator[Told, None]:
    """What becomes of the articles, as events with their names; the last is `done` with all of it.

    When the service stops, articles may still be pending by then.
    """
    for taken in intake.articles:
        yield "accepted", taken
        if taken.state != "pending" and taken.outcome != "unchanged":
            yield taken.state, taken  # an indexer at work was quicker than we
    for refused in intake.failed:
        yield "failed", refused
    waiting = {taken.id: taken for taken in intake.articles if taken.state == "pending"}
    with (
        indexer.listening() as news,
        stopping.calling(lambda: news.put_nowait(arrivals.Done())),
    ):
        indexer.wake()
        while waiting and not stopping.begun:
            event = await news.get()
            about = None if isinstance(event, arrivals.Done) else event.id
            told = [taken for id_, taken in waiting.items() if about in (None, id_)]
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


def _item(fields: object) -> Item:
    """The article that these fields describe, with a uri for one that has none."""
    text = fields.get("text") if isinstance(fields, Mapping) else None
    return item_of(fields, uri_of(text if isinstance(text, str) else ""))


def _taken(accepted: Accepted) -> Taken:
    return Taken(
        id=accepted.id,
        uri=accepted.uri,
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
