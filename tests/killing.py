"""Kill a process that takes articles in, again and again, and look at what it left behind.

    python -m tests.killing FOLDER SEED KILLS

One story of additions, changes and removals is told by child processes, each of which dies by
SIGKILL, half of them at a fault point (before or after any SQL statement, commit, or call of an
index) and half at a random moment. The next child carries on with the first chapter that was not
acknowledged. Prints what was done as JSON; ends with status 1 where a promise was broken.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

from index.errors import ArticleUnknown
from index.model import Filters, Received
from service.settings import Settings
from service.wiring import Service, build
from tests.fakes import WordEmbedding

WORDS = (
    "kiln ore oxide Kessandra output rose fell tonnes 4,100 licence plant inspector price".split()
)
QUERIES = ("kiln ore", "Kessandra output 4,100 tonnes", "licence price inspector")
BROKEN = 1


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that a user does: add these articles, or remove one."""

    add: tuple[Received, ...] = ()
    remove: str | None = None


def story(seed: int, length: int = 12) -> list[Chapter]:
    """Additions, changes and removals of a dozen articles."""
    chance = random.Random(seed)
    told: list[Chapter] = []
    for _ in range(length):
        ids = [f"a{chance.randrange(10)}" for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.2:
            told.append(Chapter(remove=ids[0]))
            continue
        told.append(Chapter(add=tuple(_article(id_, chance) for id_ in dict.fromkeys(ids))))
    return told


def _article(id_: str, chance: random.Random) -> Received:
    lines = [
        " ".join(chance.choices(WORDS, k=chance.randint(5, 14))).capitalize() + "."
        for _ in range(chance.randint(3, 40))
    ]
    return Received(uri=f"test:{id_}", id=id_, title=f"About {id_}", raw="\n\n".join(lines))


async def live(data: Path, told: list[Chapter], log: Path, point: Callable[[], None]) -> None:
    """Recover, check, and tell the story from where it was acknowledged to its end."""
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(sa.Engine, name, lambda *_: point())
    async with _open(data) as service:
        ingest = replace(
            service.ingest,
            vectors=cast("Any", Watched(service.ingest.vectors, point)),
            lexical=cast("Any", Watched(service.ingest.lexical, point)),
        )
        await ingest.index_pending()
        done = _acknowledged(log)
        await _check(service, told[:done], told[done : done + 1])
        for chapter in told[done:]:
            await _do(replace(service, ingest=ingest), chapter)
            _acknowledge(log)
        await _check(service, told, [])


async def _do(service: Service, chapter: Chapter) -> None:
    if chapter.remove:
        with suppress(ArticleUnknown):  # it was never there, or went before we were killed
            await service.ingest.remove(chapter.remove)
        return
    report = await service.ingest.add(chapter.add)
    assert not report.failed, report.failed


async def _check(service: Service, told: list[Chapter], begun: list[Chapter]) -> None:
    """What was acknowledged is there, once, and every index agrees with the catalogue.

    The chapter that was begun when the process died may have been done, in part or whole.
    """
    counts = await service.catalogue.counts()
    page, _ = await service.catalogue.page(None, 1000)
    found, must = {article.id for article in page}, expected(told)
    assert must - {chapter.remove for chapter in begun} <= found, "an accepted article is lost"
    assert found <= must | expected(begun), "a removed article is back"
    assert counts["pending"] == counts["failed"] == 0, counts
    ids = set(await service.catalogue.passage_ids(Filters()))
    assert len(ids) == counts["passages"], "a passage is there twice"
    assert service.ingest.vectors.ids() == ids, "the vectors differ from the catalogue"
    assert service.ingest.lexical.ids() == ids, "the lexical index differs from the catalogue"


def expected(told: list[Chapter]) -> set[str]:
    """The ids that must be there after these chapters."""
    there: set[str] = set()
    for chapter in told:
        there |= {article.id for article in chapter.add if article.id}
        there.discard(chapter.remove or "")
    return there


async def results(data: Path) -> list[Any]:
    """What searches find, as text and score: versions may differ, what is found may not."""
    async with _open(data) as service:
        return [
            [(hit.article_id, hit.start, hit.text, hit.score) for hit in hits]
            for query in QUERIES
            for hits in [await service.search(query, Filters(), 10)]
        ]


def _open(data: Path) -> Any:
    return build(
        Settings.model_construct(data=data), "killing", load_embedding=lambda _: WordEmbedding()
    )


class Watched:
    """An index whose every call is a fault point, before and after."""

    def __init__(self, index: object, point: Callable[[], None]) -> None:
        self._index = index
        self._point = point

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._index, name)

        def watched(*args: Any) -> Any:
            self._point()
            result = call(*args)
            self._point()
            return result

        return watched


def _acknowledge(log: Path) -> None:
    with log.open("ab") as file:
        file.write(b".")
        file.flush()
        os.fsync(file.fileno())


def _acknowledged(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def child(work: Callable[[], Any], die_after: float | None = None) -> int:
    """Run `work` in a process of its own; its exit status, or minus the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            asyncio.run(work())
        except BaseException as error:  # noqa: BLE001  the parent must hear of anything
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            sys.stderr.flush()
            os._exit(BROKEN)
        os._exit(0)
    if die_after is not None:
        time.sleep(die_after)
        with suppress(ProcessLookupError):  # it was done before
            os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _go_on() -> None:
    """No fault here."""


def countdown(steps: int) -> Callable[[], None]:
    """A fault point that kills its process when it is reached for the `steps`th time."""
    left = steps

    def point() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return point


def tell(folder: Path, seed: int) -> int:
    """Tell one story to its end; how many processes were killed on the way."""
    chance = random.Random(seed)
    told, log = story(seed), folder / "log"
    kills = 0
    while True:
        at_point = chance.random() < 0.5
        point = countdown(chance.randint(1, 150)) if at_point else _go_on
        moment = None if at_point else chance.uniform(0.02, 0.8)
        status = child(partial(live, folder / "data", told, log, point), moment)
        if status == 0:
            break
        if status != -signal.SIGKILL:
            raise SystemExit(status)
        kills += 1
    clean = folder / "clean"
    same = [child(partial(live, clean, told, folder / "clean.log", _go_on))]
    same.append(child(partial(_compare, folder / "data", clean)))
    if any(same):
        raise SystemExit(BROKEN)
    return kills


async def _compare(one: Path, other: Path) -> None:
    assert await results(one) == await results(other), "searches differ from a clean build"


def main(folder: Path, seed: int, kills: int) -> None:
    done = stories = 0
    while done < kills:
        place = folder / str(stories)
        place.mkdir(parents=True)
        done += tell(place, seed + stories)
        stories += 1
    sys.stdout.write(json.dumps({"kills": done, "stories": stories}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
