"""Promise: what a source denies, plans or passes on is known, and how far that reaches."""

import pytest

from service.checking.governing import Governed
from service.checking.reading import read
from tests.checked import WORDS


def standings(text: str, word: str) -> set[str]:
    """What a sentence makes of one of its words."""
    governed = Governed(read(text, WORDS), WORDS)
    [place] = [n for n, token in enumerate(governed.tokens) if token.text == word]
    return {one.standing for one in governed.governors if one.governs(place)}


@pytest.mark.parametrize(
    ("text", "word", "standing"),
    [
        ("The mayor denied that the council sold the harbour.", "sold", "denied"),
        ("The firm ruled out a sale of the harbour.", "sale", "denied"),
        ("The firm failed to sell the harbour.", "sell", "denied"),
        ("The firm has not sold the harbour.", "sold", "denied"),
        ("The firm has yet to sell the harbour.", "sell", "denied"),
        ("The firm rejected a plan to sell the harbour.", "sell", "denied"),
        ("The firm plans to sell the harbour.", "sell", "open"),
        ("The firm wants to sell the harbour.", "sell", "open"),
        ("The union demanded that the firm sell the harbour.", "sell", "open"),
        ("The firm could sell the harbour.", "sell", "open"),
        ("The firm should have sold the harbour.", "sold", "open"),
        ("The firm is about to sell the harbour.", "sell", "open"),
        ("A blogger alleged that the firm sold the harbour.", "sold", "heard"),
        ("The firm reportedly sold the harbour.", "sold", "heard"),
        ("公司否认出售矿山。", "售", "denied"),
        ("公司尚未出售矿山。", "售", "denied"),
        ("公司计划出售矿山。", "售", "open"),
        ("公司可能出售矿山。", "售", "open"),
        ("据报道公司已出售矿山。", "售", "heard"),
    ],
)
def test_a_governing_word_reaches_what_it_governs(text: str, word: str, standing: str) -> None:
    assert standing in standings(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The firm did not sell the mill, and the mayor opened a shop.", "opened"),
        ("The firm sold the mill. It did not open a shop.", "mill"),
        ("Not only the mayor came.", "came"),
        ("Output fell as planned.", "fell"),
        ("It cost less than planned and opened.", "opened"),
        ("The mayor said that the mill closed.", "closed"),
        ("Will Plan, the baker, sold bread.", "bread"),
        ("The fair opened in May.", "opened"),
        ("产量不断增长。", "增"),
        ("不仅产量增长。", "增"),
        ("公司表示产量增长。", "增"),
    ],
)
def test_it_reaches_no_further(text: str, word: str) -> None:
    assert not standings(text, word)
