"""Work for a model comes back whole, questions wait for no import, and errors reach who asked."""

from collections.abc import Sequence
from threading import Barrier, Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.waiting import Ids, Queue, together


def lengths(texts: Sequence[Ids]) -> NDArray[np.float32]:
    return np.array([[len(ids)] for ids in texts], np.float32)


@given(st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=6).map(sorted), max_size=20))
def test_each_work_gets_the_rows_of_its_own_texts(works: list[list[int]]) -> None:
    queue = Queue(lengths, at_once=100, threads=2)
    waiting = [queue.put([[7] * size for size in work], later=False) for work in works]
    assert [one.result(10)[:, 0].tolist() for one in waiting] == works


def test_what_waits_at_the_same_time_is_read_together() -> None:
    busy, go = Event(), Event()
    runs: list[int] = []

    def run(texts: Sequence[Ids]) -> NDArray[np.float32]:
        runs.append(len(texts))
        busy.set()
        assert go.wait(10)
        return lengths(texts)

    queue = Queue(run, at_once=100, threads=1)
    first = queue.put([[1] * 10], later=False)
    assert busy.wait(10)
    others = [queue.put([[1] * 10], later=False) for _ in range(12)]
    go.set()
    assert [one.result(10).shape for one in (first, *others)] == [(1, 1)] * 13
    assert runs == [1, 10, 2]


def test_threads_that_have_nothing_to_do_share_what_waits() -> None:
    both = Barrier(2)

    def run(texts: Sequence[Ids]) -> NDArray[np.float32]:
        both.wait(10)  # breaks, unless two runs go on at the same time
        return lengths(texts)

    queue = Queue(run, at_once=100, threads=2)
    with queue._changed:  # no thread takes anything before both wait
        works = [queue.put([[1] * 10], later=False) for _ in range(2)]
    assert [one.result(10)[0, 0] for one in works] == [10, 10]


def test_a_question_is_read_while_an_import_holds_its_own_threads() -> None:
    go = Event()

    def run(texts: Sequence[Ids]) -> NDArray[np.float32]:
        if len(texts[0]) > 20:
            assert go.wait(10)
        return lengths(texts)

    queue = Queue(run, at_once=100, threads=1)
    passages = [queue.put([[1] * 50], later=True) for _ in range(3)]
    assert queue.put([[1] * 9], later=False).result(10)[0, 0] == 9
    assert not any(one.done() for one in passages)
    go.set()
    assert all(one.result(10)[0, 0] == 50 for one in passages)


def test_an_error_reaches_who_asked_and_the_next_work_is_done() -> None:
    def run(texts: Sequence[Ids]) -> NDArray[np.float32]:
        if len(texts[0]) == 3:
            raise MemoryError("no room")
        return lengths(texts)

    queue = Queue(run, at_once=100, threads=1)
    with pytest.raises(MemoryError, match="no room"):
        queue.put([[1] * 3], later=False).result(10)
    assert queue.put([[1] * 4], later=False).result(10)[0, 0] == 4


@given(st.integers(1, 512), st.integers(1, 512), st.integers(1, 64))
def test_texts_are_read_together_only_where_little_of_it_is_padding(
    one: int, other: int, count: int
) -> None:
    shortest, longest = sorted((one, other))
    if together(shortest, longest, count, 1024):
        assert longest * count <= 1024
        assert shortest * count >= longest * count * 0.6
