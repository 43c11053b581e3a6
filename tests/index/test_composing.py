"""Copies share a place, one article doesn't fill the result, neighbours become one hit."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from index.composing import Candidate, Composed, compose
from tests.fakes import passage


def candidate(id_: str, score: float = 0.5, **about: Any) -> Candidate:
    start = 100 * int(id_.rpartition(":")[2])
    where = {"start": start, "end": start + 99} | about
    return Candidate(passage=passage(id_, **where), score=score)


def shown(composed: Composed) -> list[list[str]]:
    return [[one.passage.id for one in place.members] for place in composed.places]


def reasons(composed: Composed) -> dict[str, str]:
    return {one.passage.id: reason for one, reason in composed.dropped}


def composed(*candidates: Candidate, limit: int = 10, wanted: bool = False) -> Composed:
    return compose(candidates, limit, lambda _: wanted)


OLD, NEW = date(2024, 1, 1), date(2025, 1, 1)


def test_of_copies_that_match_alike_the_one_published_last_takes_the_place() -> None:
    found = composed(
        candidate("old:1:0", 0.80, cluster="c", published=OLD),
        candidate("other:1:0", 0.79, cluster="other"),
        candidate("new:1:0", 0.78, cluster="c", published=NEW),
        candidate("undated:1:0", 0.78, cluster="c"),
    )
    assert shown(found) == [["other:1:0"], ["new:1:0"]]
    assert reasons(found) == dict.fromkeys(["old:1:0", "undated:1:0"], "near-copy of hit 2")


def test_a_copy_that_matches_clearly_better_keeps_the_place() -> None:
    """It says something that the later one doesn't."""
    found = composed(
        candidate("old:1:0", 0.8, cluster="c", published=OLD),
        candidate("new:1:0", 0.5, cluster="c", published=NEW),
    )
    assert shown(found) == [["old:1:0"]]
    assert reasons(found) == {"new:1:0": "near-copy of hit 1"}


def test_all_passages_of_a_copy_give_way_and_those_of_the_other_stay() -> None:
    found = composed(
        candidate("old:1:0", 0.8, cluster="c", published=OLD),
        candidate("new:1:3", 0.8, cluster="c", published=NEW),
        candidate("old:1:5", 0.7, cluster="c", published=OLD),
        candidate("new:1:5", 0.6, cluster="c", published=NEW),
        limit=1,
    )
    assert shown(found) == [["new:1:3"]]
    assert reasons(found)["new:1:5"] == "below the limit"


def test_a_copy_of_what_is_below_the_limit_names_it() -> None:
    found = composed(
        candidate("other:1:0", 0.9),
        candidate("old:1:0", 0.8, cluster="c", published=OLD),
        candidate("new:1:0", 0.78, cluster="c", published=NEW),
        limit=1,
    )
    assert reasons(found) == {
        "old:1:0": "near-copy of new, which is below the limit",
        "new:1:0": "below the limit",
    }


LONG = [candidate(f"a:1:{2 * n}") for n in range(5)]


def test_one_article_gives_three_passages_where_others_match_too() -> None:
    found = composed(*LONG, candidate("b:1:0"))
    assert shown(found) == [["a:1:0"], ["a:1:2"], ["a:1:4"], ["b:1:0"]]
    assert reasons(found) == dict.fromkeys(
        ["a:1:6", "a:1:8"], "more than 3 passages of this article"
    )


def test_an_article_that_is_wanted_or_the_only_one_gives_all() -> None:
    assert len(composed(*LONG).places) == 5
    assert len(composed(*LONG, candidate("b:1:0"), wanted=True).places) == 6


def test_the_only_article_may_have_copies() -> None:
    alone = [candidate(f"a:1:{2 * n}", cluster="c") for n in range(5)]
    assert len(composed(*alone, candidate("b:1:0", 0.1, cluster="c")).places) == 5


def test_neighbours_become_one_hit_whose_best_comes_first() -> None:
    found = composed(candidate("a:1:5"), candidate("b:1:0"), candidate("a:1:4"))
    assert shown(found) == [["a:1:5", "a:1:4"], ["b:1:0"]]
    assert (found.places[0].start, found.places[0].end) == (400, 599)


def test_a_passage_joins_the_neighbours_on_both_sides() -> None:
    found = composed(candidate("a:1:1"), candidate("a:1:3"), candidate("a:1:2"), candidate("b:1:0"))
    assert shown(found) == [["a:1:1", "a:1:3", "a:1:2"], ["b:1:0"]]


def test_passages_of_two_versions_are_no_neighbours() -> None:
    assert len(composed(candidate("a:1:1"), candidate("a:2:2")).places) == 2


def test_a_hit_is_never_longer_than_a_reader_takes_in() -> None:
    long = [candidate(f"a:1:{n}", start=1_400 * n, end=1_400 * n + 1_200) for n in range(2)]
    assert len(composed(*long).places) == 2
    assert shown(composed(*(candidate(f"a:1:{n}") for n in range(4)))) == [
        ["a:1:0", "a:1:1", "a:1:2"], ["a:1:3"],
    ]  # fmt: skip


IDS = [f"{a}:1:{n}" for a in "abcd" for n in range(6)]


@given(
    ids=st.lists(st.sampled_from(IDS), unique=True),
    clusters=st.fixed_dictionaries({a: st.sampled_from(["x", "y", None]) for a in "abcd"}),
    limit=st.integers(1, 10),
)
def test_every_passage_is_shown_once_or_dropped_and_every_bound_holds(
    ids: list[str], clusters: dict[str, str | None], limit: int
) -> None:
    candidates = [
        candidate(id_, 1 - place / 100, cluster=clusters[id_[0]]) for place, id_ in enumerate(ids)
    ]
    found = composed(*candidates, limit=limit)
    placed = [id_ for place in shown(found) for id_ in place]
    assert sorted([*placed, *reasons(found)]) == sorted(ids)
    assert len(found.places) <= limit
    assert all(place.end - place.start <= 2_500 for place in found.places)
    labels = [clusters[a] for a in {place.best.passage.article_id for place in found.places}]
    assert all(labels.count(label) == 1 for label in labels if label)
