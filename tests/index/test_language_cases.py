"""The same cases for every language with a skill: what turns a sentence round is in its data."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from index import language
from index.language import LANGUAGES, Language, Skill, fold
from index.words import terms, tokens


@dataclass(frozen=True)
class Case:
    """A sentence, and the same with one thing changed."""

    told: str
    negated: str
    other_month: str
    turned: tuple[str, str]  # its word of direction, and the opposite
    value: int  # its number, times ten
    planned: str


CASES = {
    "en": Case(
        "Output rose by 4.2 million tonnes in March 2025.",
        "Output did not rise by 4.2 million tonnes in March 2025.",
        "Output rose by 4.2 million tonnes in April 2025.",
        ("rose", "fell"),
        42_000_000,
        "The firm plans to raise its output.",
    ),
    "zh": Case(
        "2025年3月产量增加420万吨。",
        "2025年3月产量没有增加420万吨。",
        "2025年4月产量增加420万吨。",
        ("增加", "减少"),
        42_000_000,
        "公司计划提高产量。",
    ),
    "de": Case(
        "Die Produktion stieg im März 2025 um 4,2 Millionen Tonnen.",
        "Die Produktion stieg im März 2025 nicht um 4,2 Millionen Tonnen.",
        "Die Produktion stieg im April 2025 um 4,2 Millionen Tonnen.",
        ("stieg", "sank"),
        42_000_000,
        "Das Unternehmen plant eine höhere Produktion.",
    ),
    "fr": Case(
        "La production a augmenté de 4,2 millions de tonnes en mars 2025.",
        "La production n'a pas augmenté de 4,2 millions de tonnes en mars 2025.",
        "La production a augmenté de 4,2 millions de tonnes en avril 2025.",
        ("augmenté", "diminué"),
        42_000_000,
        "L'entreprise prévoit une production plus élevée.",
    ),
    "es": Case(
        "La producción aumentó 4,2 millones de toneladas en marzo de 2025.",
        "La producción no aumentó 4,2 millones de toneladas en marzo de 2025.",
        "La producción aumentó 4,2 millones de toneladas en abril de 2025.",
        ("aumentó", "disminuyó"),
        42_000_000,
        "La empresa prevé una producción mayor.",
    ),
    "ja": Case(
        "2025年3月に生産量は420万トン増加した。",
        "2025年3月に生産量は420万トン増加しなかった。",
        "2025年4月に生産量は420万トン増加した。",
        ("増加", "減少"),
        42_000_000,
        "同社は生産を増やす計画だ。",
    ),
}


def knowing(skill: Skill) -> Callable[[Callable[..., None]], Callable[..., None]]:
    known = [spoken for spoken in LANGUAGES.values() if skill in spoken.knows]
    return pytest.mark.parametrize("spoken", known, ids=lambda spoken: spoken.code)


def negations(text: str, spoken: Language) -> int:
    if spoken.spaced:
        return sum(fold(word) in spoken.negation.words for word in re.findall(r"\w+", text))
    longest = sorted(map("".join, spoken.negation.innocent), key=len, reverse=True)
    bare = re.sub("|".join(longest), "", fold(text))
    return sum(word in bare for word in spoken.negation.words)


def months(text: str, spoken: Language) -> set[int]:
    known = spoken.dates.months
    if spoken.spaced:
        return {known[fold(word)] for word in tokens(text) if fold(word) in known}
    return {known[month] for month in re.findall(r"\d{1,2}月", text)}


@knowing(Skill.NEGATION)
def test_a_negation_is_seen(spoken: Language) -> None:
    case = CASES[spoken.code]
    assert negations(case.told, spoken) == 0
    assert negations(case.negated, spoken) > 0


@knowing(Skill.DATES)
def test_another_month_is_seen(spoken: Language) -> None:
    case = CASES[spoken.code]
    assert months(case.told, spoken) == {3}
    assert months(case.other_month, spoken) == {4}


@knowing(Skill.DIRECTION)
def test_the_opposite_direction_is_seen(spoken: Language) -> None:
    one, other = (terms(word, spoken)[0] for word in CASES[spoken.code].turned)
    assert other in spoken.direction.against(one)
    assert one in spoken.direction.against(other)


@knowing(Skill.NUMBERS)
def test_a_number_has_its_own_decimal_mark_and_magnitude(spoken: Language) -> None:
    case = CASES[spoken.code]
    magnitudes = sorted(spoken.numbers.magnitudes, key=len, reverse=True)
    found = re.search(rf"(\d+(?:[.,]\d+)?)\s*({'|'.join(magnitudes)})", fold(case.told))
    assert found
    value = float(found[1].replace(spoken.numbers.decimal, "."))
    assert round(10 * value * spoken.numbers.magnitudes[found[2]]) == case.value


@knowing(Skill.MODALITY)
def test_a_plan_is_seen(spoken: Language) -> None:
    planned, told = CASES[spoken.code].planned, CASES[spoken.code].told
    assert governed(planned, spoken)
    assert not governed(told, spoken)


def governed(text: str, spoken: Language) -> bool:
    if spoken.spaced:
        said = f" {' '.join(terms(text, spoken))} "
        return any(f" {' '.join(p)} " in said for p in spoken.modality[language.Mode.PLAN])
    return any("".join(p) in fold(text) for p in spoken.modality[language.Mode.PLAN])


@knowing(Skill.STEMS)
def test_forms_of_one_word_give_one_term(spoken: Language) -> None:
    forms = {
        "en": "rise rose risen",
        "de": "Brücke Brücken",
        "fr": "usine usines",
        "es": "fábrica fábricas",
        "zh": "鐵路 铁路",
        "ja": "鉄道 鉄道",
    }[spoken.code]
    assert len({tuple(terms(form, spoken)) for form in forms.split()}) == 1


def test_every_language_that_knows_something_has_its_case() -> None:
    assert set(CASES) == {spoken.code for spoken in LANGUAGES.values() if spoken.knows}


def test_a_french_article_before_an_apostrophe_is_a_word_of_its_own() -> None:
    assert terms("l'usine", language.get("fr"))[-1] == terms("usines", language.get("fr"))[-1]
