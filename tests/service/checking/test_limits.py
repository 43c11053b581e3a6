"""What limits a word in its source stays with it in a claim."""

import pytest

from service.checking.limits import unlimited
from tests.checked import aligned


@pytest.mark.parametrize(
    ("source", "claim", "said"),
    [
        ("The former head of Kessel was jailed.", "The head of Kessel was jailed.", "former head"),
        ("The deputy mayor sold the pier.", "The mayor sold the pier.", "deputy mayor"),
        ("Tolm has one of the largest mines.", "Tolm has the largest mine.", "one of the largest"),
        ("It is the second largest mine.", "It is the largest mine.", "second largest"),
        ("The fire almost destroyed the mill.", "The fire destroyed the mill.", "almost destroyed"),
        ("The mill rarely runs at night.", "The mill runs at night.", "rarely runs"),
        ("All mills in Tolm but two closed.", "All mills in Tolm closed.", "but"),
        ("Up to 40 people work there.", "40 people work there.", "up to 40"),
        (
            "The president-elect opened the fair.",
            "The president opened the fair.",
            "president-elect",
        ),
        ("It is a myth that the mayor stole it.", "The mayor stole it.", "myth"),
        ("The story that Orla Venn sold it is untrue.", "Orla Venn sold it.", "untrue"),
        ("前市长周敏周三在岚陂被捕。", "市长周敏周三在岚陂被捕。", "前市长"),
        ("岚陂是全国最大的港口之一。", "岚陂是全国最大的港口。", "之一"),
        ("岚陂是全国第二大港口。", "岚陂是全国最大港口。", "第二大"),
        ("大火几乎烧毁了旧磨坊。", "大火烧毁了旧磨坊。", "几乎烧毁"),
        ("It is not true that the mayor stole it.", "The mayor stole it.", "not true"),
        ("Die Meldung, der Winzer bekam Geld, wies sie zurück.", "Der Winzer bekam Geld.", "wies"),
        ("Una portavoz desmintió que los trenes pasan.", "Los trenes pasan.", "desmintió"),
        ("公司出售矿山的消息是谣言。", "公司出售矿山。", "谣言"),
    ],
)
def test_a_claim_that_drops_a_limit_is_doubted(source: str, claim: str, said: str) -> None:
    (doubt,) = unlimited(aligned(claim, source)).doubts
    assert said.lower() in doubt.lower()


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The former head of Kessel was jailed.", "Kessel's ex-head was jailed."),
        ("The former head of Kessel was jailed.", "A man who once led Kessel was jailed."),
        ("Tolm has one of the largest mines.", "Tolm's mine is among the largest."),
        ("Tolm has one of Europe's largest mines.", "One of the largest mines is in Tolm."),
        ("One of the mines in Tolm closed.", "A mine in Tolm closed."),
        ("The fire almost destroyed the mill.", "The mill was nearly destroyed by the fire."),
        ("The boat sails once a week.", "It sails every week."),
        ("Of Dene and Tolm, the former is older.", "Dene is older."),
        ("All mills closed but the union sued.", "All mills closed."),
        ("Interim results rose.", "The results rose."),
        ("The mayor met the former mayor.", "The mayor met her predecessor."),
        ("Almost half of the mills closed.", "Half of the mills closed, or nearly so."),
        ("It is a myth that the mayor stole it.", "That the mayor stole it is untrue."),
        ("前市长周敏周三在岚陂被捕。", "周三，前市长周敏被捕。"),
        ("目前市长周敏正在岚陂访问。", "市长周敏在岚陂访问。"),
        ("岚陂是全国最大的港口之一。", "岚陂属于全国最大的港口之一。"),
    ],
)
def test_a_claim_that_keeps_a_limit_or_needs_none_is_not(source: str, claim: str) -> None:
    assert not unlimited(aligned(claim, source)).doubts


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The deputy mayor fell ill.", "The mayor's deputy fell ill."),
        ("副市长中了彩票。", "市长的副手中了彩票。"),
        ("大火险些烧毁灯塔。", "灯塔差一点被大火烧毁。"),
    ],
)
def test_what_limits_another_word_than_in_the_source_is_left_to_reading(
    source: str, claim: str
) -> None:
    found = unlimited(aligned(claim, source))
    assert found.open
    assert not found.doubts


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The deputy mayor met a former judge.", "The mayor met a former judge."),
        ("The deputy mayor fell ill, the deputy judge said.", "The mayor fell ill, the deputy judge said."),
        ("大火险些烧毁灯塔。", "大火烧毁灯塔。"),
    ],
)  # fmt: skip
def test_a_limit_that_the_source_has_as_well_stands_for_no_other(source: str, claim: str) -> None:
    assert unlimited(aligned(claim, source)).doubts
