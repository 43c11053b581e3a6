"""How well a reading model tells apart what it never learned from."""

from collections.abc import Mapping, Sequence
from random import Random

import torch
from tokenizers import Tokenizer

from evals.bench.grounding import auc
from evals.training.pairs import Pair
from evals.training.reading import PairReader, encode, tensors
from index import language

_BATCH = 32
_MOST = 800  # pairs of a group: the figure is then known to about .01


def measured(
    model: PairReader, tokenizer: Tokenizer, pairs: Sequence[Pair], longest: int
) -> Mapping[str, float]:
    """AUC of claims (supported against all others) and of answers, over a sample of each group.

    Pairs of public sets, those written by hand, and of these those across languages stand apart.
    """
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(_group(pair), []).append(pair)
    chance = Random(0)  # noqa: S311  no secret
    chosen = [p for _, of in sorted(groups.items()) for p in chance.sample(of, min(_MOST, len(of)))]
    scored: dict[str, list[tuple[bool, float]]] = {}
    for pair, score in zip(chosen, _likely(model, tokenizer, chosen, longest), strict=True):
        scored.setdefault(_group(pair), []).append((pair.target in {"supported", "answers"}, score))
    return {
        f"AUC, {name}": round(auc(*zip(*of, strict=True)), 3)
        for name, of in scored.items()
        if len({label for label, _ in of}) > 1
    }


def _group(pair: Pair) -> str:
    task = "claims" if pair.task == "entailment" else "answers"
    if pair.set != "written":
        return f"{task}, public sets"
    own = language.of(pair.evidence)
    across = language.of(pair.query, near=own) is not own
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
