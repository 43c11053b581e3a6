"""Promise: equal tokens are paired in the order of both, and as much as can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.checking.pairing import neighbour, pair, units_clash
from service.checking.reading import Token, read
from tests.checked import WORDS, keys

LIKE = st.lists(st.sampled_from("Tolm sold 40 tonnes in May 2024 , not 12 mines 产 量".split()))


def tokens(words: list[str]) -> tuple[Token, ...]:
    return read(" ".join(words), WORDS)


@given(LIKE, LIKE)
def test_pairs_are_equal_and_in_the_order_of_both(mine: list[str], theirs: list[str]) -> None:
    claim, source = tokens(mine), tokens(theirs)
    same = pair(claim, source).same
    assert all((claim[a].kind, claim[a].key) == (source[b].kind, source[b].key) for a, b in same)
    for side in (0, 1):
        places = [pair_[side] for pair_ in same]
        assert places == sorted(set(places))


@given(LIKE, LIKE, LIKE)
def test_what_a_source_holds_in_a_row_is_paired_whole(
    before: list[str], mine: list[str], after: list[str]
) -> None:
    claim = tokens(mine)
    same = pair(claim, tokens([*before, "|", *mine, "|", *after])).same
    assert len(same) >= sum(token.counts for token in claim if token.unit == "")


def test_numbers_of_different_things_are_no_pair() -> None:
    claim, source = tokens(["12", "tonnes"]), tokens(["12", "miles"])
    assert units_clash(claim[0], source[0])
    assert not pair(claim, source).same


def test_what_the_source_says_beside_is_unsaid_up_to_where_the_claim_ends() -> None:
    found = pair(tokens(["Tolm", "sold", "salt"]), tokens("Tolm of Dene sold salt to Ada".split()))
    assert keys([token for token in found.unsaid if token.kind == "name"]) == ["dene"]


@pytest.mark.parametrize(
    ("text", "word", "step", "expected"),
    [
        ("The Orrin plant closed.", "Orrin", 1, "plant"),
        ("The plant in Orrin Bay closed.", "Orrin", 1, "close"),
        ("The plant in Orrin closed.", "Orrin", -1, "plant"),
        ("It fell. Orrin closed.", "Orrin", -1, ""),
        ("Orrin closed.", "Orrin", -1, ""),
    ],
)
def test_a_neighbour_is_the_next_word_with_content(
    text: str, word: str, step: int, expected: str
) -> None:
    found = read(text, WORDS)
    place = next(n for n, token in enumerate(found) if token.text == word)
    assert neighbour(found, place, step) == expected
