"""The pairs that were written by hand for training."""

from collections import Counter

from evals.training.written import texts, written

ALL = [*texts(held_out=False), *texts(held_out=True)]


def test_no_text_and_no_query_is_empty_or_stands_twice() -> None:
    for row in ALL:
        queries = [query for kind in row if kind != "text" for query in row[kind]]
        assert queries
        assert all(query.strip() == query and query for query in [row["text"], *queries])
        assert len(set(queries)) == len(queries), row["text"]
    assert max(Counter(row["text"] for row in ALL).values()) == 1


def test_what_is_held_out_is_about_other_texts() -> None:
    learned = {pair.evidence for pair in written(held_out=False)}
    assert learned.isdisjoint(pair.evidence for pair in written(held_out=True))


def test_there_are_as_many_true_as_false_and_as_many_answered_as_silent() -> None:
    counts = Counter(pair.target for pair in written(held_out=False))
    assert 0.8 < counts["supported"] / counts["refuted"] < 1.25
    assert 0.8 < counts["answers"] / counts["silent"] < 1.25
