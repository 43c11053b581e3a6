"""What is told in a source's own words, with two of them exchanged or two sentences run together."""

import pytest

from index.model import Article
from service.checking.aligning import align
from service.checking.runs import exchanged, seamed
from tests.fakes import article, hit, weigh

SALE = article(
    "Ada Brook of Larch Partners sold the mill to Ovington for 19 crowns instead of 23. "
    "Rents fell in Marrow, but rose in Ovington. The mill had 40 looms, 12 of them new, and "
    "stood empty since the flood of 1998."
)
SHAFT = article("林原矿业旗下石桥矿二号竖井周一动工。白河说，公司去年有员工2150人，新线增加260人。")


def doubted(claim: str, source: Article, by: object) -> bool:
    alignment = align(claim, [hit(source)], {source.id: source}, weigh)
    return bool({"exchanged": exchanged, "seamed": seamed}[str(by)](alignment).doubts)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Larch of Ada Brook Partners sold the mill to Ovington for 19 crowns.", SALE),
        ("Ada Brook sold the mill to Ovington for 23 crowns instead of 19.", SALE),
        ("Rents fell in Ovington, but rose in Marrow.", SALE),
        ("石桥旗下林原矿业矿二号竖井周一动工。", SHAFT),
        ("公司去年有员工260人，新线增加2150人。", SHAFT),
    ],
)
def test_two_runs_in_each_others_place_are_seen(claim: str, source: Article) -> None:
    assert doubted(claim, source, "exchanged")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("For 19 crowns instead of 23, Ada Brook of Larch Partners sold the mill.", SALE),
        ("Rents rose in Ovington, but fell in Marrow.", SALE),
        ("Of its 40 looms, 12 were new, and the mill stood empty since the flood.", SALE),
        ("石桥矿二号竖井周一动工，属林原矿业。", SHAFT),
    ],
)
def test_what_is_only_turned_round_is_not_exchanged(claim: str, source: Article) -> None:
    assert not doubted(claim, source, "exchanged")


def test_a_sentence_that_goes_on_as_another_in_the_middle_of_a_clause_is_seen() -> None:
    assert doubted(
        "The mill had 40 looms, 12 of them to Ovington for 19 crowns instead.", SALE, "seamed"
    )
    assert not doubted(
        "Rents fell in Marrow, and the mill had 40 looms, 12 of them new.", SALE, "seamed"
    )


def test_a_long_claim_that_turns_its_source_wholly_round_is_read_at_once() -> None:
    """Every two of its runs are crossed: trying them all would take hours."""
    names = [f"Q{''.join('abcdefghij'[int(digit)] for digit in str(n))}" for n in range(300)]
    source = article("In May " + " saw ".join(names) + " leave.")
    assert not doubted(" met ".join(reversed(names[:190])) + ".", source, "exchanged")
