"""Withheld rate: how much of what a writer wrote the check kept back."""

from evals.outcomes import DOES_NOT_APPLY, Mark, passed
from evals.scores.score import Score
from evals.seen import Seen


def _of(seen: Seen) -> Mark:
    written = len(seen.answer.claims) + len(seen.answer.withheld)
    return passed(len(seen.answer.withheld) / written) if written else DOES_NOT_APPLY


WITHHELD = Score(
    name="withheld",
    of=_of,
    definition="Share of an answer's written sentences that are withheld.",
    source="Assay's own.",
    better="lower",
)
