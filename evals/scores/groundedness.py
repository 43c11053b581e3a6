"""Groundedness: how many of the shown sentences the production check finds supported."""

from evals.outcomes import DOES_NOT_APPLY, Mark, shared
from evals.scores.score import Score
from evals.seen import Seen


def _of(seen: Seen) -> Mark:
    claims = seen.answer.claims
    if not claims:
        return DOES_NOT_APPLY
    weak = []
    for claim in claims:
        cited = [seen.passage(citation) for citation in claim.citations]
        if seen.check(claim.text, cited, seen.by_id).name != "supported":
            weak.append(claim.text)
    return shared(1 - len(weak) / len(claims), f"Not supported: {' | '.join(weak)}")


GROUNDEDNESS = Score(
    name="groundedness",
    of=_of,
    definition="Share of an answer's shown sentences that are supported by the passages they cite.",
    source="Faithfulness as in RAGAS and RAGChecker, judged by `service.checking`.",
)
