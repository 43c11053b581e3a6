"""Promise: a claim takes no name and no figure from the sentence next to the one that it tells."""

import pytest

from service.checking.borrowing import borrowed
from tests.checked import aligned, checked

PORTS = (
    "Tolm is a port of 900 people. The mill in Dene was built by Ada Brook for 12 million crowns. "
    "The fair at Orrin drew 40,000 guests. Lisbet Hauvik opened it in May."
)


FOLLOWED = (
    "The smelter in Dene is run by Karel Moss. He studied law at Tolm and joined the firm in 2009. "
    "Ada Brook, who took over the mill from him, has followed him again."
)


def test_a_pronoun_stands_for_nobody_who_is_named_only_later() -> None:
    found = borrowed(aligned("Ada Brook studied law at Tolm and joined the firm.", FOLLOWED))
    assert "“Ada” is not named before the sentence that says this." in found.doubts
    assert not borrowed(aligned("Karel Moss studied law at Tolm.", FOLLOWED)).doubts


def test_who_is_named_only_later_did_not_do_it() -> None:
    source = (
        "On 16 March the seller told us that no such deal had been made. Brathlow then said so."
    )
    found = borrowed(aligned("Brathlow told us on 16 March that no deal had been made.", source))
    assert "“Brathlow” is not named before the sentence that says this." in found.doubts


def test_what_one_says_is_not_said_by_another() -> None:
    source = "监测中心负责人冼若岚介绍了检查结果。商会秘书长喻晚亭认为，小厂请不起第二个人。"
    found = borrowed(aligned("冼若岚认为小厂请不起第二个人。", source))
    assert any("not “若岚”" in reason for reason in found.doubts)
    assert not borrowed(aligned("商会的喻晚亭认为，小厂请不起第二个人。", source)).doubts


def test_a_subject_with_an_apposition_is_one() -> None:
    source = "The fund lends 18 million. Wexley Partners, a bank, puts in 14 million crowns."
    found = borrowed(
        aligned("The Saltmarsh fund puts in 14 million crowns.", f"Saltmarsh. {source}")
    )
    assert any("names “Wexley”" in told for told in found.doubts)


TWO = "In May the governor blocked the road. The finance committee called off the wedding."


@pytest.mark.parametrize(
    ("claim", "lent"),
    [
        ("The governor called off the wedding.", True),
        ("The finance committee blocked the road in May.", True),
        ("The committee called off the wedding.", False),
        ("The governor blocked the road.", False),
        ("The wedding was called off by the finance committee.", False),
    ],
)
def test_nobody_does_what_the_sentence_next_door_says_of_another(claim: str, lent: bool) -> None:
    told = " ".join(borrowed(aligned(claim, TWO)).doubts)
    assert ("stands in another sentence" in told) is lent


def test_whom_a_sentence_begins_with_may_stand_for_who_was_named_before() -> None:
    for one in ("It", "The company"):
        source = f"The mill stands in Tolm. {one} hired 40 people."
        assert not borrowed(aligned("The mill hired 40 people.", source)).doubts


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The Tolm mill was built by Ada Brook.", "names “Dene”, not “Tolm”"),
        ("The mill in Tolm was built for 12 million crowns.", "names “Dene”, not “Tolm”"),
        ("Lisbet Hauvik built the mill in Dene.", "not “Lisbet”"),
        ("The mill in Dene drew 40,000 guests.", "names “Orrin”, not “Dene”"),
    ],
)  # fmt: skip
def test_what_the_sentence_next_door_has_is_not_lent(claim: str, reason: str) -> None:
    assert checked(claim, PORTS).name != "supported"
    told = " ".join(borrowed(aligned(claim, PORTS)).doubts)
    assert reason in told


@pytest.mark.parametrize(
    "claim",
    [
        "The mill in Dene was built by Ada Brook.",
        "The Dene mill cost 12 million crowns and was built by Ada Brook.",
        "The fair at Orrin drew 40,000 guests.",
        "Lisbet Hauvik opened the fair at Orrin in May.",
        "Tolm is a port, and the mill in Dene was built by Ada Brook.",
    ],
)
def test_what_a_sentence_says_itself_or_of_the_one_before_is_its_own(claim: str) -> None:
    assert not borrowed(aligned(claim, PORTS)).doubts


def test_in_chinese_what_stands_before_the_rest_may_be_a_name_and_is_left_open() -> None:
    ports = "岚陂有一座港口。沧岩的工厂耗资4亿元。"
    assert borrowed(aligned("岚陂的工厂耗资4亿元。", ports)).open
    assert not borrowed(aligned("工厂耗资4亿元。", ports)).open
    assert not borrowed(aligned("沧岩的工厂共耗资4亿元。", ports)).open
