"""The model that reads pairs of texts: does a text carry a claim, does it answer a question?

It is one encoder with two heads (`evals/training` trains it), and shares words and tokenizer with
the embedding. Where its files are missing, `load_pair_model` says so; nobody needs it to work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.weights import MODELS

NAME = "reading"


@dataclass(frozen=True, slots=True)
class PairModel:
    """Two heads over one encoder. Threads may share it."""

    encoder: Encoder

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights."""
        return f"{NAME}@{self.encoder.manifest.digest[:12]}"

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Probabilities of supported, refuted and neither, [pairs, 3], of (evidence, claim)."""
        logits = self._logits(pairs)[:, :3]
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))

    def answering(self, question: str, texts: Sequence[str]) -> list[float]:
        """The probability that each text answers the question."""
        logits = self._logits([(text, question) for text in texts])[:, 3]
        return [float(likely) for likely in 1 / (1 + np.exp(-logits))]

    def _logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """[pairs, 4]: of entailment three, of answering one."""
        return self.encoder.encode(pairs).reshape(len(pairs), 4).astype(np.float64)


@cache
def load_pair_model(folder: Path = MODELS) -> PairModel | None:
    """The model in a folder, opened once; None where it isn't there. Raises `ModelNotUsable`."""
    if not (folder / f"{NAME}.json").exists():
        return None
    return PairModel(Encoder(NAME, folder))
