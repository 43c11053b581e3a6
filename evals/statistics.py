"""Whether two runs differ: paired, with intervals, and with the price of looking often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import fmean, pvariance

SEED = 0  # of all resampling

_RESAMPLES = 10_000
_Z_SIZE, _Z_POWER = 1.960, 0.842  # two-sided 5 %, power 80 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The mean of paired differences, after minus before, with its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int
    changed: int


def difference(
    before: Sequence[float], after: Sequence[float], groups: Sequence[str]
) -> Difference:
    """Paired differences by the bootstrap of groups (BCa, Efron 1987; Davison and Hinkley 1997).

    Cases of one group, those about one article, are drawn together, since they stand and fall
    together. The same input gives the same interval.
    """
    deltas = [b - a for a, b in zip(before, after, strict=True)]
    if not any(deltas):
        return Difference(mean=0.0, low=0.0, high=0.0, n=len(deltas), changed=0)
    low, high = _interval(deltas, groups)
    return Difference(
        mean=fmean(deltas), low=low, high=high, n=len(deltas), changed=sum(map(bool, deltas))
    )


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean."""
    return _interval(values, [str(place) for place in range(len(values))])


def exact_mcnemar(before: Sequence[bool], after: Sequence[bool]) -> float:
    """The two-sided p of as uneven a change as this (McNemar 1947, exact); 1 without a change."""
    from scipy.stats import binomtest

    lost = sum(a and not b for a, b in zip(before, after, strict=True))
    won = sum(b and not a for a, b in zip(before, after, strict=True))
    return float(binomtest(lost, lost + won).pvalue) if lost + won else 1.0


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """The p values corrected for how many there are (Holm 1979)."""
    corrected: dict[str, float] = {}
    most = 0.0
    for place, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        most = max(most, min(1.0, (len(p_values) - place) * p_values[name]))
        corrected[name] = most
    return corrected


def cases_needed(deltas: Sequence[float], margin: float) -> int:
    """How many cases would show that nothing worse than `margin` happened.

    (z_0.975 + z_0.8)² · variance / margin², for a true difference of 0.
    """
    return ceil((_Z_SIZE + _Z_POWER) ** 2 * pvariance(deltas) / margin**2)


def _interval(values: Sequence[float], groups: Sequence[str]) -> tuple[float, float]:
    import numpy as np
    from scipy.stats import bootstrap

    sums: dict[str, list[float]] = {}
    for value, group in zip(values, groups, strict=True):
        total = sums.setdefault(group, [0.0, 0.0])
        total[0] += value
        total[1] += 1
    totals, sizes = (np.array(column) for column in zip(*sums.values(), strict=True))
    if len(totals) < 2 or np.ptp(totals / sizes) == 0:
        return fmean(values), fmean(values)
    found = bootstrap(
        (totals, sizes),
        lambda t, s, axis=-1: t.sum(axis=axis) / s.sum(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=_RESAMPLES,
        method="BCa",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return float(found.low), float(found.high)
