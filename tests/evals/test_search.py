"""Clocking searches in a small invented collection; and what time words do among the samples."""

from itertools import islice
from pathlib import Path

import pytest

from evals.articles import CORPUS
from evals.bench.invented import invented
from evals.bench.search import passing, search
from index.model import Filters
from index.reading import read
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding


def test_every_part_is_clocked_unfiltered_and_filtered_and_llamaindex_beside() -> None:
    rows = {row.name: row for row in search(passages=200, questions=2)}
    parts = ("", "embedding ", "dense ", "lexical ", "catalogue ", "all but embedding ")
    filtered = (f"filtered {share} % " for share in (1, 10, 50, 90))
    beside = ("while importing ", "LlamaIndex all but embedding ")
    for name in (*parts, *filtered, *beside):
        assert 0 < rows[f"{name}p50 ms"].value <= rows[f"{name}p95 ms"].value
        assert rows[f"{name}p50 ms"].unit == "ms"


def test_invented_passages_are_what_their_articles_hold_and_the_same_each_time() -> None:
    written = list(invented(52))
    assert written == list(invented(52))
    assert sum(len(passages) for _, passages in written) == 52
    for article, passages in written:
        assert all(article.text[one.start : one.end] == one.text for one in passages)


@pytest.mark.parametrize("share", [1, 10, 50, 90])
def test_a_filter_lets_through_about_the_share_that_it_names(share: int) -> None:
    days = [article.published for article, _ in islice(invented(50_000), 5_000)]
    first = passing(share).published_from
    through = sum(day is not None and first is not None and day >= first for day in days)
    assert through / len(days) == pytest.approx(share / 100, abs=0.01)


PRICE = "At what price was NdPr oxide assessed"
YEARS = {
    f"{PRICE} in the latest assessment?": 2026,
    f"{PRICE} in November 2025?": 2025,
    f"{PRICE} in 2024?": 2024,
    f"{PRICE} in October 2024?": 2024,
}


async def test_a_question_about_time_finds_the_article_of_its_time_first(tmp_path: Path) -> None:
    settings = load(data=tmp_path)
    found: dict[str, int] = {}
    async with build(settings, "a test", load_embedding=lambda _: WordEmbedding()) as service:
        assert not (await service.ingest.add(read([CORPUS]))).failed
        for question in YEARS:
            hits = await service.search(question, Filters(), 8)
            days = [hit.published for hit in hits if "/prices/" in (hit.url or "")]
            found[question] = days[0].year if days and days[0] else 0
    assert found == YEARS
