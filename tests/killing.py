"""Kill a process that takes articles in, again and again, and look at what it left behind.

    python -m tests.killing FOLDER SEED KILLS

Stories of additions, changes, removals and rebuilds are told by child processes, each of which dies
by SIGKILL: most at a fault point (before or after a call that changes what is kept), the others at
a random moment. The next child carries on with the first chapter that was not acknowledged. Prints
as JSON how often which end was met; ends with status 1 where a promise was broken.
"""

import asyncio
import gc
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from index.arrivals import reported
from index.catalogue import Catalogue
from index.errors import ArticleUnknown
from index.model import Filters, Received
from index.search import HybridSearch
from service import maintenance, wiring
from service.service import Service
from service.settings import Settings
from tests.fakes import WordEmbedding

WORDS = (
    "kiln ore oxide Kessandra output rose fell tonnes 4,100 licence plant inspector price".split()
)
QUERIES = ("kiln ore", "Kessandra output 4,100 tonnes", "licence price inspector")

# Each kind of call, and within how many of them a life may end.
CALLS = {
    "statement": 100, "commit": 30, "embedding": 20, "file removal": 8,
    "vectors.upsert": 5, "vectors.delete": 3, "lexical.upsert": 5, "lexical.delete": 3,
}  # fmt: skip
POINTS = [f"{when} {call}" for call in CALLS for when in ("before", "after")]
MOMENT = "random moment"
ENDS = [*POINTS, MOMENT]

_HEAVY = (  # loaded once, before the forks: a life takes a tenth of a second then, not a whole one
    "aiosqlite", "alembic.autogenerate", "alembic.command", "chromadb.api.rust",
    "chromadb.telemetry.product.posthog", "datasketch", "index.clusters", "index.ingest",
    "index.lexical", "index.splitting", "index.vectors", "service.checking", "service.rewriting",
    "service.writing", "sqlalchemy.dialects.sqlite.aiosqlite", "tantivy",
)  # fmt: skip
_LENGTH = 40  # chapters
_FIRST = 15  # calls within which lives end until a chapter is done: the catalogue is being made
_BROKEN = 1

Found = dict[str, list[Any]]  # texts with their places: their score, and the lists that hold them


class PromiseBroken(Exception):
    """A life ended otherwise than by being killed."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that a user does: add these articles, remove one, or make the indexes anew."""

    add: tuple[Received, ...] = ()
    remove: str | None = None
    rebuild: bool = False


def story(seed: int, length: int = _LENGTH) -> list[Chapter]:
    """Additions, changes, removals and rebuilds with ten articles."""
    chance = random.Random(seed)
    return [_chapter(chance) for _ in range(length)]


def _chapter(chance: random.Random) -> Chapter:
    ids = [f"a{chance.randrange(10)}" for _ in range(chance.randint(1, 4))]
    if (kind := chance.random()) < 0.12:
        return Chapter(rebuild=True)
    if kind < 0.3:
        return Chapter(remove=ids[0])
    return Chapter(add=tuple(_article(id_, chance) for id_ in dict.fromkeys(ids)))


def _article(id_: str, chance: random.Random) -> Received:
    lines = [
        " ".join(chance.choices(WORDS, k=chance.randint(5, 14))).capitalize() + "."
        for _ in range(chance.randint(3, 20))
    ]
    return Received(uri=f"test:{id_}", id=id_, title=f"About {id_}", raw="\n\n".join(lines))


def expected(told: list[Chapter]) -> dict[str, str]:
    """The articles that must be there after these chapters, as ids and texts."""
    there: dict[str, str] = {}
    for chapter in told:
        there |= {article.id: article.raw for article in chapter.add if article.id}
        there.pop(chapter.remove or "", None)
    return there


# One life


async def live(data: Path, told: list[Chapter], log: Path) -> None:
    """Recover, check, and tell the story from where it was acknowledged to its end."""
    done = await _recover(data, told, log)
    while done < len(told):
        if told[done].rebuild:
            rebuilt = await maintenance.rebuild(
                _settings(data), "killing", load_embedding=_embedding
            )
            assert not rebuilt.failed, rebuilt.failed
            _acknowledge(log, _acknowledged(log)[-1] if done else [])  # it must change no search
            done += 1
        async with _open(data) as service:
            while done < len(told) and not told[done].rebuild:
                await _do(service, told[done])
                _acknowledge(log, await _search(service.search))
                done += 1
            await _check(service, told[:done], None)


async def _recover(data: Path, told: list[Chapter], log: Path) -> int:
    """Start after a death; how many chapters are done."""
    acknowledged = _acknowledged(log)
    done = len(acknowledged)
    begun = told[done] if done < len(told) else None
    async with _open(data) as service:
        if begun and begun.rebuild and acknowledged:
            again = await _search(service.search)
            assert_same(again, acknowledged[-1], "a rebuild that was cut off changed searches")
        await reported(service.ingest.indexing())
        await _check(service, told[:done], begun)
    return done


async def _do(service: Service, chapter: Chapter) -> None:
    if chapter.remove:
        with suppress(ArticleUnknown):  # it was never there, or went before we were killed
            await service.ingest.remove(chapter.remove)
        return
    report = await service.ingest.add(chapter.add)
    assert not report.failed, report.failed


async def _check(service: Service, told: list[Chapter], begun: Chapter | None) -> None:
    """What was acknowledged is there, once, and every index agrees with the catalogue.

    The chapter that was begun when the process died may have been done, in part or whole.
    """
    before = expected(told)
    new = expected([begun]) if begun else {}
    there = await _articles(service.catalogue)
    missing = before.keys() - there.keys() - {begun.remove if begun else None}
    assert not missing, f"accepted articles are lost: {missing}"
    for id_, raw in there.items():
        assert raw in {before.get(id_), new.get(id_)}, f"{id_} is not what was accepted last"
    counts = await service.catalogue.counts()
    assert counts["pending"] == counts["failed"] == 0, counts
    ids = set(await service.catalogue.passage_ids(Filters()))
    assert len(ids) == counts["passages"], "a passage is there twice"
    assert {id_.split(":")[0] for id_ in ids} == there.keys(), "an article has no passages"
    assert service.ingest.vectors.ids() == ids, "the vectors differ from the catalogue"
    assert service.ingest.lexical.ids() == ids, "the lexical index differs from the catalogue"


async def _articles(catalogue: Catalogue) -> dict[str, str]:
    page, _ = await catalogue.page(None, 1000)
    return {one.id: (await catalogue.article(one.id)).raw for one in page}


async def results(data: Path) -> list[Found]:
    """What searches find in a data directory."""
    async with _open(data) as service:
        return await _search(service.search)


async def _search(search: HybridSearch) -> list[Found]:
    return [await _find(search, query) for query in QUERIES]


async def _find(search: HybridSearch, query: str) -> Found:
    """Versions may differ with what a collection went through; what is found, and how, may not."""
    return {
        f"{hit.article_id}:{hit.start} {hit.text}": [round(hit.score, 3), sorted(hit.ranks)]
        for hit in await search(query, Filters(), 1000)
    }


def assert_same(found: list[Found], wanted: list[Found], problem: str) -> None:
    """Raises `AssertionError` with what differs."""
    for query, some, others in zip(QUERIES, found, wanted, strict=True):
        places = some.keys() | others.keys()
        differ = {at: (some.get(at), others.get(at)) for at in places}
        differ = {at: pair for at, pair in differ.items() if pair[0] != pair[1]}
        assert not differ, f"{problem}: {query}: {differ}"


def _open(data: Path) -> Any:
    return wiring.build(_settings(data), "killing", load_embedding=_embedding)


def _settings(data: Path) -> Settings:
    return Settings.model_construct(data=data)


def _embedding(_: Settings) -> WordEmbedding:
    return WordEmbedding()


def _acknowledge(log: Path, found: list[Found]) -> None:
    with log.open("ab") as file:
        file.write(json.dumps(found).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _acknowledged(log: Path) -> list[list[Found]]:
    """What searches found after each chapter that was done."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [json.loads(line) for line in lines]


# Its end


def die_at(end: str, times: int) -> None:
    """From now on this process dies when it comes to `end` for the `times`th time."""
    left = times

    def reached(point: str) -> None:
        nonlocal left
        left -= point == end
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    from index.lexical import Lexical
    from index.vectors import Vectors

    _watch(DefaultDialect, "do_execute", "statement", reached)
    _watch(DefaultDialect, "do_executemany", "statement", reached)
    _watch(DefaultDialect, "do_commit", "commit", reached)
    _watch(WordEmbedding, "_get_text_embedding", "embedding", reached)
    _watch(os, "unlink", "file removal", reached)
    for name in ("upsert", "delete"):
        _watch(Vectors, name, f"vectors.{name}", reached)
        _watch(Lexical, name, f"lexical.{name}", reached)


def _watch(owner: Any, name: str, kind: str, reached: Callable[[str], None]) -> None:
    call = getattr(owner, name)

    def watched(*args: Any, **more: Any) -> Any:
        reached(f"before {kind}")
        result = call(*args, **more)
        reached(f"after {kind}")
        return result

    setattr(owner, name, watched)


def child(
    work: Callable[[], Coroutine[Any, Any, None]],
    end: tuple[str, int] | None = None,
    seconds: float | None = None,
) -> int:
    """Run `work` in a process of its own; its exit status, or minus the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            if end:
                die_at(*end)
            asyncio.run(work())
        except BaseException:  # noqa: BLE001  the parent must hear of anything
            sys.stderr.write(traceback.format_exc())
            sys.stderr.flush()
            os._exit(_BROKEN)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        with suppress(ProcessLookupError):  # it was done before
            os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


# Many of them


def tell(folder: Path, seed: int, ends: Iterator[str], kills: int) -> Counter[str]:
    """Tell one story to its end, with at most so many deaths on the way; which they were."""
    chance = random.Random(seed)
    told, met = story(seed), Counter[str]()
    life = partial(live, folder / "data", told, folder / "log")
    status = -signal.SIGKILL
    while status and met.total() < kills:
        end = next(ends)
        if end == MOMENT:
            status = child(life, seconds=chance.uniform(0.01, 0.5))
        else:
            most = CALLS[end.split(" ", 1)[1]] if (folder / "log").exists() else _FIRST
            status = child(life, (end, chance.randint(1, most)))
        if status == -signal.SIGKILL:
            met[end] += 1
        elif status:
            raise PromiseBroken(f"story {seed}, after {met.total()} kills, on the way to {end}")
    if status and child(life):
        raise PromiseBroken(f"story {seed}, after its last kill")
    if child(partial(_compare, folder, told)):
        raise PromiseBroken(f"story {seed}, in the end")
    return met


async def _compare(folder: Path, told: list[Chapter]) -> None:
    """What went through all this is found as if it had been added now, in an empty directory."""
    left = expected(told)
    newest = {one.id: one for chapter in told for one in chapter.add if one.id in left}
    async with _open(folder / "clean") as service:
        await _do(service, Chapter(add=tuple(newest.values())))
        clean = await _search(service.search)
    assert_same(await results(folder / "data"), clean, "searches differ from a clean build")


def teller(folder: Path, seed: int, kills: int) -> tuple[Counter[str], int]:
    """Tell stories until so many lives have ended; which ends they met, and how many stories."""
    gc.freeze()  # or every child copies the page of each object that its collector looks at
    ends = ENDS + [MOMENT] * (len(POINTS) // 3)
    random.Random(seed).shuffle(ends)
    met, stories, turns = Counter[str](), 0, cycle(ends)
    while met.total() < kills:
        place = folder / str(seed + stories)
        place.mkdir(parents=True)
        met += tell(place, seed + stories, turns, kills - met.total())
        stories += 1
    return met, stories


def main(folder: Path, seed: int, kills: int) -> None:
    for name in _HEAVY:
        import_module(name)
    at_once = 2  # half of their time is waiting for the disk
    share = -(-kills // at_once)
    with ProcessPoolExecutor(at_once, get_context("fork")) as pool:
        seeds = [seed + 1000 * n for n in range(at_once)]
        told = list(pool.map(teller, [folder] * at_once, seeds, [share] * at_once))
    met = sum((ends for ends, _ in told), Counter[str]())
    counts = {"kills": met.total(), "stories": sum(stories for _, stories in told)}
    sys.stdout.write(json.dumps({**counts, "ends": {end: met[end] for end in ENDS}}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
