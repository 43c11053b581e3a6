"""The doctor finds what no count shows, and mends it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.doctor import Diagnosis, examine, mend
from index.ingest import Ingest
from index.model import Received
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding

ARTICLES = [
    Received(
        uri=f"test:{n}", id=f"a{n}", title=f"Kiln {n}", raw=f"Kiln {n} fired {n}00 tonnes of ore."
    )
    for n in range(12)
]


@pytest.fixture
async def ingest(tmp_path: Path) -> AsyncIterator[Ingest]:
    house = build(load(data=tmp_path), "a test", load_embedding=lambda _: WordEmbedding())
    async with house as service:
        await service.ingest.add(ARTICLES)
        yield service.ingest


async def test_indexes_that_agree_are_well(ingest: Ingest) -> None:
    assert await examine(ingest) == (
        Diagnosis(index="vectors", entries=12),
        Diagnosis(index="lexical", entries=12),
    )


async def test_what_is_missing_is_stored_again_and_what_is_too_many_goes(ingest: Ingest) -> None:
    ingest.vectors.delete(["a1:1:0"])
    ingest.vectors.upsert(["ghost:1:0"], [[1.0] * 64])
    ingest.lexical.delete(["a2:1:0"])
    ingest.lexical.upsert([("ghost:1:0", "A ghost", "that no one accepted")])
    vectors, lexical = await examine(ingest)
    ghost = frozenset({"ghost:1:0"})
    assert (vectors.missing, vectors.surplus) == (frozenset({"a1:1:0"}), ghost)
    assert (lexical.missing, lexical.surplus) == (frozenset({"a2:1:0"}), ghost)
    await mend(ingest, (vectors, lexical))
    assert all(diagnosis.well for diagnosis in await examine(ingest))


async def test_an_entry_that_is_there_but_never_found_is_stored_again(ingest: Ingest) -> None:
    """A count sees nothing wrong: the entry is there, under words and a vector not its own."""

    class Deaf:
        def __getattr__(self, name: str) -> object:
            return getattr(ingest.vectors, name)

        def nearest(self, *_: object) -> list[tuple[str, float]]:
            return []

    ingest.lexical.upsert([("a3:1:0", "Other", "words altogether")])
    deaf = replace(ingest, vectors=Deaf())  # type: ignore[arg-type]
    vectors, lexical = await examine(deaf)
    assert len(vectors.unfound) == 12
    assert lexical.unfound == {"a3:1:0"}
    await mend(ingest, (vectors, lexical))
    assert all(diagnosis.well for diagnosis in await examine(ingest))
