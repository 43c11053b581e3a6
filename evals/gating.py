"""SHIP, BLOCK or INCONCLUSIVE, and why."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from evals.baselines import Baseline, values_of
from evals.items import Item
from evals.runs import Run, RunBroken
from evals.scores import PRIMARY, SCORES
from evals.statistics import (
    Difference,
    cases_needed,
    difference,
    exact_mcnemar,
    holm,
)

GATES = Path(__file__).parent / "gates.toml"
_SIGNIFICANT = 0.05

Decision = Literal["SHIP", "BLOCK", "INCONCLUSIVE"]
Pair = tuple[Item, Mapping[str, float]]  # an item and what its case had in the baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What a release must reach."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    margin: float
    tolerance: float
    floors: Mapping[str, float] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)
    edits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a score changed from the baseline: reported, and judged only if it is the primary."""

    score: str
    difference: Difference
    p: float  # corrected for how many scores are looked at

    @property
    def real(self) -> bool:
        """Whether chance alone would hardly do this."""
        return self.p < _SIGNIFICANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The decision, its reasons in words, and all that was compared."""

    decision: Decision
    reasons: tuple[str, ...]
    primary: Difference
    changes: tuple[Change, ...]


def read_gates(file: Path = GATES) -> Gates:
    """What a release must reach. Raises `RunBroken`."""
    try:
        gates = TypeAdapter(Gates).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise RunBroken(f"{file} can't be read: {error}", "See evals/README.md.") from error
    if unknown := sorted((gates.floors.keys() | gates.ceilings.keys()) - SCORES.keys()):
        raise RunBroken(f"{file} names unknown scores: {unknown}.", f"{list(SCORES)}")
    return gates


def judge(run: Run, baseline: Baseline, gates: Gates) -> Verdict:
    """Whether a release with these results may ship. Raises `RunBroken` with nothing to compare."""
    pairs = [
        (item, baseline[item.case.id][1])
        for item in run.items
        if item.case.id in baseline and baseline[item.case.id][0] == item.digest
    ]
    if not pairs:
        raise RunBroken("No case is the same as in the baseline.", "python -m evals accept RUN")
    primary = _difference(PRIMARY, pairs)
    broken = [*_broken_invariants(run), *_out_of_bounds(run, gates)]
    decision, reason = _compare(primary, pairs, gates)
    return Verdict(
        decision="BLOCK" if broken else decision,
        reasons=(*broken, reason),
        primary=primary,
        changes=tuple(_changes(pairs)),
    )


def _compare(primary: Difference, pairs: Sequence[Pair], gates: Gates) -> tuple[Decision, str]:
    told = (
        f"{PRIMARY} changed by {primary.mean:+.3f} [{primary.low:+.3f}, {primary.high:+.3f}] "
        f"over {primary.n} cases, {primary.changed} of them changed"
    )
    if primary.high < 0 and -primary.mean > gates.tolerance:
        return "BLOCK", f"{told}: a real drop of more than {gates.tolerance:g}."
    if primary.low > -gates.margin:
        return "SHIP", f"{told}: a drop of {gates.margin:g} is excluded."
    needed = cases_needed(_deltas(PRIMARY, pairs), gates.margin)
    return "INCONCLUSIVE", (
        f"{told}: a drop of {gates.margin:g} is not excluded; "
        f"about {needed} cases would tell, if nothing changed."
    )


def _broken_invariants(run: Run) -> Iterator[str]:
    for item in run.items:
        for broken in item.broken:
            yield f"{item.case.id}: {broken}."


def _out_of_bounds(run: Run, gates: Gates) -> Iterator[str]:
    for metric in run.metrics:
        floor = gates.floors.get(metric.name)
        if floor is not None and metric.value is not None and metric.value < floor:
            yield f"{metric.name} is {metric.value:.3f}, below {floor:g}."
        ceiling = gates.ceilings.get(metric.name)
        if ceiling is not None and metric.value is not None and metric.value > ceiling:
            yield f"{metric.name} is {metric.value:.3f}, above {ceiling:g}."
    for edit in run.edits:
        floor = gates.edits.get(edit.name)
        if floor is not None and edit.kept is not None and edit.kept < floor:
            named = ", ".join(list(edit.broken)[:3])
            yield f"“{edit.name}” held in {edit.kept:.3f}, below {floor:g}: {named} …"


def _changes(pairs: Sequence[Pair]) -> Iterator[Change]:
    """Every score that both runs have, with p values corrected together (the primary apart)."""
    names = [name for name in SCORES if name != PRIMARY and _deltas(name, pairs)]
    corrected = holm({name: _p(name, pairs) for name in names})
    for name in names:
        yield Change(score=name, difference=_difference(name, pairs), p=corrected[name])


def _p(name: str, pairs: Sequence[Pair]) -> float:
    """Exact McNemar over whether each case has all that the score gives."""
    both = [(old[name], values_of(item)[name]) for item, old in _both(name, pairs)]
    most = max(max(pair) for pair in both)
    return exact_mcnemar([old >= most for old, _ in both], [new >= most for _, new in both])


def _difference(name: str, pairs: Sequence[Pair]) -> Difference:
    both = list(_both(name, pairs))
    return difference(
        [old[name] for _, old in both],
        [values_of(item)[name] for item, _ in both],
        [item.group for item, _ in both],
    )


def _deltas(name: str, pairs: Sequence[Pair]) -> list[float]:
    return [values_of(item)[name] - old[name] for item, old in _both(name, pairs)]


def _both(name: str, pairs: Sequence[Pair]) -> Iterator[Pair]:
    return ((item, old) for item, old in pairs if name in old and name in values_of(item))
