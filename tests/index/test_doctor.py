"""The doctor finds what no count shows, and mends it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.arrivals import reported
from index.doctor import Checkup, Diagnosis, check_up, examine, mend
from index.ingest import Ingest
from index.model import Received
from index.transforming import Transform
from index.vectors import Vectors
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding, passage

ARTICLES = [
    Received(
        uri=f"test:{n}", id=f"a{n}", title=f"Kiln {n}", raw=f"Kiln {n} fired {n}00 tonnes of ore."
    )
    for n in range(12)
]


class Deaf:
    """Vectors that find nothing."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __getattr__(self, name: str) -> object:
        return getattr(self._vectors, name)

    def nearest(self, *_: object) -> list[tuple[str, float]]:
        return []


@pytest.fixture
async def ingest(tmp_path: Path) -> AsyncIterator[Ingest]:
    house = build(load(data=tmp_path), "a test", load_embedding=lambda _: WordEmbedding())
    async with house as service:
        await service.ingest.add(ARTICLES)
        yield service.ingest


async def test_indexes_that_agree_are_well(ingest: Ingest) -> None:
    assert await examine(ingest) == (
        Diagnosis(index="vectors", passages=12),
        Diagnosis(index="lexical", passages=12),
    )


async def test_what_is_missing_is_stored_again_and_what_is_too_many_goes(ingest: Ingest) -> None:
    ingest.vectors.delete(["a1:1:0"])
    ingest.vectors.upsert(["ghost:1:0"], [[1.0] * 64])
    ingest.lexical.delete(["a2:1:0"])
    ingest.lexical.upsert([passage("ghost:1:0", "A ghost", "that no one accepted")])
    vectors, lexical = await examine(ingest)
    ghost = ("ghost:1:0",)
    assert (vectors.missing, vectors.surplus) == (("a1:1:0",), ghost)
    assert (lexical.missing, lexical.surplus) == (("a2:1:0",), ghost)
    await mend(ingest, (vectors, lexical))
    assert all(diagnosis.well for diagnosis in await examine(ingest))


async def test_an_entry_that_is_there_but_never_found_is_stored_again(ingest: Ingest) -> None:
    """A count sees nothing wrong: the entry is there, under words and a vector not its own."""

    ingest.lexical.upsert([passage("a3:1:0", "Other", "words altogether")])
    deaf = replace(ingest, vectors=Deaf(ingest.vectors))  # type: ignore[arg-type]
    vectors, lexical = await examine(deaf)
    assert len(vectors.unfound) == 12
    assert lexical.unfound == ("a3:1:0",)
    await mend(ingest, (vectors, lexical))
    assert all(diagnosis.well for diagnosis in await examine(ingest))


async def test_what_is_on_its_way_out_is_not_too_many(ingest: Ingest) -> None:
    await ingest.catalogue.remove("a1")
    assert all(diagnosis.well for diagnosis in await examine(ingest))


async def test_a_checkup_tells_what_was_found_and_what_is_left(ingest: Ingest) -> None:
    assert await check_up(ingest) == Checkup(found=await examine(ingest))
    ingest.vectors.delete(["a1:1:0"])
    looked = await check_up(ingest, mending=False)
    assert (looked.well, looked.mended) == (False, None)
    mended = await check_up(ingest)
    assert (mended.found, mended.well) == (looked.found, True)
    assert await check_up(ingest) == Checkup(found=await examine(ingest))


async def test_an_index_that_cannot_be_read_is_told_and_left_alone(ingest: Ingest) -> None:
    class Broken(Deaf):
        def ids(self) -> set[str]:
            raise OSError("a page is\nmissing")

    ingest.lexical.delete(["a2:1:0"])
    broken = replace(ingest, vectors=Broken(ingest.vectors))  # type: ignore[arg-type]
    checkup = await check_up(broken)
    vectors, lexical = checkup.found
    assert vectors.problem == "can't be read: a page is missing"
    assert lexical.missing == ("a2:1:0",)
    assert (checkup.well, checkup.mended) == (False, None)


async def test_an_article_that_cannot_be_stored_again_is_named(ingest: Ingest) -> None:
    class Choking(WordEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            if "Kiln 1 " in text:
                raise ValueError("choked")
            return super()._get_text_embedding(text)

    ingest.vectors.delete(["a1:1:0", "a2:1:0"])
    checkup = await check_up(replace(ingest, transform=Transform(Choking())))
    assert [(one.uri, one.problem) for one in checkup.failed] == [
        ("test:1", "It could not be embedded: choked")
    ]
    assert checkup.mended
    assert [one.missing for one in checkup.mended] == [("a1:1:0",), ()]


async def test_what_waits_to_be_indexed_is_waiting_and_not_too_many(ingest: Ingest) -> None:
    """So a kill leaves it: stored in the indexes, and not yet noted in the catalogue."""
    await ingest.accept(Received(uri="test:late", id="late", title="Late", raw="It came late."))
    await ingest.store(await ingest.catalogue.queue.pending(10))
    checkup = await check_up(ingest, mending=False)
    assert checkup.well
    assert [(one.surplus, one.waiting) for one in checkup.found] == [((), 1), ((), 1)]
    await reported(ingest.indexing())
    assert [one.waiting for one in await examine(ingest)] == [0, 0]
