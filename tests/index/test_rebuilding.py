"""Indexes made anew serve when they are ready; until then, and after any accident, the old ones do."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from index import opening, rebuilding
from index.arrivals import Arrival, Failed, Indexed, Progress, silent
from index.errors import EmbeddingNotUsable, FingerprintMismatch
from index.model import Filters, Received
from service.maintenance import Rebuilt, rebuild
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding

TRAMS = Received(
    id="trams",
    uri="test:trams",
    title="Trams",
    raw="".join(f"Tram {n} runs daily.\n" for n in range(40)),
)
BUSES = Received(id="buses", uri="test:buses", title="Buses", raw="A bus is slow.\r\nIt stops.")
CHINESE = Received(id="zh", uri="test:zh", title="电车", raw="包头电车很慢。票价为两元。")
ALL = [TRAMS, BUSES, CHINESE]
SHORTER = replace(TRAMS, raw="The tram stopped for good.")
QUESTIONS = ["tram daily", "slow bus", "包头电车", "stops"]

Results = list[list[tuple[str, str, float]]]


class Killed(BaseException):
    """Stands for the end of the process."""


class OtherEmbedding(WordEmbedding):
    """Vectors of fewer dimensions, and shorter passages."""

    fingerprint: str = "others@1"
    token_limit: int = 40

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)

    def _get_query_embedding(self, query: str) -> list[float]:
        vector = super()._get_query_embedding(query)
        folded = [sum(vector[n::8]) for n in range(8)]
        size = sum(x * x for x in folded) ** 0.5 or 1.0
        return [x / size for x in folded]


class Choking(OtherEmbedding):
    """Can't embed what holds a certain word."""

    word: str

    def _get_text_embedding(self, text: str) -> list[float]:
        if self.word in text:
            raise ValueError(f"choked on {self.word}")
        return super()._get_text_embedding(text)


class Dying(OtherEmbedding):
    """Takes the process along with the n-th text."""

    left: int

    def _get_text_embedding(self, text: str) -> list[float]:
        self.left -= 1
        if self.left == 0:
            raise Killed
        return super()._get_text_embedding(text)


async def add(data: Path, *items: Received, model: WordEmbedding | None = None) -> None:
    async with opened(data, model) as service:
        assert (await service.ingest.add(items)).failed == []


async def make_anew(data: Path, model: WordEmbedding, progress: Progress = silent) -> Rebuilt:
    return await rebuild(load(data=data), "a test", progress, load_embedding=lambda _: model)


async def results(data: Path, model: WordEmbedding | None = None) -> Results:
    """What searches find, in indexes that agree with the catalogue and leave nothing lying about."""
    async with opened(data, model) as service:
        kept = set(await service.catalogue.passage_ids(Filters()))
        assert service.ingest.vectors.ids() == service.ingest.lexical.ids() == kept
        in_use = str(await service.catalogue.generations.in_use())
        assert [folder.name for folder in (data / "indexes").iterdir()] == [in_use]
        hits = [await service.search(question, Filters(), 5) for question in QUESTIONS]
        return [[(hit.id, hit.text, hit.score) for hit in some] for some in hits]


def opened(data: Path, model: WordEmbedding | None) -> Any:
    return build(load(data=data), "a test", load_embedding=lambda _: model or WordEmbedding())


async def test_another_model_gives_the_results_of_a_clean_build(tmp_path: Path) -> None:
    old, clean = tmp_path / "old", tmp_path / "clean"
    await add(old, TRAMS, BUSES, replace(CHINESE, id="gone", uri="test:gone"))
    await add(old, replace(BUSES, raw="A slow bus is a bus still."), CHINESE)
    await add(old, BUSES)
    async with opened(old, None) as service:
        await service.ingest.remove("gone")
    before = await results(old)
    told = list[Arrival]()
    made = await make_anew(old, OtherEmbedding(), told.append)
    assert made == Rebuilt(indexed=3, failed=[])
    assert told == [Indexed(id="buses"), Indexed(id="trams"), Indexed(id="zh")]
    await add(clean, *ALL, model=OtherEmbedding())

    def contents(found: Results) -> list[list[tuple[str, float]]]:
        return [[(text, score) for _, text, score in some] for some in found]

    assert contents(await results(old, OtherEmbedding())) == contents(
        await results(clean, OtherEmbedding())
    )
    assert contents(await results(clean, OtherEmbedding())) != contents(before)
    with pytest.raises(FingerprintMismatch):
        await results(old)


@pytest.mark.parametrize("text", [1, 3, 6])
async def test_a_rebuild_that_dies_leaves_everything_as_it_was(
    tmp_path: Path, text: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 1)
    await add(tmp_path, *ALL)
    before = await results(tmp_path)
    with pytest.raises(Killed):
        await make_anew(tmp_path, Dying(left=text))
    assert (tmp_path / "indexes" / "2").exists()
    assert await results(tmp_path) == before
    assert (await make_anew(tmp_path, OtherEmbedding())).indexed == 3
    assert await results(tmp_path, OtherEmbedding()) != before


@contextmanager
def dying_at(step: int) -> Iterator[None]:
    """Every statement, and every end of a transaction, is a step."""
    left = step

    def point(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    names = ("before_cursor_execute", "after_cursor_execute", "commit")
    for name in names:
        sa.event.listen(sa.Engine, name, point)
    try:
        yield
    finally:
        for name in names:
            sa.event.remove(sa.Engine, name, point)


async def test_wherever_a_rebuild_is_cut_off_the_old_indexes_serve_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_AT_ONCE", 1)
    ready, whole = tmp_path / "ready", tmp_path / "whole"
    await add(ready, *ALL)
    old = await results(ready)
    shutil.copytree(ready, whole)
    await make_anew(whole, OtherEmbedding())
    new = await results(whole, OtherEmbedding())
    seen = list[str]()
    for step in count(1, 5):
        data = Path(shutil.copytree(ready, tmp_path / str(step)))
        try:
            with dying_at(step):
                await make_anew(data, OtherEmbedding())
        except Killed:
            pass
        else:
            break
        seen.append(await made_with(data))
        if seen[-1].startswith("words"):
            assert await results(data) == old
        else:
            assert await results(data, OtherEmbedding()) == new
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 2


async def made_with(data: Path) -> str:
    async with opening.opened(opening.Stores(data), "a test") as here:
        return str(await here.catalogue.generations.fingerprint())


_KILLED = """
import asyncio, os, pathlib, signal, sys
from service.settings import load
from service.maintenance import rebuild
from tests.fakes import WordEmbedding

class Other(WordEmbedding):
    fingerprint: str = "others@1"

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

data = pathlib.Path(sys.argv[1])
work = rebuild(load(data=data), "killed", die, load_embedding=lambda _: Other())
asyncio.run(work)
"""


async def test_a_rebuild_killed_by_the_system_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Promise 8."""
    await add(tmp_path, *ALL)
    before = await results(tmp_path)
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _KILLED, str(tmp_path),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert await killed.wait() == -signal.SIGKILL
    assert (tmp_path / "indexes" / "2").exists()
    assert await results(tmp_path) == before


async def test_an_article_that_cannot_be_embedded_is_named_and_found_no_more(
    tmp_path: Path,
) -> None:
    await add(tmp_path, *ALL)
    made = await make_anew(tmp_path, Choking(word="bus"))
    problem = "It could not be embedded: choked on bus"
    lost_to = Failed(id="buses", uri=BUSES.uri, problem=problem, hint="Add it again.")
    assert made == Rebuilt(indexed=2, failed=[lost_to])
    async with opened(tmp_path, OtherEmbedding()) as service:
        lost = await service.catalogue.article("buses")
        assert (lost.state, lost.problem) == ("failed", problem)
        assert await service.catalogue.passage_ids(Filters(articles=("buses",))) == []
        assert (await service.ingest.add([BUSES])).failed == []
        assert (await service.search("slow bus", Filters(), 1))[0].article_id == "buses"


async def test_where_nothing_can_be_embedded_the_old_indexes_stay(tmp_path: Path) -> None:
    await add(tmp_path, *ALL)
    before = await results(tmp_path)
    with pytest.raises(EmbeddingNotUsable, match="Not one article could be embedded") as caught:
        await make_anew(tmp_path, Choking(word=""))
    assert "choked on" in caught.value.message
    assert await results(tmp_path) == before


async def test_what_waits_or_failed_before_is_indexed_into_the_new_indexes(tmp_path: Path) -> None:
    async with opened(tmp_path, Choking(word="slow", fingerprint="words@1")) as service:
        await service.ingest.add([TRAMS, BUSES])
        await service.ingest.accept(SHORTER)
        assert (await service.catalogue.counts())["failed"] == 1
    assert await make_anew(tmp_path, OtherEmbedding()) == Rebuilt(indexed=2, failed=[])
    async with opened(tmp_path, OtherEmbedding()) as service:
        versions = {id_.rsplit(":", 1)[0] for id_ in await service.catalogue.passage_ids(Filters())}
        assert versions == {"trams:2", "buses:1"}


async def test_an_empty_catalogue_can_be_rebuilt(tmp_path: Path) -> None:
    assert await make_anew(tmp_path, OtherEmbedding()) == Rebuilt(indexed=0, failed=[])
    await add(tmp_path, *ALL, model=OtherEmbedding())
    assert (await results(tmp_path, OtherEmbedding()))[1][0][0] == "buses:1:0"
