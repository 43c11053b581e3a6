"""What Assay adds to a model's call, in rows."""

from evals.bench.overhead import Compared, Spent, as_rows


def test_what_is_added_is_the_median_of_the_differences() -> None:
    compared = [Compared(100, 150), Compared(200, 210), Compared(100, 130)]
    rows = {row.name: row.value for row in as_rows(compared, [[Spent(500, 20), Spent(400, 16)]])}
    assert rows["over the bare call ms"] == 30
    assert rows["CPU of 1,000 characters in a draft of 500"] == 40
