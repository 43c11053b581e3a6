"""Abstention: answering what can be answered, and refusing what can't."""

from collections.abc import Sequence

from evals.cases import Case
from evals.outcomes import Mark, abstained, failed, passed
from evals.scores.score import Score, mean
from evals.seen import Seen


def _of(seen: Seen) -> Mark:
    if seen.refused == (not seen.case.answerable):
        return passed()
    if seen.refused:
        return abstained()
    return failed(0, "The articles don't hold the answer, but it gives one.")


def _balanced(marks: Sequence[tuple[Case, Mark]]) -> float:
    """The mean of the shares right among answerable and among unanswerable cases."""
    kinds = [[m for m in marks if m[0].answerable is answerable] for answerable in (True, False)]
    shares = [mean(kind) for kind in kinds if kind]
    return sum(shares) / len(shares)


ABSTENTION = Score(
    name="abstention",
    of=_of,
    definition=(
        "Balanced accuracy: the mean of the share of answerable questions that are answered and "
        "the share of unanswerable ones that are refused."
    ),
    source="Negative rejection of RGB (Chen et al. 2024), weighed against false refusals.",
    summarise=_balanced,
)
