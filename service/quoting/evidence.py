"""Do the passages hold the answer? A few marks of the evidence, and what each is worth.

The weights are a logistic regression's. English: fitted on one half each of NoMIRACL and SQuAD 2.0,
its passages found by a search like ours, with and without the one that answers, and, weighing a
third, on the English cases of the evals. Chinese: on NoMIRACL and XQuAD. That of `alone` was set
by hand. The embedding reads single sentences, which tell more than whole passages; it knows no
Chinese, so there words decide.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from math import exp
from statistics import fmean

from index import language
from index.model import Hit
from index.words import content_terms, terms
from service.quoting.asking import Asked
from service.quoting.candidates import Candidate

Closeness = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosines of a question with each of some texts."""

ENOUGH = 0.5  # of the probability that the passages hold the answer
_FIRST = 3  # passages that search found best
_READ_EACH = 2  # sentences of each of them that the embedding reads
_READ = 8  # sentences that it reads at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Marks of what was found for a question, from 0 to 1."""

    read: bool  # whether the embedding has read the sentences
    first_close: float  # cosine of the closest sentence of the first passage
    close: float  # the same of the first three passages
    first_held: float  # the most of the question that one place of the first passage holds
    stands_out: float  # how much more of it the first three passages hold than the others
    names: float  # how much of its names and numbers the best sentence and its surroundings hold
    subject: float  # how much of it is the title of the first passage
    count: float  # whether a count is asked for
    alone: float  # whether there is one passage only: who gives but one has chosen it


# What a mark adds to the log-odds; the last is the constant.
_READ_CLOSELY = {
    "first_close": 3.9, "close": 3.6, "first_held": 0.7, "stands_out": 2.0, "names": 0.6,
    "alone": 1.1, "": -6.44,
}  # fmt: skip
_BY_WORDS = {"first_held": 3.5, "subject": 2.0, "names": 1.9, "count": -0.8, "": -3.2}


def probability(evidence: Evidence) -> float:
    """That the passages hold the answer."""
    marks = {**asdict(evidence), "": 1.0}
    weights = _READ_CLOSELY if evidence.read else _BY_WORDS
    return 1 / (1 + exp(-sum(weight * marks[mark] for mark, weight in weights.items())))


def evidence(asked: Asked, passages: Sequence[Hit], found: Sequence[Candidate]) -> Evidence:
    """The marks of candidates, best first, some of which the embedding has read."""
    first = [one for one in found if one.rank == 0]
    return Evidence(
        read=any(one.close for one in found),
        first_close=max((one.close for one in first), default=0.0),
        close=max((one.close for one in found if one.rank < _FIRST), default=0.0),
        first_held=max((one.near for one in first), default=0.0),
        stands_out=_stands_out(asked, passages),
        names=found[0].names if found else 0.0,
        subject=_subject(asked, passages),
        count=float(asked.asks_count),
        alone=float(len(passages) == 1),
    )


def read_closely(asked: Asked, found: Sequence[Candidate], closeness: Closeness) -> list[Candidate]:
    """The candidates again, best first, with the cosines of those worth reading."""
    chosen = _worth_reading(found)
    cosines = closeness(asked.question, [one.quote.text for one in chosen])
    read = [replace(one, close=close) for one, close in zip(chosen, cosines, strict=True)]
    rest = [one for one in found if one not in chosen]
    return sorted((*read, *rest), key=lambda one: -one.score)


def _worth_reading(found: Sequence[Candidate]) -> list[Candidate]:
    """Some of each of the first passages, then the best."""
    first = [
        one
        for rank in range(_FIRST)
        for one in [other for other in found if other.rank == rank][:_READ_EACH]
    ]
    return list(dict.fromkeys((*first, *found)))[:_READ]


def _stands_out(asked: Asked, passages: Sequence[Hit]) -> float:
    held = [
        asked.held(set(terms(hit.title, spoken)) | set(terms(hit.text, spoken)))
        for hit in passages
        for spoken in [language.of(hit.text, near=asked.spoken)]
    ]
    return max(held[:_FIRST], default=0.0) - (fmean(held[_FIRST:]) if held[_FIRST:] else 0.0)


def _subject(asked: Asked, passages: Sequence[Hit]) -> float:
    """How much of the question is the title of the first passage, where all of that is in it."""
    title = re.sub(r"\s*[(（].*?[)）]", "", passages[0].title) if passages else ""
    named = set(content_terms(title, language.of(title, near=asked.spoken)))
    return asked.held(named) if named and named <= asked.weights.keys() else 0.0
