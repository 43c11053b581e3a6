"""The rewriting benchmark compares with what people wrote."""

import json
import math
from pathlib import Path

import pytest

from evals.bench.rewriting import bleu, rewriting
from evals.bench.rows import CouldNotMeasure


def test_bleu_is_1_for_the_same_and_0_where_no_four_words_agree() -> None:
    assert bleu([("Who runs the mine?", "Who runs the mine?")]) == 1
    assert bleu([("Who runs it?", "Who runs the mine?")]) == 0


def test_bleu_counts_over_the_whole_corpus_clips_and_punishes_what_is_short() -> None:
    pairs = [("the the the the mine", "the old mine is shut"), ("a b c d e", "a b c d f g h")]
    # 1-grams 2 + 4 of 5 + 5, 2-grams 0 + 3 of 4 + 4, 3-grams 2 of 6, 4-grams 1 of 4; 10 for 12
    precisions = (6 / 10, 3 / 8, 2 / 6, 1 / 4)
    assert bleu(pairs) == pytest.approx(math.prod(precisions) ** 0.25 * math.exp(1 - 12 / 10))


def test_rows_compare_the_rewritten_and_the_question_as_asked(tmp_path: Path) -> None:
    file = tmp_path / "talks.jsonl"
    history = ["Kessandra", "Output", "How much oxide did Kessandra make in 2024?", "9 tonnes."]
    cases = [
        {"history": history, "question": "And in 2025?", "rewrite": "How much oxide did Kessandra make in 2025?"},
        {"history": history, "question": "Who runs it?", "rewrite": "Who runs Kessandra Oxide?"},
    ]  # fmt: skip
    file.write_text("\n".join(json.dumps({"id": "1", **case}) for case in cases), encoding="utf-8")
    rows = {row.name: row.value for row in rewriting(file)}
    assert rows["exact"] == 0.5
    assert rows["BLEU"] > rows["BLEU as asked"]
    assert rows["terms recall"] == pytest.approx(5 / 6, abs=1e-4)
    assert rows["terms precision"] == 1
    assert rows["terms recall as asked"] == pytest.approx((1 / 4 + 1 / 3) / 2, abs=1e-4)


@pytest.mark.parametrize("line", ['{"question": "Why?"}', '{"history": "no list"}', "[", "3"])
def test_a_line_that_is_no_follow_up_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "talks.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(CouldNotMeasure, match=r"talks\.jsonl, line 1, is no follow-up"):
        rewriting(file)
