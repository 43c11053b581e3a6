"""Evidence recall at a token budget: what of the quotes a reader of so many tokens would meet."""

from evals.outcomes import DOES_NOT_APPLY, Mark, shared
from evals.scores.score import Score
from evals.seen import Seen
from index.model import Hit
from index.words import terms

_BUDGET = 1_000  # terms, which are a little fewer than a model's tokens


def _of(seen: Seen) -> Mark:
    if not seen.vital:
        return DOES_NOT_APPLY
    read = _within(seen.hits)
    missed = [
        nugget.quote
        for nugget in seen.vital
        if not any(
            hit.article_id in seen.holders(nugget) and nugget.quote in hit.text for hit in read
        )
    ]
    return shared(1 - len(missed) / len(seen.vital), f"Not found: {' | '.join(missed)}")


def _within(hits: tuple[Hit, ...]) -> list[Hit]:
    """The best passages that fit into the budget together."""
    read, left = [], _BUDGET
    for hit in hits:
        left -= len(terms(hit.text))
        if left < 0:
            break
        read.append(hit)
    return read


EVIDENCE_RECALL = Score(
    name=f"evidence recall@{_BUDGET}",
    of=_of,
    definition=(
        f"Share of the vital facts' quotes that stand whole in the best passages of {_BUDGET:,} "
        "terms together. Unlike recall@k it doesn't depend on how long passages are."
    ),
    source="Claim recall of RAGChecker (Ru et al. 2024), with verbatim quotes in place of claims.",
)
