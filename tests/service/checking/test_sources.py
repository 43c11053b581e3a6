"""Promise: a source is read sentence by sentence, each with its exact characters."""

from hypothesis import given
from hypothesis import strategies as st

from service.checking.reading import read
from service.checking.sources import acronyms, read_sentences, spellings
from tests.checked import WORDS

TEXTS = st.text(st.sampled_from("Aa. 产，。1,“”\n\t|-"), max_size=80)


@given(TEXTS)
def test_each_sentence_is_exact_characters_in_order(text: str) -> None:
    read_ = read_sentences(text, WORDS)
    assert read_
    for sentence in read_:
        assert text[sentence.span.start : sentence.span.end] == sentence.text
    starts = [sentence.span.start for sentence in read_]
    assert starts == sorted(starts)


def test_a_run_of_words_is_held_only_whole_and_in_a_row() -> None:
    [sentence] = read_sentences("Tolm sold 40 tonnes in May.", WORDS)
    assert sentence.holds(read("sold 40 tonnes", WORDS))
    assert not sentence.holds(read("sold tonnes", WORDS))
    assert not sentence.holds(read("old 40 tonnes", WORDS))


def test_acronyms_are_those_that_a_text_explains() -> None:
    told = "The Office of Mine Safety (OMS) met the IMF. The pier (OLD) fell."
    assert acronyms(told, WORDS)[0] == ("oms", frozenset({"office", "mine", "safety"}))
    assert "imf" not in dict(acronyms(told, WORDS))


def test_names_are_told_by_the_middle_of_sentences() -> None:
    names, small = spellings("Workers met Tolm in Denmark. The workers left.", WORDS)
    assert names == {"tolm", "denmark"}
    assert {"workers", "left"} <= small
    assert "tolm" not in small
