"""`bench abstention DIR…`: is answered what the passages answer, and nothing else?

Quoting decides, with no model and the product's defaults.
"""

from collections.abc import Iterable
from pathlib import Path

from evals.bench.passages import Tried, items, try_all
from evals.bench.rows import Row, mean_row, prefix


def abstention(*paths: Path, limit: int | None = None) -> list[Row]:
    """Shares, for each folder, over all its questions or a fixed sample of `limit`."""
    rows: list[Row] = []
    for path in paths:
        rows += as_rows(prefix(path.name, paths), try_all(items(path, limit)))
    return rows


def as_rows(name: str, tried: Iterable[Tried]) -> list[Row]:
    """How many are right, and of which kind the wrong ones are."""
    outcomes = [(one.item.answerable, bool(one.quotes)) for one in tried]
    figures = {
        "right": [float(answerable == answered) for answerable, answered in outcomes],
        "false answers": [float(answered) for answerable, answered in outcomes if not answerable],
        "misses": [float(not answered) for answerable, answered in outcomes if answerable],
    }
    return [mean_row(f"{name}{figure}", values) for figure, values in figures.items() if values]
