"""Promise: what a text names is told apart by simple cues, and days and openers are no names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.follow_ups.mentions import is_period, last_period, mentions


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ada Brook opened the fair.", [("Ada Brook", "person")]),
        ("The fair in Port Ellisk closed.", [("Port Ellisk", "place")]),
        ("Who owns Kessel Materials Ltd?", [("Kessel Materials Ltd", "group")]),
        ("What is in the Raw Earths Plan?", [("Raw Earths Plan", "thing")]),
        ("What does Order No. 93 ask?", [("Order No. 93", "unknown")]),
        ("Does “The Long Pier” sell?", [("The Long Pier", "thing")]),
        ("《盐的故事》卖了多少？", [("盐的故事", "thing")]),
        ("Dr Vaal left.", [("Dr Vaal", "person")]),
        ("Where is Tolm's pier?", [("Tolm", "unknown")]),
        ("However, in March 2024 it rained.", []),
        ("What happened on Monday?", [("Monday", "unknown")]),
        ("how much does it cost", []),
    ],
)
def test_names_and_their_kinds(text: str, named: list[tuple[str, str]]) -> None:
    assert [(one.text, one.kind) for one in mentions(text)] == named


@given(st.text(st.sampled_from("Ab .'’“”《》2024 the of"), max_size=60))
def test_each_name_stands_in_its_text(text: str) -> None:
    for mention in mentions(text):
        assert mention.text in text
        assert mention.text.strip()


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("It rose from 2019 to March 2024.", "March 2024"),
        ("It fell on 3 May 2024.", "3 May 2024"),
        ("They sold 2,024 tonnes.", None),
        ("2025年3月投产。", "2025年3月"),
    ],
)
def test_the_last_day_month_or_year(text: str, period: str | None) -> None:
    assert last_period(text) == period
    assert period is None or is_period(period)
