"""Promise: each number, date, name, unit and quotation of a claim stands in what it cites."""

from datetime import date

import pytest

from service.checking.findings import Findings
from service.checking.values import missing_quotations, missing_values, other_units
from tests.checked import aligned, checked
from tests.fakes import article

SALE = article(
    "Brinewell Salt of Tolm was founded in 1998. Its head is Orla Venn. "
    "The firm sold 41,000 tonnes of salt for €88m to Dene on 3 May 2026. "
    "“We will not sell the pans,” Venn said. The Harbour Safety Board (HSB) watched. "
    "Twenty-five workers got a third of 14 percent.",
    title="Salt for Dene",
    outlet="Tay Courier",
    published=date(2026, 5, 4),
)


@pytest.mark.parametrize(
    "claim",
    [
        "Brinewell Salt sold 41,000 tonnes of salt.",
        "The firm sold salt for 88 million euros to Dene.",
        "On 2026-05-03 the firm sold 41 000 tonnes of salt.",
        "HSB watched.",
        "The Harbour Safety Board watched.",
        "25 workers got a third of 14%.",
        "Orla Venn said: “We will not sell the pans.”",
        "The firm sold salt to Dene, the Tay Courier said on 4 May 2026.",
        "The firm sold salt in May.",
        "In 2026 the firm sold salt to Dene.",
    ],
)
def test_a_value_that_stands_in_the_source_in_any_spelling_is_not_missed(claim: str) -> None:
    found = missing_values(aligned(claim, SALE))
    assert not [*found.wrong, *found.doubts, *found.open]
    assert not missing_quotations(aligned(claim, SALE)).wrong


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("The firm sold 42,000 tonnes of salt.", "42,000 tonnes"),
        ("The firm sold 41 tonnes of salt.", "41 tonnes"),
        ("The firm sold salt for €8.8m.", "8.8"),
        ("The firm sold salt on 4 June 2026.", "June"),
        ("The firm sold salt in 2025.", "2025"),
        ("The firm sold salt to Orrin.", "Orrin"),
        ("Twenty-six workers got a third.", "26"),
    ],
)
def test_a_value_that_stands_nowhere_is_refused(claim: str, value: str) -> None:
    found = missing_values(aligned(claim, SALE))
    assert any(value in told for told in (*found.wrong, *found.doubts)), found
    assert checked(claim, SALE).name in ("contradicted", "unverified")


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("The firm sold 41,000 kg of salt.", "41,000 kg"),
        ("The firm sold salt for $88m to Dene.", "$88"),
        ("Workers got 14 percentage points.", "14"),
    ],
)
def test_a_number_in_another_unit_is_refused(claim: str, value: str) -> None:
    assert value in " ".join(other_units(aligned(claim, SALE)).wrong)
    assert checked(claim, SALE).name == "contradicted"


@pytest.mark.parametrize(
    ("source", "same", "other"),
    [
        ("The dam gives 300 MW.", "The dam gives 0.3 GW.", "The dam gives 0.3 MW."),
        ("The dam gives 300 MW.", "The dam gives 300,000 kW.", "The dam gives 30,000 kW."),
        ("电站功率三十万千瓦。", "电站功率300兆瓦。", "电站功率30兆瓦。"),
        ("The rate fell by 25 basis points.", "The rate fell by 0.25 percentage points.", "The rate fell by 2.5 percentage points."),
        ("利率下浮70个基点。", "利率下浮0.7个百分点。", "利率下浮7个百分点。"),
        ("The plant makes 30 gigawatt-hours of cells.", "The plant makes 30 GWh of cells.", "The plant makes 30 GW of cells."),
        ("The quake came at 4.12 a.m.", "The quake came at 4.12.", "The quake came at 4.21."),
        ("It was built in 1938.", "It was built in the 1930s.", "It was built in the 1920s."),
    ],
)  # fmt: skip
def test_a_number_stands_where_the_source_measures_it_otherwise(
    source: str, same: str, other: str
) -> None:
    assert missing_values(aligned(same, source)) == Findings()
    assert checked(same, source).name != "contradicted"
    found = aligned(other, source)
    assert missing_values(found).wrong or other_units(found).wrong


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Lennox, and nobody else, sang.", "Lennox sang alone."),
        ("Annie Lennox sang alone.", "Lennox sang alone."),
        ("The firm has a yard in Portugal.", "The firm has a Portuguese yard."),
        ("Net debt fell by 5 billion to 21 billion.", "Net debt fell to 21 billion from 26."),
        ("Kessel pays 85 million and Dene 58 million.", "Kessel pays 85 million, Dene 58."),
    ],
)
def test_a_value_that_may_follow_is_not_refused(claim: str, source: str) -> None:
    assert not missing_values(aligned(claim, source)).wrong


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The singer Annie Lennox was alone.", "The singer Rob Lennox was alone."),
        ("The firm has a yard in Austria.", "The firm has an Australian yard."),
        ("Kessel pays 85 million and Dene 57 million.", "Kessel pays 85 million, Dene 58."),
    ],
)
def test_a_value_in_anothers_place_is_refused(claim: str, source: str) -> None:
    assert missing_values(aligned(claim, source)).wrong


def test_a_value_from_elsewhere_in_the_article_leaves_doubt() -> None:
    found = missing_values(aligned("In 1998 the firm sold 41,000 tonnes of salt.", SALE))
    assert found.doubts
    assert not found.wrong


@pytest.mark.parametrize(
    ("quote", "held"),
    [
        ("“We will not sell the pans”", True),
        ('"we will not sell the pans"', True),
        ("«We won't sell the pans»", True),
        ("「We will not sell the pans」", True),
        ("„We will not sell the pans“", True),
        ("“the pans”", True),
        ("“We … the pans”", True),
        ("“[They] will not sell the pans”", True),
        ("“the pans … We will”", False),
        ("“We … pans”", False),
        ("“[We will not sell the pans]”", False),
        ("“We will sell the pans”", False),
        ("“We will not sell the mill”", False),
        ("“the salt pans”", False),
        ("“wow”", True),  # too short to be somebody's words
    ],
)
def test_what_stands_in_quotation_marks_is_word_for_word(quote: str, held: bool) -> None:
    assert bool(missing_quotations(aligned(f"Venn said {quote}.", SALE)).wrong) is not held


def test_who_is_meant_by_a_pronoun_is_a_doubt_and_no_refusal() -> None:
    found = missing_values(aligned("Ada Brook said it would not sell.", "She said: we won't sell."))
    assert not found.wrong
    assert found.doubts


def test_a_plain_word_that_opens_a_sentence_is_left_to_reading_and_a_name_is_not() -> None:
    source = "About $150 million is to come from cash flow."
    found = missing_values(aligned("Funds of $150 million are to come from cash flow.", source))
    assert (found.wrong, found.doubts) == ([], [])
    assert found.open == ["“Funds” is not in the cited text."]
    found = missing_values(aligned("Brackholt is to pay $150 million from cash flow.", source))
    assert not found.open
    assert "“Brackholt” is not in the cited text." in [*found.wrong, *found.doubts]


@pytest.mark.parametrize("opener", ["Around", "Nearly", "Only"])
def test_a_word_that_may_be_added_is_no_name_where_it_opens_a_sentence(opener: str) -> None:
    found = missing_values(aligned(f"{opener} 150 mills closed.", "About 150 mills closed."))
    assert found == Findings()


def test_a_fraction_in_words_is_a_value_like_its_percent() -> None:
    source = "The mill runs at 40% of its rate."
    assert checked("The mill runs at two fifths of its rate.", source).name == "supported"
    assert checked("The mill runs at three fifths of its rate.", source).name == "unverified"
    assert checked("The mill runs at three tenths of its rate.", source).name == "contradicted"
    somebodys_own = checked("The ban hit two fifths of the mills.", "The ban hit the big mills.")
    assert somebodys_own.name == "unverified"


def test_what_somebody_may_have_counted_is_left_to_reading() -> None:
    found = missing_values(aligned("The two towns, Tolm and Dene, met.", "Tolm and Dene met."))
    assert found.open
    assert not found.wrong


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The EU bought the mill.", "The European Union bought the mill."),
        ("The European Union bought the mill.", "The EU bought the mill."),
        ("The mill cost 88 million pounds.", "The mill cost £88 million."),
        ("The bell weighs 40 pounds.", "The bell weighs 40 lb."),
        ("The US bought the mill.", "The United States bought the mill."),
    ],
)
def test_the_same_value_in_another_form_is_supported(claim: str, source: str) -> None:
    assert checked(claim, source).name == "supported"


def test_a_unit_is_only_doubted_in_a_language_whose_numbers_are_not_known() -> None:
    source = "La miniera ha prodotto 300 kg di ossido nel corso di quest'anno."
    found = other_units(aligned(source.replace("kg", "t"), source))
    assert found == Findings(doubts=["The source says 300 kg, not 300 t."])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("林原矿业每年供应160吨NdPr氧化物。", "合同规定，林原矿业每年供应160吨氧化镨钕。"),
        ("合同在Lanpi签订。", "合同于五月在岚陂签订。"),
        ("The contract was signed in Lanpi.", "合同在岚陂签订。"),
    ],
)
def test_a_name_in_another_script_is_unknown_and_not_wrong(claim: str, source: str) -> None:
    assert checked(claim, source).name == "unverified"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The United States bought the mill.", "Kessel bought the mill."),
        ("The United States bought the mill.", "The United Kingdom bought the mill."),
        ("No more than 40 people came to Tolm.", "More than 40 people came to Tolm."),
        ("每年Brinewell和Kessel向Dene供应160吨镨钕。", "每年Kessel向Dene供应160吨镨钕。"),
    ],
)
def test_another_value_in_such_a_form_is_not(claim: str, source: str) -> None:
    assert checked(claim, source).name != "supported"
