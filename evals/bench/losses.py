"""What is lost and what is there twice after any of several programs was killed, many times.

Writers put, change and remove articles through the servers and repeat what was not acknowledged, as
any client would. Meanwhile programs are killed in turn, at random moments, some while they start.
In the end every server has to have caught up: articles are compared with what was acknowledged
last, every index with the catalogue, passage by passage and vector by vector, and answers with one
another.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

import httpx
import numpy as np

from evals.bench.fleet import Fleet
from evals.bench.rows import CouldNotMeasure
from evals.bench.sample import questions as sample_questions
from evals.servers import Program

if TYPE_CHECKING:
    from index.catalogue import Catalogue
    from index.model import Passage
    from service.service import Service

Kind = Literal["api", "indexer", "Chroma", "PostgreSQL"]
KINDS: tuple[Kind, ...] = ("api", "indexer", "Chroma", "PostgreSQL")

_WRITERS, _ARTICLES_EACH = 4, 10
_CHANGED = "kept-"  # how the ids of their articles begin
_REMOVED = 0.2  # share of the steps
_PAUSE = 0.05  # seconds between two steps of a writer
_BETWEEN = (0.2, 2.0)  # seconds between two kills
_STARTING = 0.25  # share of the kills that don't wait until a server is up again
_PATIENCE = 300.0  # seconds until all have caught up in the end
_QUESTIONS = 20
_TOGETHER = 200  # articles that are read together
_SAME = 0.999  # cosine above which two vectors are one text's
_PLACES = "Askel Borrin Carro Dunmar Ellisk Farro Galdan Hollin Irvel Jorran".split()


@dataclass(slots=True)
class Losses:
    """Kills by kind, and what differs from what must be there, in numbers."""

    kills: Counter[Kind] = field(default_factory=Counter)
    articles: int = 0  # that must be there, or be gone
    lost: int = 0  # articles that are not there as they were acknowledged last
    doubled: int = 0  # articles that are there twice, or were removed
    passages: int = 0  # looked at, in all indexes together
    missing: int = 0  # that an index lacks, or holds with another vector
    surplus: int = 0  # that an index holds and the catalogue doesn't
    asked: int = 0
    differing: list[str] = field(default_factory=list)  # questions, and in what the answers do


async def kill_and_compare(ours: Fleet, kills: int, seed: int = 0) -> Losses:
    """Kill so often while articles come and go; then compare. Raises `CouldNotMeasure`.

    `seed` decides when, and which kind is the first.
    """
    losses = Losses()
    written: dict[str, str | None] = {}
    done = asyncio.Event()
    async with httpx.AsyncClient(timeout=60.0, trust_env=False) as http:
        writers = [
            asyncio.create_task(_write(http, ours, number, written, done))
            for number in range(_WRITERS)
        ]
        try:
            await _kill(ours, kills, losses.kills, seed)
            await _until_all_answer(ours)  # or a writer may have no server left to repeat it to
            done.set()
            await asyncio.gather(*writers)
        finally:
            for writer in writers:
                writer.cancel()
        await _caught_up(ours)
        await _compare_articles(http, ours, written, losses)
        await _compare_answers(http, ours, losses)
    for member in ours.members:
        await asyncio.to_thread(member.program.stop)
    await _compare_indexes(ours, losses)
    return losses


# What happens


async def _kill(ours: Fleet, kills: int, counted: "Counter[Kind]", seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    for turn in range(seed, seed + kills):
        await asyncio.sleep(chance.uniform(*_BETWEEN))
        kind = KINDS[turn % len(KINDS)]
        program = chance.choice(_programs(ours, kind))
        if chance.random() > _STARTING:
            await asyncio.to_thread(program.until_it_answers, again=True)
        await asyncio.to_thread(program.kill)
        await asyncio.to_thread(program.start)
        counted[kind] += 1


def _programs(ours: Fleet, kind: Kind) -> list[Program]:
    match kind:
        case "Chroma":
            return [ours.vectors]
        case "PostgreSQL":
            return [ours.database]
        case _:
            return [member.program for member in ours.of(kind)]


async def _write(
    http: httpx.AsyncClient,
    ours: Fleet,
    number: int,
    written: dict[str, str | None],
    done: asyncio.Event,
) -> None:
    """Put, change and remove articles of its own, one step after the other is acknowledged."""
    chance = random.Random(number)  # noqa: S311  no secret
    urls = [member.url for member in ours.of("api")]
    ids = [f"{_CHANGED}{number}-{place}" for place in range(_ARTICLES_EACH)]
    for step in count():
        if done.is_set():
            return
        id_ = chance.choice(ids)
        text = None if chance.random() < _REMOVED else _text(id_, step, chance)
        for attempt in count():  # until it is acknowledged: who stops before knows nothing
            if await _said(http, urls[(step + attempt) % len(urls)], id_, text):
                break
            await asyncio.sleep(_PAUSE * 4)
        written[id_] = text
        await asyncio.sleep(_PAUSE)


def _text(id_: str, step: int, chance: random.Random) -> str:
    lines = [
        f"The kiln at {chance.choice(_PLACES)} fired {chance.randrange(100, 9_999)} tonnes of "
        f"oxide in {chance.randrange(1990, 2030)}, as note {step} of {id_} says."
        for _ in range(chance.randint(1, 12))
    ]
    return "\n\n".join(lines)


async def _said(http: httpx.AsyncClient, url: str, id_: str, text: str | None) -> bool:
    """Whether a server acknowledged this article, or that it is gone."""
    there = f"{url}/v1/articles/{id_}"
    try:
        if text is None:
            status = (await http.delete(there)).status_code
            return status in (httpx.codes.NO_CONTENT, httpx.codes.NOT_FOUND)
        return (await http.put(there, json={"title": f"Note {id_}", "text": text})).is_success
    except httpx.TransportError:
        return False


async def _until_all_answer(ours: Fleet) -> None:
    """Start again what ended since it began while another was away. Raises `ProgramFailed`."""
    for program in (ours.database, ours.vectors, *(one.program for one in ours.members)):
        await asyncio.to_thread(program.until_it_answers, again=True)


async def _caught_up(ours: Fleet) -> None:
    """Until nothing waits, and every server has taken over all. Raises `CouldNotMeasure`."""
    from index.catalogue import Catalogue

    patient_until = monotonic() + _PATIENCE
    async with Catalogue.open(ours.database_url) as catalogue:
        while True:
            waits = (await catalogue.counts())["pending"] + len(await catalogue.queue.leaving())
            last = await catalogue.ledger.last()
            behind = [one for one in ours.members if one.followed < last]
            if not waits and not behind:
                return
            if monotonic() > patient_until:
                names = ", ".join(one.program.name for one in behind)
                raise CouldNotMeasure(f"{waits} wait, behind are: {names}.", str(ours.folder))
            await asyncio.sleep(1)


# What is left


async def _compare_articles(
    http: httpx.AsyncClient, ours: Fleet, written: Mapping[str, str | None], losses: Losses
) -> None:
    """The articles as a server lists and shows them, and as they were acknowledged last."""
    [one, *_] = ours.of("api")
    listed: Counter[str] = Counter()
    cursor = None
    while True:
        query = {"limit": 500, **({"cursor": cursor} if cursor else {})}
        page = (await http.get(f"{one.url}/v1/articles", params=query)).raise_for_status().json()
        listed.update(article["id"] for article in page["articles"])
        cursor = page["next"]
        if cursor is None:
            break
    losses.articles = len(written)
    for id_, text in written.items():
        if text is None:
            losses.doubled += listed[id_] > 0
            continue
        losses.doubled += listed[id_] > 1
        shown = await http.get(f"{one.url}/v1/articles/{id_}")
        losses.lost += not (shown.is_success and shown.json()["raw"] == text)


async def _compare_answers(http: httpx.AsyncClient, ours: Fleet, losses: Losses) -> None:
    asked = [sample.question for sample in sample_questions()][:_QUESTIONS]
    asked += [f"How much oxide did the kiln at {place} fire in 2001?" for place in _PLACES]
    for question in asked:
        given = [await _answer(http, member.url, question) for member in ours.of("api")]
        if parts := {name for one in given for name in one.keys() | given[0].keys()
                     if one.get(name) != given[0].get(name)}:  # fmt: skip
            losses.differing.append(f"{question} ({', '.join(sorted(parts))})")
    losses.asked = len(asked)


async def _answer(http: httpx.AsyncClient, url: str, question: str) -> dict[str, Any]:
    """An answer without what belongs to the asking."""
    reply = await http.post(f"{url}/v1/answers", json={"question": question})
    told: dict[str, Any] = reply.raise_for_status().json()
    return {name: told[name] for name in told.keys() - {"id", "asked_at", "timings_ms"}}


async def _compare_indexes(ours: Fleet, losses: Losses) -> None:
    """Every server's lexical index, a new replica's that begins with nothing, and the vectors."""
    from service.wiring import build

    for folder in (*(member.data for member in ours.members), ours.folder / "new"):
        async with build(ours.settings(folder), "evals bench replicas", role="api") as service:
            passages = [one async for one in _passages(service.catalogue)]
            wanted = {passage.id for passage in passages}
            losses.doubled += len(passages) - len(wanted)
            _count(wanted, await asyncio.to_thread(service.ingest.lexical.ids), losses)
            if folder.name == "new":
                _count(wanted, await asyncio.to_thread(service.ingest.vectors.ids), losses)
                losses.missing += await _of_other_texts(service)


async def _passages(catalogue: "Catalogue") -> "AsyncIterator[Passage]":
    after = None
    while ids := await catalogue.found_ids(after, _TOGETHER):
        passages, _ = await catalogue.passages_of(ids)
        for passage in passages:
            yield passage
        after = ids[-1]


def _count(wanted: set[str], held: set[str], losses: Losses) -> None:
    losses.passages += len(wanted)
    losses.missing += len(wanted - held)
    losses.surplus += len(held - wanted)


async def _of_other_texts(service: "Service") -> int:
    """How many passages of the articles that changed have a vector of another text."""
    ingest, after, others = service.ingest, None, 0
    while batch := await ingest.catalogue.found(after, _TOGETHER):
        after = batch[-1].id
        changed = [article for article in batch if article.id.startswith(_CHANGED)]
        nodes = await asyncio.to_thread(ingest.transform, changed) if changed else []
        stored = await asyncio.to_thread(ingest.vectors.get, [node.node_id for node in nodes])
        others += sum(
            np.dot(stored[node.node_id], node.get_embedding()) < _SAME
            for node in nodes
            if node.node_id in stored
        )
    return int(others)
