"""What the marks of sentences and of the evidence are worth: fitted numbers, see `index/fits`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp

from index.fits import fit_of
from service.quoting.asking import Manner
from service.quoting.candidates import Candidate

FIT = "quoting"
CHOSEN, TOLD = "choosing", "telling"  # what the names of their numbers begin with
CONSTANT = "constant"
ENOUGH = "enough"  # of the probability that what is quoted answers
_BEFORE: Mapping[Manner, str] = {"spaced": "", "unspaced": "unspaced_", "foreign": "foreign_"}


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of one fit: for choosing among sentences, and for telling if any answers.

    Languages without spaces between words have their own, since their terms are pairs of signs, and
    so have sentences in another language than the question, which share few words with it.
    """

    fitted_for: str
    values: Mapping[str, float]

    @classmethod
    @cache
    def of(cls, model: str | None) -> "Weights":
        """Those for the models that read, by name, or for words alone. Raises `FitNotUsable`."""
        return cls(*fit_of(FIT, model or ""))

    @property
    def enough(self) -> float:
        """From which probability on the answer is quoted."""
        return self.values[ENOUGH]

    def knows(self, of: str, mark: str, manner: Manner) -> bool:
        """Whether a mark was fitted, so that it is worth being found out."""
        return f"{self._before(of, manner)}{mark}" in self.values

    def score(self, candidate: Candidate) -> float:
        """How well a sentence answers: twice as much is twice as likely the best of two."""
        return exp(self._sum(CHOSEN, candidate.marks, candidate.manner))

    def probability(self, evidence: Mapping[str, float], manner: Manner = "spaced") -> float:
        """That the best sentence answers, by the evidence, and how the question meets its text."""
        return 1 / (1 + exp(-self._sum(TOLD, evidence, manner)))

    def _sum(self, of: str, marks: Mapping[str, float], manner: Manner) -> float:
        before = self._before(of, manner)
        return sum(
            self.values.get(f"{before}{mark}", 0.0) * value
            for mark, value in {**marks, CONSTANT: 1.0}.items()
        )

    def _before(self, of: str, manner: Manner) -> str:
        """What the names of its numbers begin with: those of all manners, if it has none."""
        fitted = named_in(manner, TOLD, CONSTANT) in self.values
        return named_in(manner if fitted else "spaced", of, "")


def named_in(manner: Manner, of: str, mark: str) -> str:
    """The name of one number."""
    return f"{_BEFORE[manner]}{of}_{mark}"
