"""Promise: a round figure stands for another one only as the word that stands with it says."""

import pytest

from service.checking.findings import Findings
from service.checking.rounding import is_rounded
from service.checking.values import missing_values
from tests.checked import aligned, checked


def rounded(claim: str, source: str) -> bool:
    found = aligned(claim, source)
    return any(is_rounded(token, found) for token in found.tokens)


@pytest.mark.parametrize(
    ("source", "said", "not_said"),
    [
        ("Output fell 38 %.", "Output fell nearly 40 %.", "Output fell over 40 %."),
        ("Output fell 43 %.", "Output fell by more than 40 %.", "Output fell almost 40 %."),
        ("Output fell 43 %.", "Output fell by about 40 %.", "Output fell by about 50 %."),
        ("The fair drew 1,184 people.", "The fair drew some 1,200 people.", "The fair drew some 1,300 people."),
        ("The fair drew 1,184 people.", "The fair drew 1,000 or more people.", "The fair drew 1,200 or more people."),
        ("The fair drew 1,184 people.", "The fair drew more than a thousand people.", "The fair drew fewer than a thousand people."),
        ("每吨用铽下降约38%。", "每吨用铽减少近四成。", "每吨用铽减少近三成。"),
        ("公司有63%来自岚陂。", "公司六成以上来自岚陂。", "公司七成以上来自岚陂。"),
        ("公司有37%来自境外。", "公司三成多来自境外。", "公司四成多来自境外。"),
        ("产量为1184吨。", "产量约1200吨。", "产量约1300吨。"),
    ],
)  # fmt: skip
def test_a_figure_is_as_near_as_the_word_with_it_says(
    source: str, said: str, not_said: str
) -> None:
    assert rounded(said, source)
    assert not rounded(not_said, source)
    assert missing_values(aligned(said, source)) == Findings()
    assert checked(said, source).name != "contradicted"
    assert checked(not_said, source).name != "supported"


def test_without_such_a_word_a_round_figure_is_another_one() -> None:
    assert not rounded("Output fell 40 %.", "Output fell 38 %.")
    assert not rounded("More than 100 people came.", "199 people came.")
    assert not rounded("Output fell 40 % over the year.", "Output fell 43 % over the year.")


def test_a_figure_of_another_unit_is_not_meant() -> None:
    assert not rounded("Nearly 40 tonnes were sold.", "38 trams and 12 tonnes were sold.")
