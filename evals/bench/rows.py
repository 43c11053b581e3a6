"""What a benchmark finds: rows, as a table for people and as JSON for machines."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from rich.table import Table

from index.errors import AssayError

T = TypeVar("T")

_DECIMALS = 4
_SAMPLES = 1_000  # of the bootstrap


class CouldNotMeasure(AssayError):
    """A benchmark could not run to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure in `unit`, from `n` measurements; `low` and `high` tell how far it varied."""

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    n: int


def prefix(name: str, measured: Sequence[object]) -> str:
    """What goes before the names of a file's or folder's figures where several are measured."""
    return f"{name} " if len(measured) > 1 else ""


def median_row(name: str, values: Sequence[float], unit: str) -> Row:
    """The median of some measurements, with the least and the greatest."""
    return _row(name, median(values), (min(values), max(values)), unit, len(values))


def rounds_row(
    name: str,
    rounds: Sequence[Sequence[float]],
    measure: Callable[[Sequence[float]], float],
    unit: str,
) -> Row:
    """A measure over all rounds together, with the least and the greatest of a single round."""
    every = [value for values in rounds for value in values]
    each = [measure(values) for values in rounds if values]
    return _row(name, measure(every), (min(each), max(each)), unit, len(every))


def mean_row(name: str, values: Sequence[float], unit: str = "share") -> Row:
    """A mean with its 95 % interval."""
    return interval_row(name, values, lambda some: sum(some) / len(some), unit)


def interval_row(
    name: str, measured: Sequence[T], measure: Callable[[Sequence[T]], float], unit: str = "share"
) -> Row:
    """A measure of what was measured, with its 95 % interval.

    That is between percentiles of 1,000 bootstrap samples, the same each time.
    """
    chance = random.Random(0)  # noqa: S311  no secret
    size = len(measured)
    each = sorted(measure(chance.choices(measured, k=size)) for _ in range(_SAMPLES))
    between = (each[_SAMPLES // 40], each[-_SAMPLES // 40])
    return _row(name, measure(measured), between, unit, size)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` (0 to 100) of the values don't exceed, between two neighbours."""
    ranked = sorted(values)
    place = (len(ranked) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (place - below)


def kept(file: Path | None, bench: str, measure: Callable[[], list[Row]]) -> list[Row]:
    """What is measured, and kept in a file; what that holds already is not measured again.

    Raises `CouldNotMeasure`, and what `measure` raises.
    """
    if file and file.exists():
        try:
            return [Row(**row) for row in json.loads(file.read_text(encoding="utf-8"))["rows"]]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CouldNotMeasure(f"{file} holds no rows: {error}", "Delete it.") from error
    rows = measure()
    if file and rows:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(as_json(bench, rows), indent=2) + "\n", encoding="utf-8")
    return rows


def as_json(bench: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The results in the form that `--json` writes."""
    return {"bench": bench, "rows": [asdict(row) for row in rows]}


def as_table(bench: str, rows: Sequence[Row]) -> Table:
    """The results for the eye."""
    table = Table("name", title=bench, title_justify="left")
    for column in ("value", "low", "high"):
        table.add_column(column, justify="right")
    table.add_column("unit")
    table.add_column("n", justify="right")
    for row in rows:
        figures = (_shown(row.value), _shown(row.low), _shown(row.high))
        table.add_row(row.name, *figures, row.unit, str(row.n))
    return table


def _row(name: str, value: float, between: tuple[float, float], unit: str, n: int) -> Row:
    low, high = (round(limit, _DECIMALS) for limit in between)
    return Row(name=name, value=round(value, _DECIMALS), low=low, high=high, unit=unit, n=n)


def _shown(figure: float | None) -> str:
    return "" if figure is None else f"{figure:,.3f}"
