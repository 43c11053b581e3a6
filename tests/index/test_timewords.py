"""What a question says about time prefers days, and rules none out."""

from datetime import date

import pytest

from index.timewords import Period, Preference, fitness, preference

LATEST = Preference(latest=True)


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest price?", "How much is it now?", "Who currently runs it?",
        "What does it cost today?", "What did its most recent report say?", "目前价格是多少?",
        "最新的产量是多少?", "現在誰是總裁?", "Who recently left?", "What was announced this week?",
        "What did they sign last month?", "本周公布了什么?", "上个月产量是多少?", "今年产量是多少?",
    ],
)  # fmt: skip
def test_words_for_the_present_want_the_latest(question: str) -> None:
    assert preference(question) == LATEST


YEAR = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("How much was sold in 2025?", YEAR),
        ("2025年的产量是多少?", YEAR),
        ("What happened in March 2026?", Period(first=date(2026, 3, 1), last=date(2026, 3, 31))),
        ("What happened during February of 2024?", Period(first=date(2024, 2, 1), last=date(2024, 2, 29))),
        ("2026年3月发生了什么?", Period(first=date(2026, 3, 1), last=date(2026, 3, 31))),
        ("What has changed since 2024?", Period(first=date(2024, 1, 1))),
        ("自2024年以来有什么变化?", Period(first=date(2024, 1, 1))),
    ],
)  # fmt: skip
def test_a_named_period_wants_its_days(question: str, period: Period) -> None:
    assert preference(question) == Preference(periods=(period,))


@pytest.mark.parametrize(
    "question",
    [
        "Who knows the currents?", "What does the New Latvian press say?", "How many are in 2025.5 t?",
        "Why did it sell 2025 tonnes?", "What is in 20251?", "它有2025吨吗?", "in 2025%", "",
    ],
)  # fmt: skip
def test_other_questions_want_nothing(question: str) -> None:
    assert not preference(question)


def test_as_of_a_day_the_latest_is_wanted_unless_a_period_is_named() -> None:
    day = date(2026, 3, 1)
    assert preference("Who runs it?", day) == LATEST
    assert preference("How much was sold in 2025?", day) == Preference(periods=(YEAR,))


def test_the_newest_fits_best_ninety_days_halve_it_and_no_day_may_be_any() -> None:
    days = [date(2025, 4, 1), date(2025, 1, 1), None]
    assert fitness(LATEST, days) == [1.0, pytest.approx(0.5), 0.5]


def test_days_within_a_period_fit_and_others_do_not() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), None]
    assert fitness(Preference(periods=(YEAR,)), days) == [1.0, 0.0, 0.5]


def test_the_latest_of_a_period_is_asked_for_with_both() -> None:
    days = [date(2025, 6, 1), date(2025, 1, 1), date(2024, 1, 1)]
    first, second, third = fitness(Preference(latest=True, periods=(YEAR,)), days)
    assert 1.0 == first > second > third == 0.0


def test_where_no_day_is_known_all_fit() -> None:
    assert fitness(LATEST, [None, None]) == [1.0, 1.0]
    assert fitness(Preference(), [date(2025, 1, 1), None]) == [1.0, 1.0]
