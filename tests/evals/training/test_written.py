"""The pairs that were written by hand for training."""

from collections import Counter

import pytest

from evals.training.pairs import Pair
from evals.training.written import Query, Text, pairs_of, texts, written


@pytest.fixture(scope="module")
def learned() -> list[Text]:
    return texts(held_out=False)


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """What is learned from."""
    return list(written(held_out=False))


@pytest.fixture(scope="module")
def all_texts(learned: list[Text]) -> list[Text]:
    return [*learned, *texts(held_out=True)]


def test_no_text_and_no_query_is_empty_or_stands_twice(all_texts: list[Text]) -> None:
    for text in all_texts:
        assert text.queries
        told = [*text.sentences, *(query.text for query in text.queries)]
        assert all(one.strip() == one and one for one in told)
        assert len(set(text.queries)) == len(text.queries), text.whole
        assert len({(q.text, q.target) for q in text.queries}) == len(
            {q.text for q in text.queries}
        )
    assert max(Counter(text.whole for text in all_texts).values()) == 1


def test_each_query_is_decided_by_sentences_of_its_text(all_texts: list[Text]) -> None:
    for text in all_texts:
        for query in text.queries:
            assert query.places
            assert query.places <= set(range(len(text.sentences)))


def test_what_is_held_out_is_about_other_texts(pairs: list[Pair]) -> None:
    evidence = {pair.evidence for pair in pairs}
    assert evidence.isdisjoint(pair.evidence for pair in written(held_out=True))


def test_there_are_as_many_true_as_false_and_as_many_answered_as_silent(
    pairs: list[Pair],
) -> None:
    counts = Counter(pair.target for pair in pairs)
    assert 0.8 < counts["supported"] / counts["refuted"] < 1.25
    assert 0.6 < counts["answers"] / counts["silent"] < 1.25


def test_of_a_passage_only_what_decides_is_read_with_the_title(
    learned: list[Text], pairs: list[Pair]
) -> None:
    text = next(text for text in learned if text.title)
    pairs = [pair for pair in pairs if pair.evidence.startswith(text.title)]
    assert pairs
    assert all(text.whole not in pair.evidence for pair in pairs)
    assert {pair.target for pair in pairs if pair.query == text.queries[-1].text} == {"silent"}


def test_what_answers_as_well_is_no_near_miss() -> None:
    first, second = (Query("How much burned?", "answers", frozenset({at})) for at in (0, 1))
    said = (
        "The firm says that 11 tonnes burned.",
        "It was 19, says the fire service.",
        "Rain fell.",
    )
    text = Text("A fire burned", said, (first, second))
    assert text.deciding(first) == {0, 1}
    assert [pair.evidence for pair in pairs_of(text) if pair.target == "silent"] == [
        "A fire burned. Rain fell."
    ] * 2
