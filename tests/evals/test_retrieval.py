"""Search measured over a small collection with known answers."""

import json
from pathlib import Path

import pytest

from evals.bench.retrieval import _measure, retrieval
from evals.bench.rows import CouldNotMeasure


def test_a_perfect_run_scores_1_a_second_place_half_and_nothing_found_0() -> None:
    relevant = {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"c": 1}}
    rows = {row.name: row for row in _measure("x ", {"q1": ["a"], "q2": ["a", "b"]}, relevant)}
    assert rows["x hit@1"].value == pytest.approx(1 / 3, abs=1e-4)
    assert rows["x hit@4"].value == pytest.approx(2 / 3, abs=1e-4)
    assert rows["x MRR@10"].value == pytest.approx(1 / 2, abs=1e-4)
    assert rows["x MRR@10"].n == 3
    assert all(row.low is not None and row.low <= row.value for row in rows.values())


def test_a_folder_is_indexed_and_searched_as_the_product_does_it(tmp_path: Path) -> None:
    documents = [
        {"_id": "d1", "title": "Kilns", "text": "The kiln at Orvale fired 300 tonnes."},
        {"_id": "d2", "title": "Trams", "text": "Trams run on Sundays again."},
    ]
    queries = [{"_id": "q", "text": "When do trams run?"}, {"_id": "unjudged", "text": "?"}]
    (tmp_path / "qrels").mkdir()
    for name, lines in (("corpus", documents), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td2\t1\n")
    rows = retrieval(tmp_path)
    assert {row.name for row in rows} == {
        f"{label}{name}"
        for label in ("", "dense ", "lexical ")
        for name in ("nDCG@10", "recall@10", "hit@1", "hit@4", "hit@10", "MRR@10")
    }
    assert all((row.value, row.n) == (1.0, 1) for row in rows)


def test_a_folder_without_a_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CouldNotMeasure, match="holds no corpus"):
        retrieval(tmp_path)
