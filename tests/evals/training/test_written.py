"""The pairs that were written by hand for training."""

from collections import Counter

import pytest

from evals.training.written import Query, Text, pairs_of, texts


@pytest.fixture(scope="module")
def learned() -> list[Text]:
    return texts(held_out=False)


@pytest.fixture(scope="module")
def held_out() -> list[Text]:
    return texts(held_out=True)


@pytest.fixture(scope="module")
def all_texts(learned: list[Text], held_out: list[Text]) -> list[Text]:
    return [*learned, *held_out]


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


def test_what_is_held_out_is_about_other_texts(learned: list[Text], held_out: list[Text]) -> None:
    one, other = ({s for text in of for s in text.sentences} for of in (learned, held_out))
    assert len(one & other) < 0.001 * len(other)  # what stands in many reports
    heads, titles = ({text.title for text in of if text.title} for of in (learned, held_out))
    assert heads.isdisjoint(titles)


def test_there_are_about_as_many_true_as_not_and_as_many_answered_as_silent(
    learned: list[Text],
) -> None:
    counts = Counter(query.target for text in learned for query in text.queries)
    assert 0.7 < counts["supported"] / (counts["refuted"] + counts["neutral"]) < 1.25
    assert 0.8 < counts["answers"] / counts["silent"] < 1.6  # what comes near is silent, too


def test_of_a_passage_only_what_decides_is_read_with_the_title(learned: list[Text]) -> None:
    text = next(text for text in learned if text.title)
    pairs = list(pairs_of(text))
    assert {pair.query for pair in pairs} == {query.text for query in text.queries}
    assert all(pair.evidence.startswith(text.title) for pair in pairs)
    assert all(text.whole not in pair.evidence for pair in pairs)


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
    ]


@pytest.mark.parametrize(
    ("told", "asked", "crosses"),
    [
        ("Die Brücke wurde gestern von der Stadt gesperrt.", "Who closed the bridge?", True),
        ("The town closed the bridge yesterday.", "桥是谁封的？", True),
        ("The town closed the bridge yesterday.", "Who closed the bridge?", False),
        ("The town closed the bridge yesterday.", "bridge", False),  # in no language of its own
    ],
)
def test_queries_in_another_language_than_their_text_are_known(
    told: str, asked: str, *, crosses: bool
) -> None:
    query = Query(asked, "answers", frozenset({0}))
    assert Text("", (told,), (query,)).crosses == crosses
