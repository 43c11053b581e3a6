"""Promise: texts are read with the words of their languages, and what none knows is not guessed."""

import pytest

from index import language
from index.language import LANGUAGES
from service.checking.lexicon import innocent, reads, standings, synonyms, words_of


def test_a_language_is_read_where_it_knows_all_that_layers_ask_for() -> None:
    read = {code for code, spoken in LANGUAGES.items() if reads(spoken)}
    assert {"en", "zh"} <= read
    assert "und" not in read
    assert "ru" not in read


def test_the_same_languages_are_read_with_the_same_words() -> None:
    english, chinese = language.ENGLISH, language.CHINESE
    assert words_of([english, chinese]) is words_of([chinese, english, english])
    assert words_of([]) is words_of([english])


@pytest.mark.parametrize(
    ("phrase", "standing"),
    [("deny", "denied"), ("plan", "open"), ("reportedly", "heard"), ("instead", "denied")],
)
def test_each_governing_phrase_has_one_standing(phrase: str, standing: str) -> None:
    words = words_of([])
    key = (phrase,) if phrase == "instead" else (words.stem(phrase),)
    assert standings(words)[key] == standing


def test_whoever_says_something_stands_for_it() -> None:
    words = words_of([])
    assert (words.stem("say"),) not in standings(words)
    assert tuple(map(words.stem, ("as", "planned"))) in innocent(words)


def test_words_with_the_same_opposites_are_synonyms() -> None:
    words = words_of([])
    assert words.stem("climbed") not in synonyms(words, words.stem("fell"))
    assert words.stem("grew") in synonyms(words, words.stem("rose"))
    assert not synonyms(words, "salt")
