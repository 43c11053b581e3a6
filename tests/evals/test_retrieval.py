"""Search measured over a small collection with known answers."""

import json
from pathlib import Path

import pytest

from evals.bench.quoting import quoting
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


@pytest.fixture
def trams(tmp_path: Path) -> Path:
    """A collection of two documents, and a question that was asked before the other one came."""
    folder = tmp_path / "trams"
    (folder / "qrels").mkdir(parents=True)
    documents = [
        {"_id": "d1", "title": "Trams stop", "text": "Trams stop on Sundays.", "metadata": {"date": "2026-02-01"}},
        {"_id": "d2", "title": "Trams", "text": "Trams run again from Monday 5 January 2026.", "metadata": {"date": "2026-01-05"}},
    ]  # fmt: skip
    about = {"asked": "2026-01-09", "answers": ["Monday 5 January"]}
    queries = [{"_id": "q", "text": "When do trams run again?", "metadata": about}, {"_id": "unjudged", "text": "?"}]  # fmt: skip
    for name, lines in (("corpus", documents), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td2\t1\n")
    return folder


def test_a_collection_is_indexed_once_and_asked_as_of_the_day(trams: Path, tmp_path: Path) -> None:
    rows = retrieval(trams, keep=tmp_path / "kept")
    assert {row.name for row in rows} == {
        f"{label}{name}"
        for label in ("", "dense ", "lexical ", "any day ")
        for name in ("nDCG@10", "recall@10", "hit@1", "hit@4", "hit@10", "MRR@10")
    }
    assert all((row.value, row.n) == (1.0, 1) for row in rows if "any day" not in row.name)
    assert (tmp_path / "kept" / "trams" / "catalogue.sqlite3").exists()
    figures = {row.name: row.value for row in quoting(trams, keep=tmp_path / "kept")}
    assert figures == {"gold in quotes": 1.0, "gold in quotes where answered": 1.0, "sentences": 1.0}  # fmt: skip


def test_a_folder_without_a_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CouldNotMeasure, match="holds no corpus"):
        retrieval(tmp_path)
