"""Passages in the order in which the packaged model that reads finds that they answer a question.

It learned to tell this of a sentence or two, so each passage counts as much as its best stretch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import RerankerNotUsable
from index.model import Passage
from index.pair_model import PairModel, load_pair_model
from index.sentences import sentences
from index.weights import MODELS

_BEST = 20  # passages that it reads
_TOGETHER = 2  # sentences


@dataclass(frozen=True, slots=True)
class PairReranker:
    """Scores the best passages of a list; those behind them get none."""

    model: PairModel

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights."""
        return self.model.fingerprint

    def __call__(self, query: str, passages: Sequence[Passage]) -> Mapping[str, float]:
        """How likely each of the first twenty answers, by id. Keep it off the loop."""
        told = [(one.id, text) for one in passages[:_BEST] for text in _stretches(one)]
        likely = self.model.answering(query, [text for _, text in told])
        best: dict[str, float] = {}
        for (id_, _), score in zip(told, likely, strict=True):
            best[id_] = max(best.get(id_, 0.0), round(score, 6))
        return best


def load_pair_reranker(folder: Path = MODELS) -> PairReranker:
    """The reranker over the model in a folder. Raises `RerankerNotUsable` and `ModelNotUsable`."""
    model = load_pair_model(folder)
    if model is None:
        raise RerankerNotUsable(
            "The model that reads is not installed, so it can't rerank.",
            "Install Assay again, or leave ASSAY_RERANKER unset.",
        )
    return PairReranker(model)


def _stretches(passage: Passage) -> list[str]:
    """Sentences with those before them, under the title, as the model learned to read them."""
    told = [passage.text[span.start : span.end] for span in sentences(passage.text)]
    told = told or [passage.text]
    starts = range(0, len(told), _TOGETHER)
    return [f"{passage.title}. {' '.join(told[start : start + _TOGETHER])}" for start in starts]
