"""Nugget recall: how many of the facts that an answer should have are shown."""

from evals.outcomes import DOES_NOT_APPLY, Mark, abstained, shared
from evals.scores.score import Score
from evals.seen import Seen


def _strict_vital(seen: Seen) -> Mark:
    if not seen.vital:
        return DOES_NOT_APPLY
    if seen.refused:
        return abstained()
    missing = f"It lacks: {'; '.join(nugget.fact for nugget in seen.untold)}."
    return shared(1 - len(seen.untold) / len(seen.vital), missing)


NUGGET_RECALL = Score(
    name="nugget recall",
    of=_strict_vital,
    definition=(
        "Share of the vital facts that the shown sentences hold in full (strict, vital). "
        "A refusal of an answerable question holds none."
    ),
    source="AutoNuggetizer (Pradeep et al. 2025), V_strict; a fact counts by its accepted forms.",
)
