"""Promise: cause and effect stay apart, and nothing becomes a cause that no source calls one."""

import pytest

from service.checking.causes import causes
from tests.checked import aligned

RAIN = "Output fell because rain flooded the pits."
DUE = "The late opening was due to a strike at the yard."
LED = "Rain flooded the pits, so that output fell."
APART = "Rain flooded the pits. Output fell."
SUN = "由于雨水淹没矿坑，产量下降。"


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Because rain flooded the pits, output fell.", RAIN),
        ("Output fell due to flooded pits.", RAIN),
        ("Rain flooded the pits, so that output fell.", RAIN),
        ("A strike at the yard caused the late opening.", DUE),
        ("Output fell because rain flooded the pits.", LED),
        ("Output fell. Rain flooded the pits.", APART),
        ("Output is due to fall.", "Output is due to fall in May."),
        ("因为雨水淹没矿坑，产量下降。", SUN),
        ("产量下降，因为雨水淹没矿坑。", SUN),
        ("雨水淹没矿坑，因此产量下降。", SUN),
    ],
)
def test_the_same_cause_may_be_told_in_any_order(claim: str, source: str) -> None:
    found = causes(aligned(claim, source))
    assert not [*found.wrong, *found.open]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Rain flooded the pits because output fell.", RAIN),
        ("The strike at the yard was due to the late opening.", DUE),
        ("Output fell, so that rain flooded the pits.", LED),
        ("由于产量下降，雨水淹没矿坑。", SUN),
    ],
)
def test_a_cause_that_is_told_as_the_effect_is_refused(claim: str, source: str) -> None:
    assert causes(aligned(claim, source)).wrong


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Output fell because rain flooded the pits.", APART),
        ("Rain flooded the pits, which is why output fell.", APART),
        ("产量下降，因为雨水淹没矿坑。", "雨水淹没矿坑。产量下降。"),
    ],
)
def test_two_facts_are_no_cause_and_effect(claim: str, source: str) -> None:
    assert causes(aligned(claim, source)).doubts


def test_another_cause_is_left_open() -> None:
    assert causes(aligned("Output fell because a bishop fainted.", RAIN)).open
