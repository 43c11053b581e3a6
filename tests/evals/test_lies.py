"""Lies are true sentences with one thing changed; the check lets few of them pass."""

from pathlib import Path
from random import Random

import pytest

from evals.bench.lies import lies
from evals.bench.planting import KINDS, Truth
from evals.bench.rewordings import articles, passages, rewordings
from evals.bench.rows import CouldNotMeasure

TEXT = "On 6 May 2025 Teodric Vaal said that Kessandra sold 410 tonnes, not 430, for $1.2 million."
ARTICLE = f"{TEXT} Ilka Drummeth of Quarrevane saw 999 drums in 2019, 1.7 kilometres away. Nobody has a key to the other hall."


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"quotation", "names exchanged", "stitched"}))
def test_every_kind_of_lie_changes_the_sentence_in_the_same_way_each_time(kind: str) -> None:
    truth = Truth(text=TEXT, article=ARTICLE)
    lie = KINDS[kind](truth, Random(kind))
    assert lie not in (None, TEXT)
    assert KINDS[kind](truth, Random(kind)) == lie


def test_a_sentence_without_a_hold_gives_no_lie() -> None:
    plain = Truth(text="It rained.", article="It rained.")
    assert {kind for kind, plant in KINDS.items() if plant(plain, Random(0))} == set()


def test_few_lies_pass_and_nearly_every_truth_does() -> None:
    rows = {row.name: row for row in lies(limit=8)}
    assert rows["lies caught"].value >= 0.92
    assert rows["verbatim supported"].value >= 0.99
    assert rows["reworded supported"].value >= 0.75
    assert all(row.n == 8 for name, row in rows.items() if name in KINDS)


def test_every_rewording_has_its_source_in_one_passage() -> None:
    sources = articles()
    found = rewordings(sources)
    assert len(found) >= 120
    for rewording in found:
        cut = passages(sources[rewording.article])
        assert any(rewording.source in passage.text for passage in cut), rewording


def test_a_rewording_of_what_its_article_does_not_say_is_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "rewordings.jsonl"
    file.write_text('{"article": "words-from-lanpi.md", "source": "It rained.", "claim": "Rain."}')
    with pytest.raises(CouldNotMeasure, match="Rewording 1: its source is not in words-from"):
        rewordings(articles(), file)
