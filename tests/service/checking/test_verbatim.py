"""Promise: what a source says word for word is supported in every language, by exact characters."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import Verdict
from tests.checked import aligned, checked, quoted
from tests.fakes import article

SAID = {
    "en": "“We won't sell,” Ada Brook said; 3.2% of 1,400 tonnes isn't much.",
    "zh": "白河说：“我们不会出售”，2026年3月5日产量为3.2万吨。",
    "de": "Die Gemeinde verkaufte am 3. März 1.400 Tonnen nicht, sagte z. B. Frau Vogt.",
    "fr": "La mairie n'a pas vendu 1 400 tonnes à 3,2 millions d’euros, dit « Ouest ».",
    "es": "¿El alcalde no vendió 1.400 toneladas por 3,2 millones de euros?",
    "ja": "市は2026年3月に1,400トンを売却しなかった。",
    "ru": "Завод в городе не продал 1400 тонн за 3,2 млн рублей.",
    "ko": "시는 1,400톤을 팔지 않았다.",
}


@pytest.mark.parametrize("code", SAID)
def test_a_sentence_of_the_source_is_supported_in_every_language(code: str) -> None:
    said = SAID[code]
    told = article(f"{SAID['en']} {said} {SAID['zh']}", language=code)
    assert checked(said, told) == Verdict(name="supported", supported_by="words")
    assert quoted(aligned(said, told)) == [said]


@given(st.sampled_from(sorted(SAID)), st.data())
def test_with_one_letter_more_it_is_no_longer_word_for_word(code: str, data: st.DataObject) -> None:
    said = SAID[code]
    letters = [place for place, char in enumerate(said) if char.isalpha()]
    place = data.draw(st.sampled_from(letters))
    assert aligned(said[:place] + "q" + said[place:], said).verbatim is None


@pytest.mark.parametrize(
    ("label", "carried"),
    [
        ("Tay Courier, 2024-07-03", True),
        ("Tay Courier", True),
        ("Ida Poll, Tay Courier, 2024-07-03", True),
        ("None", False),
        ("Earlier, 2024-07-03", True),
        ("Tay Herald, 2024-07-03", False),
        ("Wrong", False),
        ("In 2023", False),
    ],
)
def test_only_what_the_head_says_may_stand_before_it(label: str, carried: bool) -> None:
    told = article(
        "The pier fell at noon.",
        author="Ida Poll",
        outlet="Tay Courier",
        published=date(2024, 7, 3),
    )
    found = aligned(f"{label}: The pier fell at noon.", told)
    assert (found.verbatim is not None) is carried


TABLE = "Fares:\n\n| Line | 2024 | 2025 |\n|---|---|---|\n| Red | 2 | 3 |\n| Blue | 4 | 5 |"


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("Red, 2025: 3", ["2025", "Red | 2 | 3"]),
        ("Blue, 2024: 4", ["2024", "Blue | 4"]),
        ("Red, 2025: 5", None),
        ("Blue, 2025: 4", None),
    ],
)
def test_a_cell_is_told_with_its_heads_and_with_no_others(
    claim: str, shown: list[str] | None
) -> None:
    found = aligned(claim, TABLE)
    assert (quoted(found) if found.verbatim else None) == shown


@pytest.mark.parametrize(
    "said", ["Earlier, 2024-07-03: “Every pier falls.", "Earlier, 2024-07-03: Tolm, Fare: 4"]
)
def test_a_quotation_and_a_cell_may_stand_behind_it_too(said: str) -> None:
    text = "“Every pier falls. We build on.”\n\n| Town | Fare |\n|---|---|\n| Tolm | 4 |"
    told = article(text, published=date(2024, 7, 3))
    assert aligned(said, told).verbatim is not None
