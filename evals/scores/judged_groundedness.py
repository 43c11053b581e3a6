"""Judged groundedness: the same, in the eyes of a language model that was calibrated first."""

from evals.outcomes import DOES_NOT_APPLY
from evals.scores.score import Score

JUDGED_GROUNDEDNESS = Score(
    name="judged groundedness",
    of=lambda _: DOES_NOT_APPLY,  # `evals.judging` marks the items of a run that has a judge
    definition="Share of an answer's shown sentences that a calibrated judge does not doubt.",
    source=(
        "A language model as judge (Zheng et al. 2023), admitted by Cohen's kappa with people; "
        "a doubt counts only with the words of the passage that cause it."
    ),
)
