"""`fit quoting`: what the marks of sentences and of the evidence are worth to quoting.

Two fits over the same questions (`evals/fits/examples.py`), for words alone and for the models that
read: a softmax over the sentences that were found, and a logistic regression of whether the best of
them answers. The marks of each model are taken, manner by manner, to choose, to tell, or both,
where they lessen the loss over questions left out: what costs more must tell more.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from evals.fits.examples import Example, examples
from index.fits import ANY
from index.pair_model import load_pair_model
from service.quoting import Choose, Ranking, Readers, Weights
from service.quoting.asking import Asked, Manner
from service.quoting.candidates import Candidate
from service.quoting.weights import CHOSEN, CONSTANT, ENOUGH, TOLD, named, named_in
from service.reading_models import fitted_for

_SOFT = 1.0  # strength of the ridge on weights
BY_WORDS = frozenset(
    """held near fit focus first whole first_held stands_out unknown names strange unfocused told
    untold subject count merit lead""".split()
)
_READ = frozenset(("read",))  # whether a model has read it
BY_CLOSENESS = frozenset(("close", "close_first")) | _READ
BY_ANSWERING = frozenset(("answers",))
CHOOSING = frozenset("held near names fit focus first close read answers".split())
TELLING = (BY_WORDS | BY_CLOSENESS | BY_ANSWERING) - {"near", "fit", "first", "read"}
FOREIGN = frozenset("fit first told untold merit lead".split()) | BY_CLOSENESS | BY_ANSWERING
_PARTS = 5  # of the questions, each left out once
_HARDLY_MORE = 1.005
_REFUSED = 0.25  # of the questions that the articles answer, at most
_ANSWERED = 0.3  # of those that they don't, at most
Row = tuple[list[float], bool, float]  # marks, whether the best sentence answers, what it counts
_MANNERS: tuple[Manner, ...] = ("spaced", "unspaced", "foreign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An example, as it is read, with the sentences that were found for it."""

    example: Example
    asked: Asked
    found: Sequence[Candidate]
    right: AbstractSet[Candidate]
    manner: Manner
    readers: Readers

    def ranked(self, weights: Weights) -> Ranking:
        """The sentences, the best first, and the marks of the evidence."""
        choose = Choose(self.example.weigh, replace(self.readers, weights=weights))
        return choose.rank(self.asked, self.example.passages, self.found, self.manner)

    def is_right(self, ranked: Ranking) -> bool:
        """Whether the best sentence answers."""
        right = {(one.quote, one.place) for one in self.right}
        return bool(ranked.best) and (ranked.best[0][1].quote, ranked.best[0][1].place) in right


def fit(data: Path, keep: Path | None) -> Mapping[str, Mapping[str, float]]:
    """The weights for words, for the embedding in use, and for it with the packaged model."""
    from service.loading import load_embedding
    from service.settings import load

    del keep
    embedding, model = load_embedding(load()), load_pair_model()
    readers = Readers(
        closeness=embedding.closeness,
        answering=model.answering if model else None,
        weights=_ALL_READ,
    )
    seen = [_seen(example, readers) for example in examples(data, embedding.closeness, seed=1)]
    closely = BY_WORDS | BY_CLOSENESS
    made = {ANY: _fitted(seen, BY_WORDS), fitted_for(embedding, None): _fitted(seen, closely)}
    if model:
        made[fitted_for(embedding, model)] = _fitted(seen, closely, BY_ANSWERING)
    return made


_ALL_READ = Weights(
    "",
    {
        named_in(m, of, by): 0.0
        for m in _MANNERS
        for of, by in ((CHOSEN, "answers"), (CHOSEN, "close"), (TOLD, CONSTANT))
    },
)


def _seen(example: Example, readers: Readers) -> Seen:
    asked, found = Choose(example.weigh, readers).read(example.question, example.passages)
    manner = asked.manner(example.passages)
    return Seen(
        example=example,
        asked=asked,
        found=found,
        right=example.right(found),
        manner=manner,
        readers=readers,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Numbers for some marks, and the loss over questions that were left out, each part once."""

    marks: Sequence[str]
    weights: NDArray[np.float64]
    loss: float


def _fitted(
    seen: Sequence[Seen], by: AbstractSet[str], dear: AbstractSet[str] = frozenset()
) -> dict[str, float]:
    """The weights of some marks for each manner: those of models where they pay."""
    made: dict[str, float] = {}
    for manner in _MANNERS:
        of = [one for one in seen if one.manner == manner]
        if not of or (manner == "foreign" and not by & BY_CLOSENESS):  # words can't tell
            continue
        known = FOREIGN if manner == "foreign" else CHOOSING | TELLING
        words = by - BY_CLOSENESS
        dearer = [words, by]  # vectors of sentences are kept
        if dear:
            dearer += [words | dear | _READ, by | dear]
        ways = dict.fromkeys(way & known for way in dearer)
        chosen = _best([_choosing(of, sorted(way & CHOOSING)) for way in ways])
        choosing = named(CHOSEN, chosen.marks, chosen.weights, manner)
        told = _best([_telling(of, choosing, sorted(way & TELLING), manner) for way in ways])
        made |= {**choosing, **named(TOLD, (*told.marks, CONSTANT), told.weights, manner)}
    own = [one for one in seen if one.example.weight > 1]
    return {**made, ENOUGH: _enough(own, Weights("", made))}


def _best(ways: Sequence[Fitting]) -> Fitting:
    """The first one, which is the cheapest, that loses hardly more than any."""
    least = min(one.loss for one in ways)
    return next(one for one in ways if one.loss <= _HARDLY_MORE * least)


def _choosing(seen: Sequence[Seen], marks: Sequence[str]) -> Fitting:
    """The weights by which the right ones among the sentences of a question come first."""
    groups = [
        (
            np.array([[one.marks[name] for name in marks] for one in of.found]),
            right,
            of.example.weight,
        )
        for of in seen
        for right in [np.array([one in of.right for one in of.found], np.bool_)]
        if right.any() and not right.all()
    ]
    lost = 0.0
    for part in range(_PARTS):
        kept = [group for n, group in enumerate(groups) if n % _PARTS != part]
        lost += _softmax_loss(_softmax(kept, len(marks)), groups[part::_PARTS])
    return Fitting(marks=marks, weights=_softmax(groups, len(marks)), loss=lost)


def _telling(
    seen: Sequence[Seen], choosing: Mapping[str, float], marks: Sequence[str], manner: Manner
) -> Fitting:
    """The weights of the evidence by which it is told whether the first sentence answers."""
    none = named(TOLD, (*marks, CONSTANT), [0.0] * (len(marks) + 1), manner)
    weights = Weights("", {**choosing, **none})
    rows: list[Row] = [
        ([*(ranked.marks[name] for name in marks), 1.0], of.is_right(ranked), of.example.weight)
        for of in seen
        for ranked in [of.ranked(weights)]
        if ranked.best
    ]
    lost = 0.0
    for part in range(_PARTS):
        kept = _logistic([row for n, row in enumerate(rows) if n % _PARTS != part])
        for values, right, weight in rows[part::_PARTS]:
            score = float(np.dot(values, kept))
            lost += weight * float(np.logaddexp(0, -score if right else score))
    return Fitting(marks=marks, weights=_logistic(rows), loss=lost)


def _enough(seen: Sequence[Seen], weights: Weights) -> float:
    """The probability at which least too many are refused, or answered, whichever is worse.

    Readers come for answers, and what the articles don't say should be refused: what a release
    allows of either is the measure. By what is earned where an answer is right or wrong, a wide
    range is as good.
    """
    likely = [(bool(one.example.answers), one.ranked(weights).likely(weights)) for one in seen]
    holds = [p for answered, p in likely if answered]
    lacks = [p for answered, p in likely if not answered]

    def excess(enough: float) -> float:
        refused = sum(p < enough for p in holds) / max(1, len(holds))
        answered = sum(p >= enough for p in lacks) / max(1, len(lacks))
        return max(refused / _REFUSED, answered / _ANSWERED)

    return min((n / 100 for n in range(20, 90)), key=excess)


Group = tuple[NDArray[np.float64], NDArray[np.bool_], float]
"""The marks of the sentences of a question, which are right, and what the question counts."""


def _softmax(groups: Sequence[Group], size: int) -> NDArray[np.float64]:
    """Weights under which the right ones of each group are likeliest together."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slope = _SOFT * weights
        for table, right, weight in groups:
            scores = table @ weights
            slope += weight * (table.T @ _shares(scores))
            slope -= weight * (table[right].T @ _shares(scores[right]))
        return _SOFT * float(weights @ weights) / 2 + _softmax_loss(weights, groups), slope

    return np.asarray(minimize(loss, np.zeros(size), method="L-BFGS-B", jac=True).x)


def _softmax_loss(weights: NDArray[np.float64], groups: Sequence[Group]) -> float:
    """How unlikely the right ones of the groups are together: the sum of negative logarithms."""
    return sum(
        weight * float(np.logaddexp.reduce(scores) - np.logaddexp.reduce(scores[right]))
        for table, right, weight in groups
        for scores in [table @ weights]
    )


def _shares(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.exp(scores - np.logaddexp.reduce(scores)))


def _logistic(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Weights of a logistic regression, the constant last; both outcomes count as much."""
    table = np.array([marks for marks, _, _ in rows])
    sign = np.where([right for _, right, _ in rows], 1.0, -1.0)
    weight = np.array([of for _, _, of in rows])
    for side in (1.0, -1.0):
        weight[sign == side] *= len(rows) / (2 * max(1.0, float(weight[sign == side].sum())))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        free = np.append(weights[:-1], 0.0)  # the constant
        margins = sign * (table @ weights)
        total = _SOFT * float(free @ free) / 2 + float(weight @ np.logaddexp(0, -margins))
        return total, _SOFT * free - table.T @ (weight * sign * np.exp(-np.logaddexp(0, margins)))

    return np.asarray(minimize(loss, np.zeros(table.shape[1]), method="L-BFGS-B", jac=True).x)
