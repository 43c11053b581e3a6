"""Near-copies form clusters, whatever order they come in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.model import Received
from service.answers import Question, Sources
from service.service import Service
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding

LINES = [
    f"Kiln {n} at Orvale fired {n}00 tonnes of oxide in week {n}, {word} than the week before."
    for n, word in enumerate(["more", "less", "far more", "much less", "no more", "no less"] * 4)
]
WIRE = Received(
    uri="test:wire",
    id="wire",
    title="Kilns at Orvale",
    published=date(2026, 3, 2),
    raw="\n".join(LINES),
)
COPY = replace(
    WIRE, uri="test:copy", id="copy", title="Orvale fires on", published=date(2026, 3, 3),
    raw=WIRE.raw.replace("oxide in week 3", "oxide in the 3rd week"),
)  # fmt: skip
OTHER = Received(
    uri="test:other", id="other", title="Trams", raw="Trams run on Sundays again. " * 9
)


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with build(
        load(data=tmp_path), "a test", load_embedding=lambda _: WordEmbedding()
    ) as opened:
        yield opened


async def test_copies_share_a_cluster_with_the_earliest_first(service: Service) -> None:
    await service.ingest.add([COPY, OTHER])
    await service.ingest.add([WIRE])
    assert [one.id for one in await service.catalogue.copies("copy")] == ["wire"]
    assert await service.catalogue.copies("other") == []
    assert (await service.catalogue.article("other")).cluster == "other"


async def test_an_article_that_changed_leaves_its_cluster(service: Service) -> None:
    await service.ingest.add([WIRE, COPY])
    await service.ingest.add([replace(COPY, raw="The kilns were shut for good on Sunday.")])
    assert (await service.catalogue.article("copy")).cluster == "copy"
    await service.ingest.remove("wire")
    await service.ingest.add([replace(COPY, uri="test:third", id="third")])
    assert (await service.catalogue.article("third")).cluster == "third"


async def test_an_answer_tells_articles_from_independent_sources(service: Service) -> None:
    await service.ingest.add([WIRE, COPY, OTHER])
    answer = await service.pipeline.answer(Question(text="How much oxide did kiln 3 fire?"))
    cited = {citation.article_id for claim in answer.claims for citation in claim.citations}
    assert answer.sources == Sources(articles=len(cited), independent=1)
