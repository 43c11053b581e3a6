"""Planted questions: what a text tells of a name is answered, and nothing else is."""

from random import Random

import pytest

from evals.training.asked import ask

SENTENCE = "The ferry was sold by Marta Dell to Orrin Harbour Works in a hurry."
MANY = [made for seed in range(200) for made in ask(SENTENCE, Random(seed))]


def test_the_same_seed_asks_the_same() -> None:
    assert list(ask(SENTENCE, Random(4))) == list(ask(SENTENCE, Random(4)))


def test_what_is_answered_was_put_in_and_the_sentence_alone_answers_nothing() -> None:
    assert {target for _, _, target in MANY} == {"answers", "silent"}
    assert all(text != SENTENCE for text, _, target in MANY if target == "answers")
    assert all(target == "silent" for text, _, target in MANY if text == SENTENCE)


def test_every_question_names_something_of_the_sentence() -> None:
    assert all("Dell" in question or "Orrin" in question for _, question, _ in MANY)


def test_the_same_thing_told_of_another_name_answers_nothing() -> None:
    answered = {(text, question) for text, question, target in MANY if target == "answers"}
    silent = {(text, question) for text, question, target in MANY if target == "silent"}
    assert silent - {(SENTENCE, question) for _, question in silent}
    assert not answered & silent


@pytest.mark.parametrize("nothing", ["Nobody came.", "they met at noon, and left.", ""])
def test_a_sentence_without_a_name_is_asked_nothing(nothing: str) -> None:
    assert list(ask(nothing, Random(1))) == []
