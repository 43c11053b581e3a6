"""Pages that are made tell their title and day; what is found there is counted beside trafilatura's."""

from evals.bench.titles import WAYS, titles


def test_titles_and_days_are_counted_over_every_way_of_telling_them() -> None:
    rows = {row.name: row for row in titles(limit=1)}
    assert set(rows) == {
        "title right",
        "day right",
        "trafilatura title right",
        "trafilatura day right",
    }
    assert {row.n for row in rows.values()} == {len(WAYS)}
    assert rows["title right"].value == 1
    assert rows["day right"].value >= rows["trafilatura day right"].value
