"""Each text is read by the language that it is in, and by no other."""

import tomllib
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import language
from index.language import (
    LANGUAGES,
    UNKNOWN,
    LanguageFileWrong,
    Mode,
    Skill,
    fold_variants,
    loading,
)
from index.language.loading import read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The bridge was opened on 3 March 2026.", "en"),
        ("桥于2026年3月开通。", "zh"),
        ("橋於2026年3月開通。", "zh"),
        ("包钢集团 (Baogang Group) 宣布", "zh"),
        ("Brathlow Trading的负责人是谁？", "zh"),
        ("What does 专精特新 mean?", "en"),
        ("Die Brücke wurde am 3. März 2026 eröffnet.", "de"),
        ("Le pont a été ouvert le 3 mars 2026.", "fr"),
        ("El puente fue abierto en marzo de 2026.", "es"),
        ("橋は2026年3月に開通した。", "ja"),
        ("다리가 열렸다.", "ko"),
        ("Мост не открыли в 2026 году.", "ru"),
        ("Міст не відкрили у 2026 році, але він є.", "uk"),
        ("A ponte não foi aberta em março.", "pt"),
        ("Il ponte è stato aperto a marzo.", "it"),
        ("De brug werd in maart geopend.", "nl"),
        ("C. D. Vaal, S&P", "und"),
        ("L'usine n'a pas ouvert.", "fr"),
        ("Trams, 2026", "und"),
        ("", "und"),
    ],
)
def test_a_text_is_in_the_language_that_it_is_written_in(text: str, code: str) -> None:
    assert language.of(text).code == code


def test_where_a_text_is_too_short_to_tell_what_stands_near_it_decides() -> None:
    japanese = language.get("ja")
    assert language.of("Trams, 2026", near=language.get("en")).code == "en"
    assert language.of("東京駅", near=japanese) is japanese
    assert language.of("東京駅").code == "zh"


def test_a_code_may_name_a_region_and_an_unknown_one_has_no_skills() -> None:
    assert language.get("zh-TW").code == "zh"
    assert language.get("en_GB").code == "en"
    assert language.get("tlh") is language.get(None) is UNKNOWN
    assert not UNKNOWN.knows


def test_english_and_chinese_know_everything_but_what_web_pages_in_chinese_leave() -> None:
    assert language.get("en").knows == frozenset(Skill)
    assert language.get("zh").knows == frozenset(Skill) - {Skill.DEBRIS}


@pytest.mark.parametrize("spoken", LANGUAGES.values(), ids=LANGUAGES)
def test_what_a_language_says_to_know_it_has_words_for(spoken: language.Language) -> None:
    has = {
        Skill.NUMBERS: spoken.numbers.numerals and spoken.numbers.magnitudes,
        Skill.DATES: sorted(set(spoken.dates.months.values())) == list(range(1, 13)),
        Skill.NEGATION: spoken.negation.words,
        Skill.MODALITY: set(spoken.modality) == set(Mode) and all(spoken.modality.values()),
        Skill.DIRECTION: spoken.direction.rising and spoken.direction.opposites,
        Skill.COMPARING: spoken.comparing.fillers and spoken.comparing.causes,
        Skill.DRAFTS: spoken.drafts.source,
        Skill.ADDRESSING: spoken.addressing.phrases.keys() - {"markup"},
        Skill.DEBRIS: spoken.debris.lines,
    }
    assert {skill for skill, words in has.items() if words} == spoken.knows & set(has)


@pytest.mark.parametrize("spoken", LANGUAGES.values(), ids=LANGUAGES)
def test_what_is_opposed_is_opposed_both_ways_and_never_to_itself(
    spoken: language.Language,
) -> None:
    for word in spoken.direction.opposites:
        for other in spoken.direction.against(word):
            assert word in spoken.direction.against(other)
            assert other != word


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("ordinals = false", "ordinals = false\nmystery = true", "mystery"),
        ("ordinals = false", "", "ordinals"),
        ('deny = "', 'denies = "', "denies"),
        ('knows = ["', 'knows = ["telepathy", "', "telepathy"),
        ("[lands]", "[islands]", "islands"),
    ],
)
def test_a_file_with_a_key_too_many_or_too_few_is_refused(old: str, new: str, named: str) -> None:
    whole = files("index.language").joinpath("en.toml").read_text("utf-8")
    with pytest.raises(LanguageFileWrong, match=rf"en\.toml: .*{named}"):
        read("en", tomllib.loads(whole.replace(old, new, 1)))


def test_only_data_that_indexes_are_made_with_asks_for_new_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def changed(name: str, key: str) -> str:
        told: Any = deepcopy(loading.table("en.toml"))
        told[name][key] = "other"
        monkeypatch.setattr(loading, "table", lambda _: told)
        found = loading.digest(["en"], [])
        monkeypatch.undo()
        return found

    assert changed("comparing", "than") == loading.digest(["en"], []) != changed("classes", "stop")


@given(st.text())
def test_folding_variants_moves_no_character_and_is_done_at_once(text: str) -> None:
    folded = fold_variants(text)
    assert len(folded) == len(text)
    assert fold_variants(folded) == folded


def test_languages_that_are_read_as_one_have_the_words_of_both_and_the_stems_of_the_first() -> None:
    both = language.merged((language.get("fr"), language.get("zh")))
    assert {"janvier", "1月"} <= both.dates.months.keys()
    assert {"pas", "不"} <= both.negation.words
    assert both.stem("usines") == language.get("fr").stem("usine")
    assert both.direction.against("升") >= language.get("zh").direction.against("升")
    assert both.numbers.decimal == ","
