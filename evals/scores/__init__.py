"""Scores by name. A new one is a file with its definition and source, and an entry here."""

from collections.abc import Mapping

from evals.scores.abstention import ABSTENTION
from evals.scores.citations import CITATION_PRECISION, CITATION_RECALL
from evals.scores.evidence_recall import EVIDENCE_RECALL
from evals.scores.groundedness import GROUNDEDNESS
from evals.scores.judged_groundedness import JUDGED_GROUNDEDNESS
from evals.scores.nugget_recall import NUGGET_RECALL
from evals.scores.retrieval import MRR, NDCG, RECALL
from evals.scores.score import Score
from evals.scores.spent import COST, LATENCY_P50, LATENCY_P95, TOKENS
from evals.scores.truthfulness import TRUTHFULNESS
from evals.scores.withheld import WITHHELD

SCORES: Mapping[str, Score] = {
    score.name: score
    for score in (
        TRUTHFULNESS,
        NUGGET_RECALL,
        ABSTENTION,
        GROUNDEDNESS,
        JUDGED_GROUNDEDNESS,
        CITATION_RECALL,
        CITATION_PRECISION,
        WITHHELD,
        RECALL,
        NDCG,
        MRR,
        EVIDENCE_RECALL,
        LATENCY_P50,
        LATENCY_P95,
        TOKENS,
        COST,
    )
}
PRIMARY = TRUTHFULNESS.name
