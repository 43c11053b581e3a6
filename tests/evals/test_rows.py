"""Figures, and how they are shown."""

from pathlib import Path

import pytest
from rich.console import Console

from evals.bench.rows import (
    CouldNotMeasure,
    Row,
    as_json,
    as_table,
    interval_row,
    kept,
    mean_row,
    median_row,
    percentile,
    rounds_row,
)


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 1.0), (50, 3.0), (75, 4.0), (95, 4.8), (100, 5.0)]
)
def test_percentile_lies_between_its_neighbours(percent: float, value: float) -> None:
    assert percentile([5, 3, 1, 2, 4], percent) == pytest.approx(value)


def test_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 95) == 7.0


def test_median_row_has_the_least_and_the_greatest() -> None:
    row = median_row("livez s", [3.0, 1.0, 2.00004], "s")

    assert row == Row(name="livez s", value=2.0, low=1.0, high=3.0, unit="s", n=3)


def test_rounds_row_measures_all_and_shows_how_rounds_differ() -> None:
    row = rounds_row("mean", [[1.0, 3.0], [5.0, 7.0], []], lambda v: sum(v) / len(v), "ms")

    assert row == Row(name="mean", value=4.0, low=2.0, high=6.0, unit="ms", n=4)


def test_a_ratio_of_sums_is_measured_with_its_interval() -> None:
    pairs = [(100.0 + n % 7, 103.0 + n % 5) for n in range(60)]
    row = interval_row("added", pairs, lambda p: sum(b for _, b in p) / sum(a for a, _ in p) - 1)

    assert row.value == pytest.approx(0.0204, abs=1e-4)
    assert (row.low or 0) < row.value < (row.high or 0)
    assert mean_row("mean", [1.0, 1.0]) == Row(
        name="mean", value=1, low=1, high=1, unit="share", n=2
    )


def test_what_was_kept_is_not_measured_again_and_rubbish_is_told(tmp_path: Path) -> None:
    file = tmp_path / "there" / "quick.json"
    once = kept(file, "quick", lambda: [median_row("quick s", [1.0], "s")])

    assert kept(file, "quick", list) == once
    file.write_text("{}")
    with pytest.raises(CouldNotMeasure, match="holds no rows"):
        kept(file, "quick", list)


def test_json_has_the_fields_of_the_contract() -> None:
    row = Row(name="p50 ms", value=1.5, low=None, high=None, unit="ms", n=2)

    assert as_json("answer", [row]) == {
        "bench": "answer",
        "rows": [{"name": "p50 ms", "value": 1.5, "low": None, "high": None, "unit": "ms", "n": 2}],
    }


def test_table_shows_every_figure() -> None:
    row = Row(name="resident MB", value=1234.5, low=None, high=1300, unit="MB", n=3)
    console = Console(width=100)

    with console.capture() as shown:
        console.print(as_table("startup", [row]))

    assert shown.get().splitlines()[0].strip() == "startup"
    assert "1,234.500" in shown.get()
    assert "1,300.000" in shown.get()
