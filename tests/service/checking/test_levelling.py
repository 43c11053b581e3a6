"""Promise: how a text is typeset or spelled changes nothing, and nothing else is taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.checking.levelling import level
from service.checking.reading import plain
from tests.checked import WORDS

# What typesetting does to single characters.
SET = {
    '"': '“”„«»「」＂"',
    "'": "’‘`´'",
    "-": "–—−-",
    " ": "\u00a0\u2009\u3000 ",
    "%": "％%",
    "3": "３3",
    "f": "ｆf",
}
SENTENCES = [
    'Vaal said: "We won\'t sell 30% of it - for now".',
    "The firm sold 3,300 tonnes for $3.3 million on 3 March 2026.",
    "公司产量为3,300吨，占33%。",
]


@given(st.sampled_from(SENTENCES), st.data())
def test_a_text_is_the_same_however_it_is_typeset(text: str, data: st.DataObject) -> None:
    typeset = "".join(data.draw(st.sampled_from(SET.get(char, char))) for char in text)
    assert level(typeset, WORDS) == level(text, WORDS)
    assert plain(typeset, WORDS) == plain(text, WORDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("**It** _closed_.", "It closed."),
        ("- It closed.", "It closed."),
        ("2. It closed.", "It closed."),
        ("It won´t close.", "It will not close."),
        ("# It closed.", "It closed."),
        ("Yes, it closed.", "it closed."),
        ("It can't close.", "It can not close."),
        ("It didn't close.", "It did not close."),
        ("It closed at 9.30am.", "It closed at 9:30."),
        ("It closed at 9 p.m. sharp.", "It closed at 21:00 sharp."),
        ("It closed at 12 am.", "It closed at 0:00."),
        ("Henry VIII", "Henry 8"),
        ("It made 3. 5 million.", "It made 3.5 million."),
        ("1, 200 tonnes", "1,200 tonnes"),
        ("It fell 2 percentage points.", "It fell 2 pp."),
    ],
)
def test_other_spellings_of_the_same_are_levelled(one: str, other: str) -> None:
    assert plain(one, WORDS) == plain(other, WORDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It closed at 9.30am.", "It closed at 9.30pm."),
        ("It closed at 12 am.", "It closed at 12 pm."),
        ("It rose 3.5 points.", "It rose 35 points."),
        ("It fell 2 percentage points.", "It fell 2 percent."),
        ("I closed it.", "1 closed it."),
        ("It didn't close.", "It did close."),
        ("2,500", "2.500"),
        ("In 2024 300 came.", "In 2024300 came."),
    ],
)
def test_what_says_something_else_stays_apart(one: str, other: str) -> None:
    assert plain(one, WORDS) != plain(other, WORDS)
