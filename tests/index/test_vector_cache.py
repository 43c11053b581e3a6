"""Vectors are fetched once, until they change or there are too many."""

from collections.abc import Mapping, Sequence

import pytest

from index.vector_cache import VectorCache

STORED = {"east": [1.0, 0.0], "north": [0.0, 1.0], "between": [0.6, 0.8]}


class Store:
    def __init__(self) -> None:
        self.vectors = dict(STORED)
        self.fetched: list[list[str]] = []

    def get(self, ids: Sequence[str]) -> Mapping[str, Sequence[float]]:
        self.fetched.append(list(ids))
        return {id_: self.vectors[id_] for id_ in ids if id_ in self.vectors}


def test_a_vector_is_fetched_once_and_one_that_is_not_there_left_out() -> None:
    store = Store()
    cache = VectorCache(store.get)
    found = cache.similarities([1.0, 0.0], ["east", "between", "gone"])
    assert found == pytest.approx({"east": 1.0, "between": 0.6})
    assert cache.similarities([0.0, 1.0], ["north", "between"]) == pytest.approx(
        {"north": 1.0, "between": 0.8}
    )
    assert store.fetched == [["east", "between", "gone"], ["north"]]
    assert cache.similarities([1.0, 0.0], []) == {}


def test_a_vector_that_changed_is_fetched_again() -> None:
    store = Store()
    cache = VectorCache(store.get)
    cache.similarities([1.0, 0.0], ["east", "north"])
    store.vectors["east"] = [0.0, 1.0]
    cache.forget(["east", "gone"])
    assert cache.similarities([1.0, 0.0], ["east", "north"]) == {"east": 0.0, "north": 0.0}
    assert store.fetched[1:] == [["east"]]


def test_when_there_is_no_room_all_is_forgotten() -> None:
    store = Store()
    cache = VectorCache(store.get, room=2)
    cache.similarities([1.0, 0.0], ["east", "north"])
    assert cache.similarities([1.0, 0.0], ["east", "between"]) == pytest.approx(
        {"east": 1.0, "between": 0.6}
    )
    cache.similarities([1.0, 0.0], ["east", "between"])
    assert store.fetched[1:] == [["between"], ["east"]]


def test_nobody_waits_for_what_another_fetches_and_what_changed_meanwhile_is_not_kept() -> None:
    store = Store()

    def slow(ids: Sequence[str]) -> Mapping[str, Sequence[float]]:
        found = store.get(ids)
        if ids == ["east"]:
            assert cache.similarities([0.0, 1.0], ["north"]) == {"north": 1.0}
            store.vectors["east"] = [0.0, 1.0]
            cache.forget(["east"])
        return found

    cache = VectorCache(slow)
    assert cache.similarities([1.0, 0.0], ["east"]) == {"east": 1.0}
    assert cache.similarities([1.0, 0.0], ["east"]) == {"east": 0.0}
