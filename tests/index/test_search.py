"""Both lists are fused by score; only what the catalogue still knows is found."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import Lexical
from index.model import Filters, Passage, Stretch
from index.search import Fusion, HybridSearch, Ranked, dense_list, fuse, fused
from tests.fakes import passage


@dataclass
class Shelf:
    """Keeps the passages named, each ten characters of its article."""

    ids: Sequence[str]

    async def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        return {id_: at(id_) for id_ in reversed(list(ids)) if id_ in self.ids}

    async def texts(self, stretches: Sequence[Stretch]) -> Sequence[str | None]:
        return [f"{one.article_id} from {one.start} to {one.end}" for one in stretches]


def at(id_: str) -> Passage:
    start = 10 * int(id_.rpartition(":")[2])
    return passage(id_, "Trams", f"{id_:9}", start=start, end=start + 9)


def listing(*ids: str) -> Callable[..., Ranked]:
    """A list that always holds these ids, in this order."""

    def find(query: str, limit: int, filters: Filters, also: Iterable[str] = ()) -> Ranked:
        return [(id_, 1 - place / 10) for place, id_ in enumerate(ids)][:limit]

    return find


def search(dense: Sequence[str], lexical: Sequence[str], **more: Any) -> HybridSearch:
    shelf = more.get("shelf") or Shelf(sorted({*dense, *lexical}))
    return HybridSearch(store=shelf, dense=listing(*dense), lexical=listing(*lexical))


async def test_what_both_lists_hold_comes_before_what_one_holds() -> None:
    hits = await search(["a:1:0", "b:1:0", "c:1:0"], ["d:1:0", "c:1:0"])("trams", Filters(), 10)
    assert [hit.id for hit in hits] == ["c:1:0", "d:1:0", "a:1:0", "b:1:0"]
    assert [hit.number for hit in hits] == [1, 2, 3, 4]
    assert hits[0].ranks == {"dense": 3, "lexical": 2}
    assert hits[0].score == round(0.45 * 0.8 + 0.55 * 0.9, 6)
    assert hits[1].ranks == {"lexical": 1}


def test_a_score_lies_between_0_and_1_whatever_the_lists_scores_are() -> None:
    assert fuse([("a", 1.0), ("b", -0.3)], [("a", 31.0), ("c", 15.5)], Fusion()) == {
        "a": 1.0,
        "b": 0.0,
        "c": 0.275,
    }


def test_low_cosines_leave_the_order_to_the_words() -> None:
    """As they are for a language that the embedding doesn't know."""
    fused = fuse([("x", 0.2), ("y", 0.19)], [("b", 9.0), ("a", 8.0)], Fusion())
    assert sorted(fused, key=lambda id_: -fused[id_]) == ["b", "a", "x", "y"]


class Dated(Shelf):
    """A shelf whose article a is a year older than its article b."""

    async def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        years = {"a": 2025, "b": 2026}
        found = await super().passages(ids)
        return {
            id_: replace(one, published=date(years[one.article_id], 3, 1))
            for id_, one in found.items()
        }


@pytest.mark.parametrize(
    ("question", "filters", "first"),
    [
        ("Where do trams run?", Filters(), "a"),
        ("Where do trams run now?", Filters(), "b"),
        ("Where do trams run?", Filters(as_of=date(2026, 4, 1)), "b"),
        ("Where did trams run in 2025?", Filters(as_of=date(2026, 4, 1)), "a"),
    ],
)
async def test_of_comparable_passages_the_one_of_the_time_that_is_asked_about_is_first(
    question: str, filters: Filters, first: str
) -> None:
    listed = ["a:1:0", "b:1:0"]
    hits = await search(listed, [], shelf=Dated(listed))(question, filters, 10)
    assert hits[0].article_id == first


async def test_a_hit_is_its_passage() -> None:
    [hit] = await search(["a:1:0"], [])("trams", Filters(), 10)
    assert {name: getattr(hit, name) for name in Passage.__dataclass_fields__} == {
        name: getattr(at("a:1:0"), name) for name in Passage.__dataclass_fields__
    }


async def test_neighbours_are_one_hit_under_the_id_of_the_best_with_the_text_between_them() -> None:
    hits = await search(["a:1:4", "b:1:0", "a:1:3"], [])("trams", Filters(), 10)
    assert [(hit.number, hit.id) for hit in hits] == [(1, "a:1:4"), (2, "b:1:0")]
    assert (hits[0].start, hits[0].end, hits[0].text) == (30, 49, "a from 30 to 49")
    assert hits[0].scores == {"dense": 1.0}


async def test_a_neighbour_whose_version_has_just_gone_is_left_out() -> None:
    class Gone(Shelf):
        async def texts(self, stretches: Sequence[Stretch]) -> Sequence[str | None]:
            return [None for _ in stretches]

    shelf = Gone(["a:1:3", "a:1:4"])
    [hit] = await search(["a:1:4", "a:1:3"], [], shelf=shelf)("trams", Filters(), 10)
    assert (hit.start, hit.text) == (40, at("a:1:4").text)


async def test_an_explanation_tells_why_the_rest_is_no_hit() -> None:
    ids = [f"a:1:{n}" for n in (0, 2, 4, 6)]
    hybrid = search(
        [*ids, "b:1:0", "c:1:0", "gone:1:0"], ["c:1:0"], shelf=Shelf([*ids, "b:1:0", "c:1:0"])
    )
    explained = await hybrid.explain("trams", Filters(), 4)
    assert explained.hits == await hybrid("trams", Filters(), 4)
    assert {one.id: (one.title, one.reason) for one in explained.dropped} == {
        "a:1:6": ("Trams", "more than 3 passages of this article"),
        "b:1:0": ("Trams", "below the limit"),
    }
    assert explained.hits[0].ranks == {"dense": 6, "lexical": 1}
    assert explained.hits[0].scores == {"dense": 0.5, "lexical": 1.0}


async def test_an_article_that_is_asked_for_may_fill_the_result() -> None:
    dense = [f"a:1:{2 * n}" for n in range(6)] + ["b:1:0"]
    assert len(await search(dense, [])("trams", Filters(), 10)) == 4
    assert len(await search(dense, [])("trams", Filters(articles=("a",)), 10)) == 7
    assert len(await search(dense[:-1], [])("trams", Filters(), 10)) == 6


async def test_what_left_the_catalogue_is_found_no_more_and_leaves_no_gap() -> None:
    shelf = Shelf(["b:1:0", "c:1:0"])
    hits = await search(["gone:1:0", "b:1:0"], ["gone:1:0", "c:1:0"], shelf=shelf)(
        "trams", Filters(), 2
    )
    assert [(hit.number, hit.id) for hit in hits] == [(1, "c:1:0"), (2, "b:1:0")]


async def test_both_lists_are_asked_with_the_filters() -> None:
    asked: list[Filters] = []

    def find(query: str, limit: int, filters: Filters, also: Iterable[str] = ()) -> Ranked:
        asked.append(filters)
        return []

    filters = Filters(outlets=("Tram Weekly",))
    await HybridSearch(Shelf([]), find, find)("trams", filters, 10)
    assert asked == [filters, filters]


async def test_nothing_found_is_no_error() -> None:
    assert await search([], [])("trams", Filters(), 10) == ()


async def test_other_names_are_searched_too_and_without_any_the_question_stays_as_it_is() -> None:
    asked: list[tuple[str, Sequence[str]]] = []

    def dense(query: str, limit: int, filters: Filters) -> Ranked:
        asked.append((query, []))
        return []

    def lexical(query: str, limit: int, filters: Filters, also: Iterable[str]) -> Ranked:
        asked.append((query, list(also)))
        return []

    async def expand(query: str, _: tuple[str, ...]) -> Sequence[str]:
        return ["矿行", "Ore Bank"] if "LOB" in query else []

    hybrid = HybridSearch(Shelf([]), dense, lexical, expand)
    await hybrid("Who runs LOB?", Filters(), 5)
    await hybrid("Who runs it?", Filters(), 5)
    assert sorted(asked) == [
        ("Who runs LOB?", ["矿行", "Ore Bank"]),
        ("Who runs LOB? (矿行, Ore Bank)", []),
        ("Who runs it?", []),
        ("Who runs it?", []),
    ]


async def test_a_reranker_orders_the_best_before_the_cut_and_none_passes_them() -> None:
    ids = [f"a{n:02}:1:0" for n in range(40)]

    def last_first(query: str, passages: Sequence[Passage]) -> Mapping[str, float]:
        return {found.id: place / 100 for place, found in enumerate(passages)}

    def words(*_: object) -> Ranked:
        return [(id_, 40.0 - place) for place, id_ in enumerate(ids)]

    hybrid = HybridSearch(Shelf(ids), listing(), words, rerank=last_first)
    hits = await hybrid("trams", Filters(), 40)
    assert [hit.id for hit in hits] == [*reversed(ids[:30]), *ids[30:]]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert [hit.id for hit in await hybrid("trams", Filters(), 2)] == ["a29:1:0", "a28:1:0"]


RANKED = st.lists(st.sampled_from([f"{a}:1:{n}" for a in "abc" for n in range(5)]), unique=True)


@settings(max_examples=50)
@given(RANKED, RANKED, st.integers(1, 20))
async def test_every_result_is_numbered_ordered_and_the_same_again(
    dense: list[str], lexical: list[str], limit: int
) -> None:
    hybrid = search(dense, lexical)
    hits = await hybrid("trams", Filters(), limit)
    assert hits == await hybrid("trams", Filters(), limit)
    assert len(hits) <= limit
    assert [hit.number for hit in hits] == list(range(1, len(hits) + 1))
    order = [(-hit.score, hit.id) for hit in hits]
    assert order == sorted(order)


@settings(max_examples=50)
@given(RANKED, RANKED, st.integers(1, 20))
async def test_everything_that_a_list_holds_is_in_a_hit_or_left_out_with_a_reason(
    dense: list[str], lexical: list[str], limit: int
) -> None:
    explained = await search(dense, lexical).explain("trams", Filters(), limit)
    shown = [
        f"{hit.article_id}:1:{n}"
        for hit in explained.hits
        for n in range(hit.start // 10, (hit.end + 1) // 10)
    ]
    assert sorted([*shown, *(one.id for one in explained.dropped)]) == sorted({*dense, *lexical})


def test_ranks_count_from_one_in_each_list() -> None:
    lists = {"dense": [("a", 0.9), ("b", 0.1)], "lexical": [("b", 7.0)]}
    listed = fused(lists, Fusion())
    assert {id_: one.ranks for id_, one in listed.items()} == {
        "a": {"dense": 1},
        "b": {"dense": 2, "lexical": 1},
    }
    assert listed["b"].scores == {"dense": 0.1, "lexical": 7.0}


def test_a_dense_list_searches_with_the_vector_of_the_question() -> None:
    def nearest(vector: Sequence[float], limit: int, filters: Filters) -> Ranked:
        return [(f"{list(vector)} {limit} {filters.outlets}", 1.0)]

    found = dense_list(lambda query: [float(len(query))], nearest)(
        "tram", 3, Filters(outlets=("Tram Weekly",))
    )
    assert found == [("[4.0] 3 ('Tram Weekly',)", 1.0)]


async def test_articles_with_words_are_all_of_them_however_common_all_but_one_word_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each word is very common, it is said that there may be more."""
    monkeypatch.setattr("index.search._WIDE", 2)
    lexical = Lexical(tmp_path)
    texts = ["Trams run."] * 4 + ["Trams run, and a boat. The line is long, the year is dry."]
    lexical.upsert(passage(f"a{n}:1:0", "News", text) for n, text in enumerate(texts))
    hybrid = HybridSearch(Shelf([]), listing(), lexical.best)
    assert await hybrid.articles_with(["trams", "boat"]) == ({"a4"}, True)
    articles, whole = await hybrid.articles_with(["trams", "run"])
    assert (len(articles), whole) == (3, False)
    assert await hybrid.articles_with(["trams", "zeppelin"]) == (set(), True)
    lexical.close()
