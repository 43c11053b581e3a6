"""Items: one case, what was answered, and its mark under every score. And what they come to."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from evals.cases import Case
from evals.invariants import broken
from evals.outcomes import DOES_NOT_APPLY, ERROR, OUTCOMES, Mark
from evals.scores import PRIMARY, SCORES
from evals.scores.score import Score, mean
from evals.seen import Seen
from evals.statistics import interval
from service.answers import Answer

_CASE = TypeAdapter(Case)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One case of a run. `broken` lists the invariants that its answer breaks."""

    case: Case
    answer: Answer | None
    error: str | None
    marks: Mapping[str, Mark]
    broken: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Tells whether a case is the same in two runs."""
        return hashlib.sha256(_CASE.dump_json(self.case, exclude_defaults=True)).hexdigest()[:12]

    @property
    def group(self) -> str:
        """The article that the case is about: cases of one article stand and fall together."""
        return self.case.nuggets[0].article if self.case.nuggets else self.case.id

    @property
    def primary(self) -> Mark:
        """Its mark under the score that decides."""
        return self.marks[PRIMARY]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A score over all items of a run; `value` is None where it applied to none."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    counts: Mapping[str, int]


def answered(seen: Seen) -> Item:
    """A case with its mark under every score."""
    return Item(
        case=seen.case,
        answer=seen.answer,
        error=None,
        marks={name: score.of(seen) for name, score in SCORES.items()},
        broken=tuple(broken(seen)),
    )


def unanswered(case: Case, error: str) -> Item:
    """A case whose question got no answer."""
    return Item(case=case, answer=None, error=error, marks=dict.fromkeys(SCORES, ERROR))


def metrics(items: Sequence[Item]) -> list[Metric]:
    """Every score over the items, with its interval where it is a mean."""
    return [_metric(score, items) for score in SCORES.values()]


def _metric(score: Score, items: Sequence[Item]) -> Metric:
    # A run that was kept before there was this score has no mark for it.
    marked = [(item.case, item.marks.get(score.name, DOES_NOT_APPLY)) for item in items]
    outcomes = [mark.outcome for _, mark in marked]
    counted = [(case, mark) for case, mark in marked if mark.value is not None]
    low, high = None, None
    if counted and score.summarise is mean:
        low, high = interval([mark.value or 0.0 for _, mark in counted])
    return Metric(
        name=score.name,
        value=score.summarise(counted) if counted else None,
        low=low,
        high=high,
        unit=score.unit,
        counts={outcome: outcomes.count(outcome) for outcome in OUTCOMES if outcome in outcomes},
    )
