"""Truthfulness: right +1, abstained 0, wrong -1. The headline, since it prices a wrong answer."""

from evals.outcomes import Mark, abstained, failed, passed
from evals.scores.score import Score
from evals.seen import Seen


def _of(seen: Seen) -> Mark:
    if seen.forbidden:
        return failed(-1, f"It shows {', '.join(map(repr, seen.forbidden))}.")
    if seen.refused:
        return abstained() if seen.case.answerable else passed()
    if not seen.case.answerable:
        return failed(-1, "The articles don't hold the answer, but it gives one.")
    if not seen.untold:
        return passed()
    missing = f"It lacks: {'; '.join(nugget.fact for nugget in seen.untold)}."
    return abstained() if seen.answer.status == "partial" else failed(-1, missing)


TRUTHFULNESS = Score(
    name="truthfulness",
    of=_of,
    definition=(
        "+1 where every vital fact is shown, or a question that the articles don't answer is "
        "refused; 0 where an answerable one is refused or answered as partial; -1 otherwise."
    ),
    source="CRAG (Yang et al. 2024), which gives no credit for refusing what has no answer.",
    unit="-1 to 1",
)
