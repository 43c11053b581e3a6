"""Terms are what searching, quoting and checking compare, so one thing must give one term."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import language
from index.language.stemming import stem
from index.words import content_terms, is_cjk, stopwords, terms, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4,200 trams", ["4200", "tram"]),
        ("CNREHT-77", ["cnreht", "77"]),
        ("the 15th line", ["the", "15th", "line"]),
        ("90%", ["90"]),
        ("3.5", ["3.5"]),
        ("２０２１年", ["2021", "年"]),
        ("A_B", ["a", "b"]),
        ("", []),
        ("—…!", []),
    ],
)
def test_numbers_and_codes_give_one_term_each(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ["exports", "export", "Exported", "EXPORTING"],
        ["4,200", "4200"],
        ["Café", "cafe", "CAFÉ", "cafe\u0301"],
        ["cafés", "cafe\u0301s"],
        ["the tram's", "the tram’s", "the trams"],
        ["O'Brien", "O’Brien", "O'Brien's", "O’Brien’s"],
        ["don't", "don’t"],
        ["ＴＲＡＭ", "tram"],
    ],
)
def test_forms_of_one_word_give_the_same_terms(forms: list[str]) -> None:
    assert len({tuple(terms(form)) for form in forms}) == 1


def test_chinese_runs_are_cut_into_pairs_of_characters() -> None:
    assert terms("包头电车ABC站") == ["包头", "头电", "电车", "abc", "站"]


def test_traditional_and_simplified_chinese_give_the_same_terms() -> None:
    assert terms("內蒙古稀土產業發展") == terms("内蒙古稀土产业发展")
    assert content_terms("鐵路與電車") == content_terms("铁路与电车")


def test_many_threads_stem_as_one_does() -> None:
    vocabulary = sorted({word for text in _sample_texts() for word in tokens(text)})
    alone = {word: language.get("en").forms.stem(word) for word in vocabulary}
    for _ in range(3):
        stem.cache_clear()
        with ThreadPoolExecutor(8) as pool:
            shares = [pool.submit(_stems, vocabulary[at::8] + vocabulary) for at in range(8)]
        for share in shares:
            assert share.result() == alone


def _stems(words: list[str]) -> dict[str, str]:
    return {word: language.get("en").forms.stem(word) for word in words}


def _sample_texts() -> list[str]:
    corpus = Path(__file__).parents[2] / "evals" / "corpus"
    return [path.read_text("utf-8", "replace") for path in sorted(corpus.glob("*.md"))]


def test_content_terms_leave_out_words_without_content() -> None:
    assert content_terms("What is the price of a tram?") == ["price", "tram"]
    assert content_terms("电车是什么") == ["电车", "车是", "是什"]
    assert content_terms("what is it") == []


def test_tokens_are_the_words_as_written() -> None:
    assert list(tokens("The tram’s 4,200 seats, 电车.")) == [
        "The",
        "tram’s",
        "4,200",
        "seats",
        "电车",
    ]


def test_text_is_chinese_when_most_of_its_letters_are() -> None:
    assert is_cjk("包头的电车 Tram")
    assert not is_cjk("The tram 电车")
    assert not is_cjk("2021 – 90 %")
    assert not is_cjk("")


@settings(max_examples=200)
@given(st.text(st.characters(), max_size=60))
def test_every_text_has_plain_terms_and_content_terms_are_some_of_them(text: str) -> None:
    found = terms(text)
    assert all(term and not term.isspace() and term == term.lower() for term in found)
    assert len(found) >= len(list(tokens(text)))
    content = content_terms(text)
    assert set(content) <= set(found) - stopwords(language.of(text))
