"""Vectors are kept under passage ids, and the nearest are found again."""

from collections.abc import Callable, Iterator
from contextlib import closing
from math import cos, sin
from pathlib import Path
from secrets import token_hex

import numpy as np
import pytest

from index.errors import VectorsUnreachable
from index.vectors import ChromaServer, Vectors
from tests.chroma import chroma, falling_silent

EAST, NORTH, NORTHEAST, WEST = [1.0, 0.0], [0.0, 1.0], [0.6, 0.8], [-1.0, 0.0]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(params=["folder", "server"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Vectors]:
    """Opens the same vectors each time, in a folder or at a server."""
    if request.param == "folder":
        return lambda: Vectors(tmp_path / "vectors")
    kept = ChromaServer(request.getfixturevalue("server"), token_hex(6))
    return lambda: kept.vectors(1)


@pytest.fixture
def vectors(home: Callable[[], Vectors]) -> Iterator[Vectors]:
    opened = home()
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


def test_of_few_none_is_missed_however_alike_they_are_and_often_rewritten(
    vectors: Vectors,
) -> None:
    ids, drawn = [f"{n:04}" for n in range(1500)], np.random.default_rng(5)
    for _ in range(3):
        alike = 1 + 0.02 * drawn.normal(size=(len(ids), 16))
        alike /= np.linalg.norm(alike, axis=1, keepdims=True)
        for first in range(0, len(ids), 150):
            vectors.upsert(ids[first : first + 150], alike[first : first + 150].tolist())
    assert len(vectors.nearest(alike[0].tolist(), len(ids))) == len(ids)


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


def test_among_many_named_ids_those_that_have_just_left_are_passed_over(vectors: Vectors) -> None:
    ids = [f"a:1:{n}" for n in range(2_100)]
    vectors.upsert(ids, [[cos(n / 1_000), sin(n / 1_000)] for n in range(len(ids))])
    assert vectors.nearest(EAST, 2, [*ids[5:], "gone"])[0][0] == ids[5]


def test_vectors_are_there_again_after_reopening(home: Callable[[], Vectors]) -> None:
    first = home()
    first.upsert(["e", "w"], [EAST, WEST])
    first.close()
    again = home()
    assert again.ids() == {"e", "w"}
    assert again.nearest(WEST, 1)[0][0] == "w"
    again.close()


def test_a_server_keeps_generations_and_owners_apart(server: str) -> None:
    ours, theirs = ChromaServer(server, token_hex(6)), ChromaServer(server, token_hex(6))
    first, second, other = ours.vectors(1), ours.vectors(2), theirs.vectors(1)
    first.upsert(["e"], [EAST])
    assert (second.ids(), other.ids()) == (set(), set())
    assert ours.generations() == [1, 2]
    ours.discard(1)
    assert (ours.generations(), theirs.generations()) == ([2], [1])
    second.upsert(["w"], [WEST])
    assert second.ids() == {"w"}
    for each in (first, second, other):
        each.close()


def test_a_server_that_does_not_answer_is_told_with_the_way_out(tmp_path: Path) -> None:
    with chroma(tmp_path) as url:
        vectors = ChromaServer(url, "us").vectors(1)
    attempts: list[Callable[[], object]] = [
        vectors.count,
        lambda: vectors.nearest(EAST, 1),
        lambda: vectors.nearest(EAST, 1, ["e"]),
        lambda: vectors.upsert(["e"], [EAST]),
        lambda: vectors.delete(["e"]),
        vectors.ids,
        ChromaServer(url, "us").generations,
        lambda: ChromaServer(url, "us").vectors(1),
    ]
    for attempt in attempts:
        with pytest.raises(VectorsUnreachable, match=f"The Chroma server at {url} can't") as told:
            attempt()
        assert "ASSAY_CHROMA_URL" in told.value.hint
    vectors.close()


def test_a_server_that_falls_silent_is_given_up_wherever_it_does(server: str) -> None:
    """It is asked who we are, for the tenant, the database, the collection, then for vectors."""
    for answered in range(6):
        with falling_silent(server, after=answered) as url:
            with pytest.raises(VectorsUnreachable, match="can't be used") as told:
                _use(ChromaServer(url, token_hex(6), patience=0.5))
            assert "timed out" in told.value.message or answered == 1  # Chroma: "no tenant"


def _use(server: ChromaServer) -> None:
    with closing(server.vectors(1)) as vectors:
        vectors.upsert(["e"], [EAST])
        vectors.count()
