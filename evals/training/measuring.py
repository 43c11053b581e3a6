"""How well a reading model tells apart what it never learned from."""

from collections.abc import Mapping, Sequence

import torch
from tokenizers import Tokenizer

from evals.bench.grounding import auc
from evals.training.pairs import Pair
from evals.training.reading import PairReader, encode, tensors
from index.words import is_cjk

_BATCH = 32


def measured(
    model: PairReader, tokenizer: Tokenizer, pairs: Sequence[Pair], longest: int
) -> Mapping[str, float]:
    """AUC of claims (supported against all others) and of answers.

    Pairs of public sets, those written by hand, and of these those across languages stand apart.
    """
    likely = _likely(model, tokenizer, pairs, longest)
    groups: dict[str, list[tuple[bool, float]]] = {}
    for pair, score in zip(pairs, likely, strict=True):
        groups.setdefault(_group(pair), []).append((pair.target in {"supported", "answers"}, score))
    return {
        f"AUC, {name}": round(auc(*zip(*scored, strict=True)), 3)
        for name, scored in sorted(groups.items())
        if len({label for label, _ in scored}) > 1
    }


def _group(pair: Pair) -> str:
    task = "claims" if pair.task == "entailment" else "answers"
    if pair.set != "written":
        return f"{task}, public sets"
    across = is_cjk(pair.evidence) != is_cjk(pair.query)
    return f"{task}, by hand{', across languages' if across else ''}"


def _likely(
    model: PairReader, tokenizer: Tokenizer, pairs: Sequence[Pair], longest: int
) -> list[float]:
    """The logarithms of the odds of `supported`, or of `answers`, by what a pair is for."""
    rows = encode(tokenizer, pairs, longest)
    order = sorted(range(len(rows)), key=lambda place: len(rows[place].ids))
    scores = [0.0] * len(rows)
    model.eval()
    with torch.inference_mode():
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            entailment, answering = model(*tensors([rows[place] for place in places]))
            supported = entailment[:, 0] - entailment[:, 1:].logsumexp(dim=1)
            for place, claim, answer in zip(places, supported, answering, strict=True):
                is_claim = pairs[place].task == "entailment"
                scores[place] = float(claim if is_claim else answer)
    return scores
