"""Does the cited text carry the claim?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import Verdict
from service.checking import Check
from service.checking.lexicon import words_of
from service.checking.sources import read_sentences
from tests.fakes import article, hit, weigh

SOURCE = article(
    "Kessandra said on 23 April 2026 that output was 3,090 tonnes in 2024 and 3,410 tonnes in 2025. "
    "Line B at Port Ellisk will not start before 2028, operations director Teodric Vaal said. "
    "“We should have cut the shift,” Vaal told the paper. "
    "The price of terbium oxide rose by 12.5% to $1,900 per kilogram.\n"
    "The store held 2,400 tonnes of residue. "
    "钕铁硼产量上升到4,100吨，价格下降了12.5%。",
    title="Kessandra delays Line B",
)
PART = hit(SOURCE, 1, 0, SOURCE.text.index("The store"))
check = Check(weigh)


def verdict(claim: str) -> Verdict:
    return check(claim, [PART], {"a1": SOURCE})


@pytest.mark.parametrize(
    "claim",
    [
        "Line B at Port Ellisk will not start before 2028, operations director Teodric Vaal said.",
        "Output was 3,090 tonnes in 2024 and 3,410 tonnes in 2025.",
        "Kessandra's output was 3090 tonnes in 2024.",
        "The price of terbium oxide rose by 12.5 % to $1,900 per kilogram.",
        'Vaal said: "We should have cut the shift".',
        "Line B at Port Ellisk won't start before 2028.",
    ],
)
def test_a_claim_that_its_source_carries_is_supported(claim: str) -> None:
    assert verdict(claim) == Verdict(name="supported", supported_by="words")


def test_traditional_characters_are_carried_by_simplified_ones() -> None:
    told = article("澜桥机场新航站楼将于2027年5月启用。", language="zh")
    assert (
        check("瀾橋機場新航站樓將於2027年5月啟用。", [hit(told)], {"a1": told}).name == "supported"
    )
    wrong = check("瀾橋機場新航站樓將於2028年5月啟用。", [hit(told)], {"a1": told})
    assert wrong.name == "contradicted"


def test_a_cell_with_the_heads_of_its_row_and_column_is_word_for_word() -> None:
    told = article(
        "What the lines cost:\n\n| Line | Plan of 2024 | Plan of 2026 |\n|---|---|---|\n"
        "| Line A | $310 million | $340 million |\n| Line B | $450 million | $498 million |"
    )
    found = check.align("Line B, Plan of 2026: $498 million", [hit(told)], {"a1": told})
    assert found is not None
    assert check.examine(found).verdict.name == "supported"
    shown = [told.text[span.start : span.end] for span in found.spans(found.cited[0])]
    assert shown == ["Plan of 2026", "Line B | $450 million | $498 million"]
    moved = check("Line B, Plan of 2024: $498 million", [hit(told)], {"a1": told})
    assert moved.name != "supported"


@pytest.mark.parametrize(
    ("label", "verdict"),
    [
        ("The Lode, 2026-04-24", "supported"),
        ("earlier, 2026-04-24", "supported"),
        ("The Lode, 2026-04-25", "contradicted"),
    ],
)
def test_outlet_and_day_may_stand_before_a_quote(label: str, verdict: str) -> None:
    told = article(SOURCE.text, outlet="The Lode", published=date(2026, 4, 24))
    claim = f"{label}: The store held 2,400 tonnes of residue."
    assert check(claim, [hit(told)], {"a1": told}).name == verdict


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Output was 3,900 tonnes in 2024.", "3,900 tonnes is not in the cited text."),
        ("Output was 3,410 tonnes in 2023.", "2023 is not in the cited text."),
        ("Kessandra and Quarrevane said that output was 3,090 tonnes.", "“Quarrevane” is not"),
        ("Line B at Port Ellisk will start before 2028, Teodric Vaal said.", "is negated"),
        ("The price of terbium oxide fell by 12.5% to $1,900 per kilogram.", "opposite of “fell”"),
        ('Vaal said: "We should have cut the bonus".', "The quotation “We should have cut the bonus”"),
    ],
)  # fmt: skip
def test_a_value_that_the_source_lacks_contradicts_the_claim(claim: str, reason: str) -> None:
    found = verdict(claim)
    assert found.name == "contradicted"
    assert any(reason in told for told in found.reasons), found.reasons


@pytest.mark.parametrize(
    "claim",
    [
        "Output was 3,410 tonnes in 2024 and 3,090 tonnes in 2025.",
        "Output was 3,090 kilograms in 2024.",
        "The price of terbium oxide rose by 12.5% to $1,900 per tonne.",
        "The price of terbium oxide rose by 12.5 million to $1,900 per kilogram.",
        "Kessandra said on 23 May 2026 that output was 3,090 tonnes in 2024.",
        "Kessandra said on 2026-04-24 that output was 3,090 tonnes in 2024.",
        "Line B at Port Ellisk will not start before 2028, operations director Ilka Drummeth said.",
        "Line B at Port Ellisk will not start before 2028 because the price of terbium oxide rose.",
        "Output was 3,090 tonnes in 2024 at Port Ellisk, operations director Teodric Vaal said.",
    ],
)
def test_a_sentence_with_one_thing_changed_is_not_supported(claim: str) -> None:
    assert verdict(claim).name != "supported"


LAWSUIT = article(
    "Quarrevane sued Kessandra in Caldremouth on 3 March 2026 for $1.58 million, up from "
    "$1.2 million in 2025. The Office of Mine and Process Safety (OMPS) watched. "
    "Danish firms, the minister said, had bought 12 percent.",
)


@pytest.mark.parametrize(
    ("claim", "carried"),
    [
        ("Quarrevane sued Kessandra in Caldremouth on 2026-03-03 for $1,580,000.", True),
        ("On March 3, 2026, Quarrevane sued Kessandra for $1.58m in Caldremouth.", True),
        ("Kessandra was sued by Quarrevane in Caldremouth on 3 March 2026.", True),
        ("OMPS watched.", True),
        ("Firms from Denmark, the minister said, had bought 12%.", True),
        ("Kessandra sued Quarrevane in Caldremouth on 3 March 2026 for $1.58 million.", False),
        ("Quarrevane sued Kessandra in Caldremouth on 3 March 2026 for €1.58 million.", False),
        ("Quarrevane sued Kessandra for $1.58 million, down from $1.2 million in 2025.", False),
    ],
)
def test_values_are_the_same_however_they_are_spelled(claim: str, carried: bool) -> None:
    found = check(claim, [hit(LAWSUIT)], {"a1": LAWSUIT})
    assert (found.name == "supported") == carried, found.reasons


def test_a_true_sentence_that_cites_another_passage_is_not_supported() -> None:
    claim = "The store held 2,400 tonnes of residue."
    assert verdict(claim).name != "supported"


@given(
    st.sampled_from([s.text for s in read_sentences(SOURCE.text, words_of(()))]),
    st.sampled_from("'\"’”—"),
)
def test_a_sentence_word_for_word_is_supported_however_it_is_typeset(text: str, mark: str) -> None:
    typeset = text.replace("“", mark).replace(" ", "\u00a0")
    assert check(typeset, [hit(SOURCE)], {"a1": SOURCE}).name == "supported"


def test_a_figure_swapped_within_the_sentence_that_is_nearly_repeated_contradicts() -> None:
    found = verdict("The price of terbium oxide rose by 12.5% to $2,024 per kilogram.")
    assert found.name == "contradicted"


def test_a_value_that_only_another_part_of_the_article_has_leaves_doubt() -> None:
    found = verdict("Kessandra said that the store held 2,400 tonnes.")
    assert found.name == "unverified"
    assert "though elsewhere in its article" in " ".join(found.reasons)


def test_a_free_paraphrase_is_unverified_and_says_why() -> None:
    found = verdict("The management lost patience over the endless troubles.")
    assert found.name == "unverified"
    assert "Its wording is too far from the cited passage to be sure." in found.reasons


def test_a_sentence_without_a_source_is_uncited() -> None:
    assert check("Output rose.", [], {}).name == "uncited"


def test_chinese_claims_are_checked_alike() -> None:
    whole = [hit(SOURCE)]
    articles = {"a1": SOURCE}
    assert check("钕铁硼产量上升到4,100吨。", whole, articles).name == "supported"
    assert check("钕铁硼产量上升到5,100吨。", whole, articles).name == "contradicted"
    assert check("钕铁硼产量没有上升到4,100吨。", whole, articles).name == "contradicted"
