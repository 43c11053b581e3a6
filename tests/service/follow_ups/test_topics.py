"""Promise: Chinese follow-ups stand alone by their subject, and other questions stay as they are."""

import pytest

from index import language
from service.follow_ups.topics import alone

BEFORE = "沧岩集团2025年卖了多少盐？"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("那2026年呢？", "沧岩集团2026年卖了多少盐？"),
        ("那林原矿业呢？", "林原矿业2025年卖了多少盐？"),
        ("为什么？", "为什么：沧岩集团2025年卖了多少盐？"),
        ("它的价格是多少？", "沧岩集团的价格是多少？"),
        ("該公司的價格是多少？", "沧岩集团的价格是多少？"),
        ("其他公司怎么样呢，有没有变化？", "其他公司怎么样呢，有没有变化？"),
        ("沧岩集团在哪里？", "沧岩集团在哪里？"),
        ("这个集团在哪里？", "沧岩集团在哪里？"),
    ],
)
def test_what_points_back_gives_way_to_the_subject(asked: str, meant: str) -> None:
    assert alone(asked, BEFORE, language.CHINESE) == meant


@pytest.mark.parametrize("asked", ["它在哪里？", "那价格呢？", "其中盐呢？"])
def test_without_a_subject_nothing_is_guessed(asked: str) -> None:
    assert alone(asked, "多少？", language.CHINESE) == asked
