"""Statistics: intervals that are the same each time, and that know their limits."""

from evals.statistics import cases_needed, difference, exact_mcnemar, holm


def test_no_change_is_no_difference() -> None:
    found = difference([1, 0, -1], [1, 0, -1], ["a", "b", "c"])
    assert (found.mean, found.low, found.high, found.changed) == (0, 0, 0, 0)


def test_the_same_pairs_give_the_same_interval() -> None:
    before, after = [1.0] * 40, [1.0] * 30 + [-1.0] * 10
    groups = [str(i) for i in range(40)]
    assert difference(before, after, groups) == difference(before, after, groups)


def test_a_large_drop_is_told_from_chance() -> None:
    found = difference([1.0] * 100, [1.0] * 60 + [-1.0] * 40, [str(i) for i in range(100)])
    assert found.mean == -0.8
    assert found.high < -0.5


def test_cases_of_one_article_tell_less_than_cases_of_many() -> None:
    before, after = [1.0] * 60, ([1.0] * 9 + [-1.0]) * 6
    after = sorted(after)
    many = difference(before, after, [str(i) for i in range(60)])
    few = difference(before, after, [str(i // 6) for i in range(60)])
    assert few.high - few.low > many.high - many.low


def test_holm_corrects_for_every_look() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.5}) == {"a": 0.03, "b": 0.08, "c": 0.5}


def test_six_losses_and_no_win_are_more_than_chance_five_are_not() -> None:
    assert exact_mcnemar([True] * 6, [False] * 6) < 0.05 < exact_mcnemar([True] * 5, [False] * 5)


def test_more_noise_needs_more_cases() -> None:
    assert cases_needed([0, 0, 0, 1, -1], 0.05) > cases_needed([0] * 40 + [1, -1], 0.05)
