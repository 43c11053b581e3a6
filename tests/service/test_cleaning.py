"""Nothing that a model writes acts on a terminal or turns a text around."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cleaning import Cleaner, printable

ACTING = "\x1b[]PX^_0;7m\x07\\\n\x9b\x00\u202e\u2066aZ \ud83d"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;PWNED\x07Output rose.", "Output rose."),
        ("\x1b]8;;http://x.example\x1b\\here\x1b]8;;\x1b\\.", "here."),
        ("\x1b[1;31mOutput\x1b[0m rose.\x1bc", "Output rose.c"),
        ("Kessandra \x00.", "Kessandra ."),
        ("It made \u202e0143\u202c tonnes.", "It made 0143 tonnes."),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("نص \u200fعربي, می\u200cشود, 👩\u200d🚀", "نص \u200fعربي, می\u200cشود, 👩\u200d🚀"),
        ("a stray \x1b and more", "a stray  and more"),
        ("\x1b]" + "x" * 300, "]" + "x" * 300),
    ],
)
def test_only_what_acts_is_dropped(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.one_of(st.sampled_from(ACTING), st.characters())))
def test_nothing_that_acts_is_left(text: str) -> None:
    left = printable(text)
    assert not [c for c in left if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n"]
    assert not set(left) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.text(ACTING), st.lists(st.integers(0, 40)))
def test_however_a_text_is_cut_it_comes_out_the_same(text: str, cuts: list[int]) -> None:
    cleaner = Cleaner()
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [cleaner.feed(text[a:b]) for a, b in pairwise(places)]
    assert "".join([*pieces, cleaner.close()]) == printable(text)
