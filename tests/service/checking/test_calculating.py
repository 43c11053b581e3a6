"""A figure that may follow from those of the source is neither found nor wrong."""

import pytest

from tests.checked import checked

FEES = "The new order asks for a fee of $1,900, less than the $2,600 of the old one."
HARM = "The line bears 70% of the damage and the port of Dene the rest."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The new order asks for $700 less than the old one.", FEES),
        ("The two orders ask for $4,500 together.", FEES),
        ("The port of Dene bears 30% of the damage.", HARM),
        ("In the first eleven months 9 ships came.", "From January to November 9 ships came."),
        ("今年前11个月进口9.6吨。", "今年1至11月，国内进口9.6吨。"),
        ("The mayor took 50% of the votes.", "The mayor took half of the votes."),
        ("It puts the loss at 3.5 million euros.", "Of 7 million euros it lost half."),
        ("Each of the two banks pays $700,000.", "The 2 banks share $1.4 million equally."),
        ("It costs 1,200 euros in a month.", "It costs 40 euros a day; a month has 30."),
        ("There were 7,000 people who had to leave.", "On Friday 7,400 people were moved out."),
        ("The firm sold 60 of them.", "The firm had 200 boats and sold 30% of them."),
        ("The firm sold 30% of its boats.", "The firm had 200 boats and sold 60."),
        ("图书室有三千册是居民捐的。", "图书室藏书六千册，半数由居民捐赠。"),
    ],
)
def test_what_may_be_calculated_is_unverified(claim: str, source: str) -> None:
    found = checked(claim, source)
    assert found.name == "unverified"
    assert any("may follow from its figures" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The new order asks for $800 less than the old one.", FEES),
        ("The port of Dene bears 40% of the damage.", HARM),
        ("Over 100 people had to leave.", "On Friday 199 people were moved out."),
        ("It made 3,500 tonnes of oxide.", "It made 3,410 tonnes of oxide."),
        ("The firm has 30 cars.", "The firm, whose headquarters are in Tolm, has 120 cars."),
    ],
)
def test_any_other_figure_is_wrong(claim: str, source: str) -> None:
    assert checked(claim, source).name == "contradicted"


def test_other_months_than_the_source_names_do_not_follow() -> None:
    found = checked(
        "In the first ten months 9 ships came.", "From January to November 9 ships came."
    )
    assert not any("may follow" in reason for reason in found.reasons)


def test_a_figure_that_stands_elsewhere_in_the_source_is_in_anothers_place() -> None:
    source = "Output rose by 40 tonnes in May and fell by 12 tonnes in June."
    assert checked("Output rose by 12 tonnes in May.", source).name == "contradicted"
