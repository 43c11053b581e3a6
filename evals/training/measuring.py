"""How well a reading model tells apart what it never learned from."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from evals.bench.grounding import auc
from evals.training.pairs import Pair
from evals.training.reading import PairReader, encode, tensors
from index import language
from index.encoder import Encoder
from index.pair_model import NAME

Reads = Callable[[Sequence[Pair]], NDArray[np.float32]]
"""The logits of both heads for pairs: three of entailment, one of answering."""

_BATCH = 32
_MADE = (("relation", "relation"), ("planted", "planted"), ("written", "by hand"))
_ACROSS = ("relation", "by hand")
_MOST = 800  # pairs of a group: the figure is then known to about .01


def measured(reads: Reads, pairs: Sequence[Pair]) -> Mapping[str, float]:
    """AUC of claims (supported against all others) and of answers, over a sample of each group.

    Pairs of public sets, those planted on them, those made of relations, those written by hand, and
    of these two those across languages stand apart.
    """
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(_group(pair), []).append(pair)
    chance = Random(0)  # noqa: S311  no secret
    chosen = [p for _, of in sorted(groups.items()) for p in chance.sample(of, min(_MOST, len(of)))]
    scored: dict[str, list[tuple[bool, float]]] = {}
    for pair, logits in zip(chosen, reads(chosen), strict=True):
        is_true = pair.target in {"supported", "answers"}
        scored.setdefault(_group(pair), []).append((is_true, _likely(pair, logits)))
    return {
        f"AUC, {name}": round(auc(*zip(*of, strict=True)), 3)
        for name, of in scored.items()
        if len({label for label, _ in of}) > 1
    }


def in_training(model: PairReader, tokenizer: Tokenizer, longest: int) -> Reads:
    """How a model reads in the precision that it learns in."""

    def reads(pairs: Sequence[Pair]) -> NDArray[np.float32]:
        rows = encode(tokenizer, pairs, longest)
        order = sorted(range(len(rows)), key=lambda place: len(rows[place].ids))
        logits = np.zeros((len(rows), 4), np.float32)
        model.eval()
        with torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                places = order[start : start + _BATCH]
                batch = tensors([rows[place] for place in places], model.device)
                entailment, answering = model(*batch)
                both = torch.cat((entailment, answering.unsqueeze(1)), dim=1)
                logits[places] = both.cpu().numpy()
        return logits

    return reads


def as_shipped(folder: Path) -> Reads:
    """How the files of the reading model in a folder read. Raises `ModelNotUsable`."""
    encoder = Encoder(NAME, folder)
    return lambda pairs: encoder.encode([(pair.evidence, pair.query) for pair in pairs])


def _group(pair: Pair) -> str:
    task = "claims" if pair.task == "entailment" else "answers"
    made = next((name for kind, name in _MADE if pair.set.startswith(kind)), "public sets")
    if made in _ACROSS:
        own = language.of(pair.evidence)
        made += ", across languages" if language.of(pair.query, near=own) is not own else ""
    return f"{task}, {made}"


def _likely(pair: Pair, logits: NDArray[np.float32]) -> float:
    """The logarithm of the odds of `supported`, or of `answers`, by what a pair is for."""
    if pair.task == "answering":
        return float(logits[3])
    return float(logits[0] - np.logaddexp(logits[1], logits[2]))
