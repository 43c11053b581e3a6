"""The nearest passages among those that pass the filters, whatever the filters are."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import Lexical
from index.model import Filters, Passage
from index.nearest import Nearest
from index.vectors import Vectors
from tests.fakes import passage

FIRST = date(2024, 1, 1)
OUTLETS = (None, "Tram Weekly", "ORE & Straße", "矿业周刊")
PASSAGES = [
    passage(
        f"a{n // 3}:1:{n % 3}",
        text="A tram runs.",
        outlet=OUTLETS[n % 4],
        published=None if n % 5 == 4 else FIRST + timedelta(days=n % 7),
        language=("en", "zh")[n % 2],
    )
    for n in range(60)
]


def vector_of(place: int) -> list[float]:
    """A direction of its own, the nearer to the first the smaller its number."""
    chance = random.Random(place)
    other = [chance.gauss(0, 1) for _ in range(7)]
    size = sum(x * x for x in other) ** 0.5
    near = 1 - place / 100
    return [near, *((1 - near * near) ** 0.5 * x / size for x in other)]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vectors, Lexical]]:
    vectors = Vectors(tmp_path_factory.mktemp("vectors"))
    lexical = Lexical(tmp_path_factory.mktemp("lexical"))
    vectors.upsert([one.id for one in PASSAGES], [vector_of(n) for n in range(len(PASSAGES))])
    lexical.upsert(PASSAGES)
    yield vectors, lexical
    vectors.close()
    lexical.close()


def passes(one: Passage, filters: Filters) -> bool:
    """What filters mean, in so many words."""
    first, last = filters.published_from, filters.last_day
    folded = [outlet.casefold() for outlet in filters.outlets]
    return (
        (not (first or last) or one.published is not None)
        and (first is None or (one.published or first) >= first)
        and (last is None or (one.published or last) <= last)
        and (not folded or (one.outlet or "").casefold() in folded)
        and (not filters.languages or one.language in filters.languages)
        and (not filters.articles or one.article_id in filters.articles)
    )


DAYS = st.none() | st.integers(-1, 8).map(lambda n: FIRST + timedelta(days=n))


def some(values: Sequence[str]) -> Any:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


FILTERS = st.builds(
    Filters,
    published_from=DAYS,
    published_to=DAYS,
    as_of=DAYS,
    outlets=some(["tram weekly", "ore & strasse", "矿业周刊", "Tram", "x" * 500]),
    languages=some(["en", "zh", "EN"]),
    articles=some([f"a{n}" for n in range(21)]),
)


@settings(max_examples=150)
@given(filters=FILTERS, limit=st.integers(1, 60))
def test_the_nearest_are_those_that_pass_in_their_order(
    parts: tuple[Vectors, Lexical], filters: Filters, limit: int
) -> None:
    found = Nearest(*parts)(vector_of(0), limit, filters)
    assert [id_ for id_, _ in found] == [one.id for one in PASSAGES if passes(one, filters)][:limit]


@settings(max_examples=150)
@given(filters=FILTERS)
def test_the_lexical_list_holds_those_that_pass(
    parts: tuple[Vectors, Lexical], filters: Filters
) -> None:
    _, lexical = parts
    passing = {one.id for one in PASSAGES if passes(one, filters)}
    assert {id_ for id_, _ in lexical.best("tram", 100, filters)} == passing
    assert lexical.ids(filters) == passing
    assert lexical.count(filters) == len(passing)


class Asked:
    """Vectors of so many passages; notes how deep and among how many it is searched."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = ids
        self.asked: list[tuple[int, int | None]] = []

    def nearest(
        self, vector: Sequence[float], limit: int, among: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        self.asked.append((limit, None if among is None else len(among)))
        return [(id_, 0.5) for id_ in self.ids if among is None or id_ in among][:limit]


def test_where_many_pass_a_few_more_are_found_and_no_ids_named(
    parts: tuple[Vectors, Lexical],
) -> None:
    vectors = Asked([one.id for one in PASSAGES])
    found = Nearest(vectors, parts[1])([1.0], 5, Filters(languages=("en",)))
    assert len(found) == 5
    assert vectors.asked == [(15, None)]


def test_where_those_near_do_not_pass_the_ones_that_do_are_named(
    parts: tuple[Vectors, Lexical],
) -> None:
    """As where a question is about what another outlet writes."""
    english_last = sorted(PASSAGES, key=lambda one: one.language == "en")
    vectors = Asked([one.id for one in english_last])
    found = Nearest(vectors, parts[1])([1.0], 5, Filters(languages=("en",)))
    assert len(found) == 5
    assert vectors.asked == [(15, None), (5, 30)]


def test_where_nothing_is_indexed_nothing_is_near(tmp_path: Path) -> None:
    vectors, lexical = Vectors(tmp_path / "vectors"), Lexical(tmp_path / "lexical")
    try:
        near = Nearest(vectors, lexical)
        assert near(vector_of(0), 3, Filters(languages=("en",))) == []
        assert near(vector_of(0), 3, Filters()) == []
    finally:
        vectors.close()
        lexical.close()
