"""Promise: what a source tells of a part is not told of all."""

import pytest

from service.checking.scope import widened
from tests.checked import aligned, checked

COURSE = "Of the 24 hands who began the course in August, 21 are still in it."
BLAME = "The mayor blamed the levy for a third of the fall in trade."
MINES = "走访的七家企业中，有五家提高了库存。"


@pytest.mark.parametrize(
    ("claim", "source", "said"),
    [
        ("All of the 24 hands who began the course are still in it.", COURSE, "“All”"),
        ("The mayor blamed the levy for most of the fall in trade.", BLAME, "“most of”"),
        (
            "All owners of the mine may leave.",
            "Owners who hold 22% of the mine may leave.",
            "“All”",
        ),
        ("五台炉子已经全部就位。", "五台炉子中三台已经就位，第四台待装。", "“全部”"),
        ("走访的七家企业全部提高了库存。", MINES, "“全部”"),
    ],
)
def test_all_or_most_is_more_than_a_part(claim: str, source: str, said: str) -> None:
    assert said in widened(aligned(claim, source)).doubts[0]
    assert checked(claim, source).name != "supported"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("21 of the 24 hands who began the course are still in it.", COURSE),
        ("The levy caused a third of the fall in trade.", BLAME),
        ("All three mills shut.", "The three mills shut."),
        ("All mills shut, some for a day.", "Every mill shut, some of them for a day."),
        ("走访的七家企业中，五家提高了库存。", MINES),
    ],
)
def test_the_same_part_and_all_of_what_is_told_of_all_pass(claim: str, source: str) -> None:
    assert not widened(aligned(claim, source)).doubts
