"""How well a model tells apart what was held out is told for each kind of pair."""

from typing import cast

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from torch import Tensor

from evals.training.measuring import in_training, measured
from evals.training.pairs import Pair, Target
from evals.training.reading import PairReader

_WORDS = "<s> <pad> </s> <unk> right wrong it".split()


class Believes:
    """A model that finds carried and answered whatever says "right"."""

    device = torch.device("cpu")

    def eval(self) -> None: ...

    def __call__(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        says = (ids == _WORDS.index("right")).any(dim=1).float()
        return torch.stack([says, 0 * says, 0 * says], dim=1), says


def pair(query: str, target: Target, *, evidence: str = "it", of: str = "written") -> Pair:
    return Pair(evidence=evidence, query=query, target=target, set=of)


def test_claims_and_answers_public_and_written_and_across_languages_stand_apart() -> None:
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(_WORDS)}, "<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    pairs = [
        pair("right", "supported"), pair("wrong", "refuted"),
        pair("it is wrong", "answers", evidence="桥"), pair("it is right", "silent", evidence="桥"),
        pair("right", "answers", of="a set"), pair("right", "silent", of="a set"),
        pair("right", "supported", of="a set"),  # alone of its kind: nothing to tell apart
    ]  # fmt: skip
    reads = in_training(cast("PairReader", Believes()), tokenizer, 20)
    assert measured(reads, pairs) == {
        "AUC, answers, by hand, across languages": 0.0,
        "AUC, answers, public sets": 0.5,
        "AUC, claims, by hand": 1.0,
    }
