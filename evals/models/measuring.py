"""How much retrieval a cut vocabulary and int8 cost: nDCG@10 of the vectors alone."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.bench.beir import corpus, queries, relevant
from index.e5 import E5Embedding
from index.encoder import Encoder

SETS = ("xquad-en", "xquad-zh", "xquad-zh-en", "xquad-en-zh")

_DEPTH = 10


def measured(folder: Path, data: Path) -> dict[str, float]:
    """nDCG@10 of the embedding in `folder` on each of the sets below `data`."""
    embedding = E5Embedding(Encoder("embedding", folder))
    return {f"{name} nDCG@10": round(_ndcg(embedding, data / name), 4) for name in SETS}


def _ndcg(embedding: E5Embedding, folder: Path) -> float:
    documents = list(corpus(folder))
    passages = np.array(embedding.get_text_embedding_batch([one.raw for one in documents]))
    asked, judged = queries(folder), relevant(folder)
    ids = [one.uri.partition(":")[2] for one in documents]
    return float(
        np.mean(
            [
                _gain(passages @ np.array(embedding.get_query_embedding(query.text)), ids, grades)
                for query in asked
                for grades in (judged[query.id],)
            ]
        )
    )


def _gain(scores: NDArray[np.float64], ids: Sequence[str], grades: Mapping[str, int]) -> float:
    """NDCG of one question (Järvelin and Kekäläinen 2002)."""
    best = [grades.get(ids[place], 0) for place in np.argsort(-scores)[:_DEPTH]]
    ideal = sorted(grades.values(), reverse=True)[:_DEPTH]
    return _discounted(best) / _discounted(ideal)


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 2) for rank, grade in enumerate(grades))
