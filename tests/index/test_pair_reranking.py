"""The packaged model reranks by the stretch of a passage that answers best."""

from pathlib import Path

import pytest

from index.errors import RerankerNotUsable
from index.pair_reranking import load_pair_reranker
from tests.fakes import passage

LONG = "The tram depot has a roof of slate. It was painted in spring. " * 6
FARE = "Since May a ride by tram costs 3.40 crowns."
ASKED = "How much does a ride by tram cost?"


def test_a_passage_counts_as_much_as_its_best_stretch() -> None:
    passages = [passage("a:1:0", "Trams", LONG), passage("b:1:0", "Trams", f"{LONG}{FARE}")]
    silent, answers = load_pair_reranker()(ASKED, passages).values()
    assert 0 <= silent < 0.5 < answers <= 1


def test_only_the_best_twenty_are_read() -> None:
    passages = [passage(f"a{n}:1:0", "Trams", FARE) for n in range(25)]
    assert list(load_pair_reranker()(ASKED, passages)) == [one.id for one in passages[:20]]


def test_where_the_model_is_not_installed_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(RerankerNotUsable, match="not installed") as caught:
        load_pair_reranker(tmp_path)
    assert "ASSAY_RERANKER" in caught.value.hint
