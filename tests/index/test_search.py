"""Both lists are fused by score; only what the catalogue still knows is found."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from index.model import Filters, Passage
from index.search import HybridSearch, Ranked, dense_list, fuse, ranks_of


@dataclass
class Shelf:
    """Keeps the passages named, and lets those of article "a" through every filter."""

    ids: Sequence[str]
    asked: list[Filters] = field(default_factory=list)

    async def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        return {id_: passage(id_) for id_ in reversed(list(ids)) if id_ in self.ids}

    async def passage_ids(self, filters: Filters) -> Sequence[str]:
        self.asked.append(filters)
        return [id_ for id_ in self.ids if id_.startswith("a:")]


def passage(id_: str) -> Passage:
    return Passage(
        id=id_, article_id=id_.split(":", maxsplit=1)[0], version=1, title="Trams", language="en",
        start=0, end=len(id_), text=id_,
    )  # fmt: skip


def listing(*ids: str) -> Callable[..., Ranked]:
    """A list that always holds these ids, in this order."""

    def find(
        query: str, limit: int, among: Sequence[str] | None, also: Iterable[str] = ()
    ) -> Ranked:
        scored = [(id_, 1 - place / 10) for place, id_ in enumerate(ids)]
        return [(id_, score) for id_, score in scored if among is None or id_ in among][:limit]

    return find


def search(dense: Sequence[str], lexical: Sequence[str], **more: Any) -> HybridSearch:
    shelf = more.get("shelf") or Shelf(sorted({*dense, *lexical}))
    return HybridSearch(store=shelf, dense=listing(*dense), lexical=listing(*lexical))


async def test_what_both_lists_hold_comes_before_what_one_holds() -> None:
    hits = await search(["a:1", "b:1", "c:1"], ["d:1", "c:1"])("trams", Filters(), 10)
    assert [hit.id for hit in hits] == ["c:1", "d:1", "a:1", "b:1"]
    assert [hit.number for hit in hits] == [1, 2, 3, 4]
    assert hits[0].ranks == {"dense": 3, "lexical": 2}
    assert hits[0].score == round(0.45 * 0.8 + 0.55 * 0.9, 6)
    assert hits[1].ranks == {"lexical": 1}


def test_a_score_lies_between_0_and_1_whatever_the_lists_scores_are() -> None:
    assert fuse([("a", 1.0), ("b", -0.3)], [("a", 31.0), ("c", 15.5)]) == {
        "a": 1.0,
        "b": 0.0,
        "c": 0.275,
    }


def test_low_cosines_leave_the_order_to_the_words() -> None:
    """As they are for a language that the embedding doesn't know."""
    fused = fuse([("x", 0.2), ("y", 0.19)], [("b", 9.0), ("a", 8.0)])
    assert sorted(fused, key=lambda id_: -fused[id_]) == ["b", "a", "x", "y"]


async def test_a_hit_is_its_passage() -> None:
    [hit] = await search(["a:1"], [])("trams", Filters(), 10)
    assert {name: getattr(hit, name) for name in Passage.__dataclass_fields__} == {
        name: getattr(passage("a:1"), name) for name in Passage.__dataclass_fields__
    }


async def test_what_left_the_catalogue_is_found_no_more_and_leaves_no_gap() -> None:
    shelf = Shelf(["b:1", "c:1"])
    hits = await search(["gone", "b:1"], ["gone", "c:1"], shelf=shelf)("trams", Filters(), 2)
    assert [(hit.number, hit.id) for hit in hits] == [(1, "c:1"), (2, "b:1")]


async def test_filters_are_asked_of_the_catalogue_and_only_where_there_are_any() -> None:
    shelf = Shelf(["a:1", "a:2", "b:1"])
    hybrid = search(["b:1", "a:2"], ["b:1", "a:1"], shelf=shelf)
    assert len(await hybrid("trams", Filters(), 10)) == 3
    assert shelf.asked == []
    filters = Filters(outlets=("Tram Weekly",))
    assert {hit.id for hit in await hybrid("trams", filters, 10)} == {"a:1", "a:2"}
    assert shelf.asked == [filters]


async def test_filters_that_nothing_passes_find_nothing() -> None:
    hybrid = search(["b:1"], ["b:1"], shelf=Shelf(["b:1"]))
    assert await hybrid("trams", Filters(languages=("en",)), 10) == ()


async def test_nothing_found_is_no_error() -> None:
    assert await search([], [])("trams", Filters(), 10) == ()


async def test_other_names_are_searched_too_and_without_any_the_question_stays_as_it_is() -> None:
    asked: list[tuple[str, Sequence[str]]] = []

    def dense(query: str, limit: int, among: Sequence[str] | None) -> Ranked:
        asked.append((query, []))
        return []

    def lexical(query: str, limit: int, among: Sequence[str] | None, also: Iterable[str]) -> Ranked:
        asked.append((query, list(also)))
        return []

    async def expand(query: str) -> Sequence[str]:
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
    ids = [f"a:{n:02}" for n in range(40)]

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
    assert [hit.id for hit in await hybrid("trams", Filters(), 2)] == ["a:29", "a:28"]


RANKED = st.lists(st.sampled_from([f"{a}:{n}" for a in "abc" for n in range(5)]), unique=True)


@settings(max_examples=50, deadline=None)
@given(RANKED, RANKED, st.integers(1, 20))
async def test_every_result_is_numbered_ordered_and_the_same_again(
    dense: list[str], lexical: list[str], limit: int
) -> None:
    hybrid = search(dense, lexical)
    hits = await hybrid("trams", Filters(), limit)
    assert hits == await hybrid("trams", Filters(), limit)
    assert len(hits) == min(limit, len({*dense, *lexical}))
    assert [hit.number for hit in hits] == list(range(1, len(hits) + 1))
    order = [(-hit.score, hit.id) for hit in hits]
    assert order == sorted(order)


def test_ranks_count_from_one_in_each_list() -> None:
    lists = {"dense": [("a", 0.9), ("b", 0.1)], "lexical": [("b", 7.0)]}
    assert ranks_of(lists) == {"a": {"dense": 1}, "b": {"dense": 2, "lexical": 1}}


def test_a_dense_list_searches_with_the_vector_of_the_question() -> None:
    def nearest(vector: Sequence[float], limit: int, among: Sequence[str] | None) -> Ranked:
        return [(f"{list(vector)} {limit} {among}", 1.0)]

    found = dense_list(lambda query: [float(len(query))], nearest)("tram", 3, ["a"])
    assert found == [("[4.0] 3 ['a']", 1.0)]
