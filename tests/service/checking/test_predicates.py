"""Promise: each clause has evidence of its own: what it says is done stands in a source."""

import pytest

from service.checking.predicates import clauses_held, predicate_held, predicates
from service.checking.reading import read
from tests.checked import WORDS, aligned, checked

CREW = "The tug brought the crew of nine ashore at Tolm on Monday, and the harbour stayed open."


@pytest.mark.parametrize(
    ("claim", "clause"),
    [
        ("The tug brought the crew ashore, and a bishop fainted.", "a bishop fainted"),
        ("A bishop fainted, and the tug brought the crew ashore.", "A bishop fainted"),
        ("The tug, which a bishop blessed, brought the crew ashore.", "a bishop blessed"),
        ("The tug brought the crew ashore (two fainted).", "two fainted"),
        ("The tug brought the crew ashore - a miracle, priests said.", "a miracle"),
        ("The tug brought the crew ashore while a storm raged.", "a storm raged"),
        ("The tug brought the crew ashore, ending weeks of protest.", "ending weeks of protest"),
    ],
)
def test_an_invented_clause_is_told(claim: str, clause: str) -> None:
    found = clauses_held(aligned(claim, CREW))
    assert f"The cited sentences do not say “{clause}”." in (*found.doubts, *found.open)
    assert checked(claim, CREW).name == "unverified"


def test_a_clause_of_which_nothing_is_known_is_doubted_and_one_in_other_words_open() -> None:
    invented = clauses_held(aligned("The harbour stayed open, and a bishop fainted.", CREW))
    assert invented.doubts
    reworded = clauses_held(aligned("The harbour stayed open, and the crew was rescued.", CREW))
    assert reworded.open
    assert not reworded.doubts


@pytest.mark.parametrize(
    ("claim", "word"),
    [
        ("The crew of nine was arrested.", "arrested"),
        ("The tug sank the crew at Tolm.", "sank"),
        ("The harbour stayed shut.", "shut"),
    ],
)
def test_a_short_claim_with_another_predicate_is_left_open(claim: str, word: str) -> None:
    assert any(f"“{word}”" in told for told in predicate_held(aligned(claim, CREW)).open)


@pytest.mark.parametrize(
    "claim",
    [
        "The crew of nine was brought ashore by the tug.",
        "On Monday the tug brought nine crew ashore.",
        "The harbour also stayed open.",
    ],
)
def test_what_the_source_says_in_its_own_forms_is_held(claim: str) -> None:
    found = aligned(claim, CREW)
    assert not predicate_held(found).open
    assert not clauses_held(found).doubts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mill was sold.", ["sold"]),
        ("The mill burned and they left Tolm.", ["burned", "left"]),
        ("The firm wants to sell the red mill.", ["sell"]),
        ("The firm which owns it.", ["owns"]),
    ],
)
def test_predicates_are_told_by_what_stands_before_them(text: str, found: list[str]) -> None:
    tokens = read(text, WORDS)
    assert [tokens[n].text for n in predicates(tokens, 0, len(tokens), WORDS)] == found


def test_chinese_clauses_have_evidence_of_their_own() -> None:
    source = "公司去年建成第二座工厂。"
    assert clauses_held(aligned("公司去年建成第二座工厂，董事长因此被捕。", source)).open
    assert not clauses_held(aligned("公司去年建成工厂，是第二座工厂。", source)).open
