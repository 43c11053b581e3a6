"""What a score is: its definition, its source, and how the marks of all cases become one figure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from evals.cases import Case
from evals.outcomes import Mark
from evals.seen import Seen

Summarise = Callable[[Sequence[tuple[Case, Mark]]], float]


def mean(marks: Sequence[tuple[Case, Mark]]) -> float:
    """The mean of the values."""
    return fmean(mark.value for _, mark in marks if mark.value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`of` marks one case; `summarise` gets the cases that have a value, never none of them."""

    name: str
    of: Callable[[Seen], Mark]
    definition: str
    source: str
    unit: str = "share"
    better: Literal["higher", "lower"] = "higher"
    summarise: Summarise = mean
