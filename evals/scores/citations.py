"""Citation recall and precision: do the cited passages carry the sentence, and are all needed?"""

from evals.outcomes import DOES_NOT_APPLY, Mark, shared
from evals.scores.score import Score
from evals.seen import Seen
from index.model import Hit
from service.answers import Claim

_SOURCE = "ALCE (Gao et al. 2023), with the production check in place of its entailment model."


def _recall(seen: Seen) -> Mark:
    if not seen.answer.claims:
        return DOES_NOT_APPLY
    bare = [c.text for c in seen.answer.claims if not _carried(seen, c, _passages(seen, c))]
    return shared(1 - len(bare) / len(seen.answer.claims), f"Not carried: {' | '.join(bare)}")


def _precision(seen: Seen) -> Mark:
    judged = [
        _counts(seen, claim, passage)
        for claim in seen.answer.claims
        for passage in _passages(seen, claim)
    ]
    if not judged:
        return DOES_NOT_APPLY
    idle = judged.count(False)
    return shared(1 - idle / len(judged), f"{idle} of {len(judged)} citations carry nothing.")


def _counts(seen: Seen, claim: Claim, passage: Hit) -> bool:
    """Whether a citation carries its sentence, alone or as a part that can't be left out."""
    every = _passages(seen, claim)
    others = [other for other in every if other.number != passage.number]
    return _carried(seen, claim, every) and (
        _carried(seen, claim, [passage]) or not _carried(seen, claim, others)
    )


def _carried(seen: Seen, claim: Claim, passages: list[Hit]) -> bool:
    return seen.check(claim.text, passages, seen.by_id).name == "supported"


def _passages(seen: Seen, claim: Claim) -> list[Hit]:
    return list({c.number: seen.passage(c) for c in claim.citations}.values())


CITATION_RECALL = Score(
    name="citation recall",
    of=_recall,
    definition="Share of shown sentences that the passages they cite, taken together, support.",
    source=_SOURCE,
)
CITATION_PRECISION = Score(
    name="citation precision",
    of=_precision,
    definition=(
        "Share of citations that support their sentence alone, or without which the others don't."
    ),
    source=_SOURCE,
)
