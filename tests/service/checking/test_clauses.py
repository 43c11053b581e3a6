"""Promise: a sentence falls into its clauses, so that each can be asked for evidence of its own."""

import pytest

from service.checking.clauses import clauses, main_clauses
from service.checking.reading import read
from tests.checked import WORDS


def cut(text: str, *, main: bool = False) -> list[str]:
    tokens = read(text, WORDS)
    parts = clauses(tokens, WORDS)
    found = main_clauses(parts, tokens, WORDS) if main else parts
    return [" ".join(token.text for token in part.of(tokens)) for part in found]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The mill closed, and the mayor resigned.", ["The mill closed", "the mayor resigned"]),
        ("The mill closed and the mayor resigned.", ["The mill closed", "the mayor resigned"]),
        ("The mill closed because rain fell.", ["The mill closed", "rain fell"]),
        ("The mill, which burned, closed.", ["The mill", "burned", "closed"]),
        ("The mill (a ruin) closed.", ["The mill", "a ruin", "closed"]),
        ("The mill closed - a bishop fainted.", ["The mill closed", "a bishop fainted"]),
        ("It fell as the mayor resigned.", ["It fell", "the mayor resigned"]),
        ("It fell as planned.", ["It fell as planned"]),
        ("Oats and barley fell.", ["Oats and barley fell"]),
        ("矿山关闭，市长辞职。", ["矿 山 关 闭", "市 长 辞 职"]),
    ],
)
def test_clauses_stand_between_marks_and_words_that_join(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


def test_a_clause_that_depends_on_another_belongs_to_it() -> None:
    text = "The mill, which burned, closed because rain fell, and the mayor resigned."
    assert cut(text, main=True) == [
        "The mill , which burned , closed because rain fell",
        "the mayor resigned",
    ]


def test_no_clause_is_without_content_and_none_is_lost() -> None:
    text = 'Yes, - ("and"), the mill; closed: [of it] (so) rain.'
    tokens = read(text, WORDS)
    parts = clauses(tokens, WORDS)
    assert all(any(token.counts for token in part.of(tokens)) for part in parts)
    told = {token for part in parts for token in part.of(tokens)}
    assert {token for token in tokens if token.counts} <= told
