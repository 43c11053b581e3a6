"""`bench replicas`: several servers over one PostgreSQL and one Chroma, killed and asked.

How many questions one and two servers answer, how far replicas are behind an indexer that takes
articles in, and what is left after any of them was killed at any moment, many times: what is lost,
what is there twice, whether replicas answer alike. All stand on this machine, and share its cores.
Kills are dealt out to rounds, each with servers of its own, so that what one loses can't be made
good by a later one. What is measured is kept part by part where a folder is named.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

import httpx

from evals.articles import CORPUS
from evals.bench.fleet import Fleet, Member, fleet
from evals.bench.invented import invented, received
from evals.bench.losses import KINDS, Losses, kill_and_compare
from evals.bench.rows import CouldNotMeasure, Row, kept, percentile
from evals.bench.sample import questions as sample_questions
from evals.servers import Program
from index.model import Received
from service.client import connect

if TYPE_CHECKING:
    from index.catalogue import Catalogue

_ARTICLES, _QUESTIONS, _KILLS = 1_000, 200, 52
_ROUND = 26  # kills over the same servers
_AT_ONCE = 8  # questions under way for each server
_LOOK = 0.05  # seconds between two looks at how far each is
_PATIENCE = 1_800.0
_PASSAGES = 5  # of an invented article, of which the first is taken


def replicas(
    limit: int = _ARTICLES,
    questions: int = _QUESTIONS,
    kills: int = _KILLS,
    results: Path | None = None,
) -> list[Row]:
    """Take in so many articles, ask so many questions, kill so often.

    Each part that is done stands in the folder `results` and isn't measured again. Raises
    `CouldNotMeasure`.
    """
    parts: dict[str, _Part] = {
        f"questions-{questions}": partial(_questions, count=questions),
        f"articles-{limit}": partial(_articles, count=limit),
    }
    rounds: dict[str, _Part] = {
        f"kills-{first}-to-{first + count}": partial(_kills, count=count, seed=first)
        for first in range(0, kills, _ROUND)
        for count in [min(_ROUND, kills - first)]
    }
    done = {
        name: kept(
            results / f"replicas-{name}.json" if results else None, "replicas", partial(_of, part)
        )
        for name, part in (rounds | parts).items()
    }
    return [
        *(row for name in parts for row in done[name]),
        *added_up([done[name] for name in rounds]),
    ]


def added_up(rounds: Sequence[Sequence[Row]]) -> list[Row]:
    """The same rows of several rounds as one: values are counts."""
    return [
        replace(same[0], value=sum(row.value for row in same), n=sum(row.n for row in same))
        for same in zip(*rounds, strict=True)
    ]


_Part = Callable[[Fleet], Coroutine[None, None, list[Row]]]


def _of(part: _Part) -> list[Row]:
    """What a part measures with servers of its own."""
    with TemporaryDirectory(prefix="assay-bench-") as name, fleet(Path(name)) as ours:
        return asyncio.run(part(ours))


async def _questions(ours: Fleet, count: int) -> list[Row]:
    one, indexer = ours.add("api"), ours.add("indexer")
    await _ready([one, indexer])
    await _take_in_samples(one)
    rows = await _asked(ours, [one], count)
    two = ours.add("api")
    await _ready([two])
    return [*rows, *await _asked(ours, [one, two], count)]


async def _articles(ours: Fleet, count: int) -> list[Row]:
    servers = [ours.add("api"), ours.add("api")]
    await _ready([*servers, ours.add("indexer")])
    return await _lag(ours, servers, count)


async def _kills(ours: Fleet, count: int, seed: int) -> list[Row]:
    for role in ("api", "api", "indexer", "indexer"):
        ours.add(role)
    await _ready(ours.members)
    await _take_in_samples(ours.members[0])
    return as_rows(await kill_and_compare(ours, count, seed))


def as_rows(found: Losses) -> list[Row]:
    """Kills by kind, and what they did."""
    kills = sum(found.kills.values())
    return [
        *(_row(f"kills of {kind}", found.kills[kind], "", kills) for kind in KINDS),
        _row("articles lost", found.lost, "", found.articles),
        _row("articles doubled", found.doubled, "", found.articles),
        _row("passages missing in an index", found.missing, "", found.passages),
        _row("passages too many in an index", found.surplus, "", found.passages),
        _row("answers that differ between replicas", len(found.differing), "", found.asked),
    ]


def lags(ledger: Sequence[tuple[float, int]], replica: Sequence[tuple[float, int]]) -> list[float]:
    """For each number that the ledger came to, the seconds until a replica had come to it.

    Both are what was seen, as (time, number), in order.
    """
    found, place = [], 0
    for came, number in ledger:
        while place < len(replica) and replica[place][1] < number:
            place += 1
        if place == len(replica):
            break
        found.append(max(replica[place][0] - came, 0.0))
    return found


async def _ready(members: Sequence[Member]) -> None:
    for member in members:
        await asyncio.to_thread(member.program.until_it_answers)


async def _take_in_samples(one: Member) -> None:
    from index.reading import read

    async with connect(one.url) as client:
        report = await client.add(read([CORPUS]))
    if report.failed:
        raise CouldNotMeasure("Sample articles failed.", str(report.failed[0]))


async def _asked(ours: Fleet, servers: Sequence[Member], count: int) -> list[Row]:
    """Questions a second, and what a question takes of each program."""
    texts = [sample.question for sample in sample_questions()]
    async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as http:
        await _ask_all(http, servers, texts)  # what is loaded once is loaded now
        programs = {"the api": [one.program for one in servers],
                    "PostgreSQL": [ours.database], "Chroma": [ours.vectors]}  # fmt: skip
        before = {name: _cpu(some) for name, some in programs.items()}
        begun = perf_counter()
        await _ask_all(http, servers, [texts[place % len(texts)] for place in range(count)])
        seconds = perf_counter() - begun
    lead = f"{len(servers)} api"
    return [
        _row(f"{lead}: questions/s", count / seconds, "1/s", count),
        *(
            _row(f"{lead}: CPU ms a question of {name}",
                 1000 * _spent(before[name], _cpu(some)) / count, "ms", count)
            for name, some in programs.items()
        ),
    ]  # fmt: skip


async def _ask_all(http: httpx.AsyncClient, servers: Sequence[Member], texts: list[str]) -> None:
    """As many at once as the servers have places for here; each asks the next one's server."""
    waiting = iter(texts)

    async def ask(url: str) -> None:
        for text in waiting:
            reply = await http.post(f"{url}/v1/answers", json={"question": text})
            if not reply.is_success:
                raise CouldNotMeasure(f"{url} did not answer “{text}”.", reply.text[:500])

    await asyncio.gather(*(ask(one.url) for one in servers for _ in range(_AT_ONCE)))


async def _lag(ours: Fleet, servers: Sequence[Member], count: int) -> list[Row]:
    """How far servers are behind what an indexer does, while so many articles come in."""
    from index.catalogue import Catalogue

    async with Catalogue.open(ours.database_url) as catalogue:
        begun = perf_counter()
        seen: dict[Member | None, list[tuple[float, int]]] = {one: [] for one in (None, *servers)}
        sending = asyncio.create_task(_send(servers[0], count))
        while not sending.done() or await _behind(catalogue, servers):
            now = perf_counter()
            if now - begun > _PATIENCE:
                raise CouldNotMeasure("The articles were not indexed in time.", "Take fewer.")
            _note(seen[None], now, await catalogue.ledger.last())
            for one in servers:
                _note(seen[one], perf_counter(), one.followed)
            await asyncio.sleep(_LOOK)
        await sending
        for one in servers:
            _note(seen[one], perf_counter(), one.followed)
    seconds = seen[None][-1][0] - begun
    each = [lag for one in servers for lag in lags(seen[None][1:], seen[one])]
    last = max(lags(seen[None][-1:], seen[one])[0] for one in servers)
    return [
        _row("indexed articles/s", count / seconds, "1/s", count),
        _row("lag p50 s", percentile(each, 50), "s", len(each)),
        _row("lag p95 s", percentile(each, 95), "s", len(each)),
        _row(f"lag after {count:,} articles s", last, "s", len(servers)),
    ]


async def _behind(catalogue: "Catalogue", servers: Sequence[Member]) -> bool:
    if (await catalogue.counts())["pending"]:
        return True
    last = await catalogue.ledger.last()
    return any(one.followed < last for one in servers)


async def _send(server: Member, count: int) -> None:
    """Invented articles of a passage each: accepted, and not waited for."""
    async with httpx.AsyncClient(base_url=server.url, timeout=_PATIENCE, trust_env=False) as http:
        articles = _short(count)
        while some := list(islice(articles, 100)):
            body = {"articles": [{"id": one.id, "uri": one.uri, "title": one.title, "text": one.raw}
                                 for one in some]}  # fmt: skip
            reply = await http.post("/v1/articles", json=body)
            if not reply.is_success or reply.json()["failed"]:
                raise CouldNotMeasure("Articles were not taken.", reply.text[:500])


def _short(count: int) -> Iterator[Received]:
    for article, passages in invented(count * _PASSAGES):
        yield replace(received(article), raw=passages[0].text)


def _note(seen: list[tuple[float, int]], now: float, number: int) -> None:
    if not seen or number > seen[-1][1]:
        seen.append((now, number))


def _cpu(programs: Sequence[Program]) -> dict[int, float]:
    return {pid: spent for one in programs for pid, spent in one.cpu_seconds().items()}


def _spent(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    """Seconds of CPU between; what ended meanwhile, as servers' helpers do, is left out."""
    return sum(spent - before.get(pid, 0.0) for pid, spent in after.items())


def _row(name: str, value: float, unit: str, n: int) -> Row:
    return Row(name=name, value=round(value, 3), low=None, high=None, unit=unit, n=n)
