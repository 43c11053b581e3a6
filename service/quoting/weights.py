"""What the marks of sentences and of the evidence are worth: fitted numbers, see `index/fits`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

from index.fits import fit_of
from service.quoting.candidates import Candidate

FIT = "quoting"
CHOSEN, TOLD = "choosing", "telling"  # what the names of their numbers begin with
CONSTANT = "constant"
_UNSPACED = "unspaced_"  # before these, of languages that put no spaces between words


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of one fit: for choosing among sentences, and for telling if any answers.

    Languages without spaces between words have their own, since their terms are pairs of signs.
    """

    fitted_for: str
    values: Mapping[str, float]

    @classmethod
    @cache
    def of(cls, model: str | None) -> "Weights":
        """Those for the models that read, by name, or for words alone. Raises `FitNotUsable`."""
        return cls(*fit_of(FIT, model or ""))

    def score(self, candidate: Candidate, *, spaced: bool = True) -> float:
        """How well a sentence answers: twice as much is twice as likely the best of two."""
        return exp(self._sum(CHOSEN, candidate.marks, spaced=spaced))

    def probability(self, evidence: Mapping[str, float], *, spaced: bool = True) -> float:
        """That the passages hold the answer."""
        marks = {**evidence, CONSTANT: 1.0}
        return 1 / (1 + exp(-self._sum(TOLD, marks, spaced=spaced)))

    def _sum(self, of: str, marks: Mapping[str, float], *, spaced: bool) -> float:
        before = _before(of, spaced=spaced)
        return sum(self.values.get(before + mark, 0.0) * value for mark, value in marks.items())


def named(
    of: str, marks: Sequence[str], weights: Iterable[float], *, spaced: bool
) -> dict[str, float]:
    """Weights under the names that `Weights` knows them by."""
    before = _before(of, spaced=spaced)
    return {before + mark: round(float(w), 3) for mark, w in zip(marks, weights, strict=True)}


def _before(of: str, *, spaced: bool) -> str:
    return f"{of}_" if spaced else f"{_UNSPACED}{of}_"
