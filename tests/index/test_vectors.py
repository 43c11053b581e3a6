"""Vectors are kept under passage ids, and the nearest are found again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.vectors import Vectors

EAST, NORTH, NORTHEAST, WEST = [1.0, 0.0], [0.0, 1.0], [0.6, 0.8], [-1.0, 0.0]


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors(tmp_path / "vectors")
    yield opened
    opened.close()


def test_the_nearest_come_first_with_their_cosine(vectors: Vectors) -> None:
    vectors.upsert(["e", "n", "ne", "w"], [EAST, NORTH, NORTHEAST, WEST])
    found = vectors.nearest(EAST, 3)
    assert [id_ for id_, _ in found] == ["e", "ne", "n"]
    assert [cosine for _, cosine in found] == pytest.approx([1.0, 0.6, 0.0], abs=1e-6)


def test_equally_near_ones_come_in_order_of_their_ids(vectors: Vectors) -> None:
    for id_ in ("b", "a", "c"):
        vectors.upsert([id_], [NORTHEAST])
    assert [id_ for id_, _ in vectors.nearest(EAST, 3)] == ["a", "b", "c"]


def test_storing_again_replaces(vectors: Vectors) -> None:
    vectors.upsert(["a", "b"], [EAST, WEST])
    vectors.upsert(["a", "b"], [WEST, EAST])
    assert vectors.ids() == {"a", "b"}
    assert vectors.nearest(EAST, 1)[0][0] == "b"


def test_only_the_named_ids_are_searched(vectors: Vectors) -> None:
    vectors.upsert(["e", "n", "w"], [EAST, NORTH, WEST])
    assert [id_ for id_, _ in vectors.nearest(EAST, 9, ["w", "n", "gone"])] == ["n", "w"]
    assert vectors.nearest(EAST, 9, ["gone"]) == []
    assert vectors.nearest(EAST, 9, []) == []


def test_what_was_taken_out_is_found_no_more(vectors: Vectors) -> None:
    vectors.upsert(["e", "w"], [EAST, WEST])
    vectors.delete(["e", "gone"])
    vectors.delete([])
    assert vectors.ids() == {"w"}
    assert [id_ for id_, _ in vectors.nearest(EAST, 9)] == ["w"]


def test_an_empty_store_finds_nothing(vectors: Vectors) -> None:
    vectors.upsert([], [])
    assert vectors.ids() == set()
    assert vectors.nearest(EAST, 5) == []


def test_more_are_stored_than_one_call_may_hold(vectors: Vectors) -> None:
    ids = [f"a:1:{n}" for n in range(6_000)]
    vectors.upsert(ids, [EAST] * len(ids))
    assert vectors.ids() == set(ids)
    vectors.delete(ids[1:])
    assert vectors.ids() == {ids[0]}


def test_vectors_are_there_again_after_reopening(tmp_path: Path) -> None:
    first = Vectors(tmp_path)
    first.upsert(["e", "w"], [EAST, WEST])
    first.close()
    again = Vectors(tmp_path)
    assert again.ids() == {"e", "w"}
    assert again.nearest(WEST, 1)[0][0] == "w"
    again.close()
