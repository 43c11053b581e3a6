"""`fit quoting`: what the marks of sentences and of the evidence are worth to quoting.

Two fits, for words alone and for the models that read (`evals/fits/examples.py`): a softmax over
the sentences that were found, and a logistic regression of whether the best of them answers. The
latter learns from questions written by hand alone, since what the evals' own cases teach holds for
these only; they help to choose, and tell from where on is answered. The marks of each model are
taken, manner by manner, to choose, to tell, or both, where they lessen the loss over questions left
out: what costs more must tell more. Sentences in another language than the question come last, and
are weighed against those in its own.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from evals.fits.examples import Example, examples
from index.fits import ANY
from index.pair_model import load_pair_model
from service.quoting import Choose, Ranking, Readers, Weights
from service.quoting.asking import Asked, Manner
from service.quoting.candidates import Candidate
from service.quoting.weights import CHOSEN, CONSTANT, ENOUGH, TOLD, named_in
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
_WITHOUT = 0.2  # of those whose evidence was taken away, at most
Row = tuple[Mapping[str, float], bool, float, int]
"""Marks of the evidence, whether the best sentence answers, what the question counts, its part."""
_MANNERS: tuple[Manner, ...] = ("spaced", "unspaced", "foreign")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An example, as it is read, with the sentences that were found for it."""

    example: Example
    asked: Asked
    found: Sequence[Candidate]
    right: AbstractSet[Candidate]
    readers: Readers

    @property
    def part(self) -> int:
        """Which part of the questions it is in, over whatever passages it is asked."""
        return crc32(self.example.question.encode()) % _PARTS

    def ranked(self, weights: Weights) -> Ranking:
        """The sentences, the best first, and the marks of the evidence."""
        choose = Choose(self.example.weigh, replace(self.readers, weights=weights))
        return choose.rank(self.asked, self.example.passages, self.found)

    def is_right(self, ranked: Ranking) -> bool:
        """Whether the best sentence answers."""
        right = {(one.quote, one.place) for one in self.right}
        return bool(ranked.best) and (ranked.best[0][1].quote, ranked.best[0][1].place) in right


def fit() -> Mapping[str, Mapping[str, float]]:
    """The weights for words, for the embedding in use, and for it with the packaged model."""
    from service.loading import load_embedding
    from service.settings import load

    embedding, model = load_embedding(load()), load_pair_model()
    readers = Readers(
        closeness=embedding.closeness,
        answering=model.answering if model else None,
        weights=_ALL_READ,
    )
    seen = [_seen(example, readers) for example in examples(embedding.closeness)]
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
    return Seen(
        example=example, asked=asked, found=found, right=example.right(found), readers=readers
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Numbers for some marks, and the loss over questions that were left out, each part once."""

    marks: Sequence[str]
    weights: NDArray[np.float64]
    loss: float


def _fitted(
    every: Sequence[Seen], by: AbstractSet[str], dear: AbstractSet[str] = frozenset()
) -> dict[str, float]:
    """The weights of some marks for each manner: those of models where they pay."""
    seen = [one for one in every if one.example.weight]
    words = by - BY_CLOSENESS
    dearer = [words, by]  # vectors of sentences are kept
    if dear:
        dearer += [words | dear | _READ, by | dear]
    met = {candidate.manner for of in seen for candidate in of.found}
    manners = [m for m in _MANNERS if m in met and (m != "foreign" or by & BY_CLOSENESS)]
    made = {named_in(manner, TOLD, CONSTANT): 0.0 for manner in manners}
    known = dict.fromkeys(_MANNERS, CHOOSING | TELLING) | {"foreign": FOREIGN}

    def ways(manner: Manner, of: AbstractSet[str]) -> list[list[str]]:
        return [sorted(marks & of & known[manner]) for marks in dict.fromkeys(dearer)]

    for manner in manners:
        against = [CONSTANT] if manner == "foreign" else []  # sentences in the question's language
        chosen = _best(
            [_choosing(seen, made, [*marks, *against], manner) for marks in ways(manner, CHOOSING)]
        )
        made |= _named(CHOSEN, chosen.marks, chosen.weights, manner)
    by_hand = [one for one in seen if not one.example.own]
    rows = _rows(by_hand, made, sorted(TELLING & (by | dear)), manners)
    for manner in manners:
        told = _best([_telling(rows[manner], marks) for marks in ways(manner, TELLING)])
        made |= _named(TOLD, (*told.marks, CONSTANT), told.weights, manner)
    own = [one for one in every if one.example.own]
    return {**made, ENOUGH: _enough(own, Weights("", made))}


def _named(
    of: str, marks: Sequence[str], weights: NDArray[np.float64], manner: Manner
) -> dict[str, float]:
    """Weights under the names that `Weights` knows them by."""
    return {
        named_in(manner, of, mark): round(float(weight), 3)
        for mark, weight in zip(marks, weights, strict=True)
    }


def _best(ways: Sequence[Fitting]) -> Fitting:
    """The first one, which is the cheapest, that loses hardly more than any."""
    least = min(one.loss for one in ways)
    return next(one for one in ways if one.loss <= _HARDLY_MORE * least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The sentences of questions, among which are right and other ones."""

    table: NDArray[np.float64]  # sentences by marks
    scores: NDArray[np.float64]  # of each by what was fitted before, as a logarithm
    right: NDArray[np.bool_]
    question: NDArray[np.int_]  # of each, from 0
    weight: NDArray[np.float64]  # of each question
    part: NDArray[np.int_]  # of each question

    def where(self, kept: NDArray[np.bool_]) -> "Choices":
        """Those of some of the questions."""
        questions, question = np.unique(self.question[kept], return_inverse=True)
        return Choices(
            table=self.table[kept],
            scores=self.scores[kept],
            right=self.right[kept],
            question=question,
            weight=self.weight[questions],
            part=self.part[questions],
        )

    def loss(self, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """How unlikely the right ones are under weights of the marks, and its slope.

        The sum over questions of the negative logarithm of their share of a softmax.
        """
        scores = self.table @ weights + self.scores
        most = np.full(len(self.weight), -np.inf)
        np.maximum.at(most, self.question, scores)
        raised = np.exp(scores - most[self.question])
        share = raised / np.bincount(self.question, raised)[self.question]
        right = np.maximum(np.bincount(self.question, share * self.right), 1e-300)
        pull = self.weight[self.question] * share * (1 - self.right / right[self.question])
        return -float(self.weight @ np.log(right)), self.table.T @ pull

    def fitted(self) -> NDArray[np.float64]:
        """Weights under which the right ones are likeliest together."""

        def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            lost, slope = self.loss(weights)
            return lost + _SOFT * float(weights @ weights) / 2, slope + _SOFT * weights

        start = np.zeros(self.table.shape[1])
        return np.asarray(minimize(loss, start, method="L-BFGS-B", jac=True).x)


def _choosing(
    seen: Sequence[Seen], made: Mapping[str, float], marks: Sequence[str], manner: Manner
) -> Fitting:
    """The weights by which the right ones among the sentences of a question come first.

    Those of one manner, beside sentences of manners that were fitted before.
    """
    choices = _choices(seen, Weights("", made), marks, manner)
    lost = 0.0
    for part in range(_PARTS):
        left_out = choices.part[choices.question] == part
        if not left_out.any() or left_out.all():
            continue
        lost += choices.where(left_out).loss(choices.where(~left_out).fitted())[0]
    return Fitting(marks=marks, weights=choices.fitted(), loss=lost)


def _choices(
    seen: Sequence[Seen], before: Weights, marks: Sequence[str], manner: Manner
) -> Choices:
    """The sentences that are chosen among; what isn't of the manner has its score from before."""
    asked = [
        (one, [(c, c in one.right) for c in found])
        for one in seen
        for found in [[c for c in one.found if manner in ("foreign", c.manner)]]
        if any(c.manner == manner for c in found) and len({c in one.right for c in found}) > 1
    ]
    every = [(n, *one) for n, (_, found) in enumerate(asked) for one in found]

    def values(candidate: Candidate) -> list[float]:
        told = {**candidate.marks, CONSTANT: 1.0}
        return [told[name] if candidate.manner == manner else 0.0 for name in marks]

    return Choices(
        table=np.array([values(one) for _, one, _ in every]).reshape(-1, len(marks)),
        scores=np.array(
            [0.0 if one.manner == manner else log(before.score(one)) for _, one, _ in every]
        ),
        right=np.array([right for *_, right in every], np.bool_),
        question=np.array([n for n, *_ in every], np.int_),
        weight=np.array([one.example.weight for one, _ in asked]),
        part=np.array([one.part for one, _ in asked], np.int_),
    )


def _rows(
    seen: Sequence[Seen], made: Mapping[str, float], marks: Sequence[str], manners: Sequence[Manner]
) -> Mapping[Manner, list[Row]]:
    """By the manner of its best sentence, what each question shows of its evidence."""
    none = {named_in(manner, TOLD, mark): 0.0 for manner in manners for mark in marks}
    weights = Weights("", {**none, **made})
    rows: dict[Manner, list[Row]] = {manner: [] for manner in manners}
    for one in seen:
        ranked = one.ranked(weights)
        if ranked.best and (best := ranked.best[0][1]).manner in rows:
            row = (ranked.marks, one.is_right(ranked), one.example.weight, one.part)
            rows[best.manner].append(row)
    return rows


def _telling(told: Sequence[Row], marks: Sequence[str]) -> Fitting:
    """The weights of the evidence by which it is told whether the first sentence answers."""
    rows = [[*(shown[name] for name in marks), 1.0] for shown, *_ in told]
    table = np.array(rows).reshape(-1, len(marks) + 1)
    sign = np.array([1.0 if right else -1.0 for _, right, *_ in told])
    weight = np.array([weight for _, _, weight, _ in told])
    part = np.array([part for *_, part in told])
    lost = 0.0
    for n in range(_PARTS):
        kept = _logistic(table[part != n], sign[part != n], weight[part != n])
        out = part == n
        lost += float(weight[out] @ np.logaddexp(0, -sign[out] * (table[out] @ kept)))
    return Fitting(marks=marks, weights=_logistic(table, sign, weight), loss=lost)


def _enough(own: Sequence[Seen], weights: Weights) -> float:
    """The probability at which what goes most beyond its measure does so least.

    Readers come for answers, and what the articles don't say should be refused: measured are the
    answerable that are refused, the others that are answered, and those that are where the evidence
    was taken away. By what is earned where an answer is right or wrong, a wide range is as good.
    """
    holds: list[float] = []
    lacks: list[float] = []
    without: list[float] = []
    for one in own:
        unanswered = lacks if one.example.weight else without
        of = holds if one.example.answers else unanswered
        of.append(one.ranked(weights).likely(weights))

    def excess(enough: float) -> float:
        refused = sum(p < enough for p in holds) / max(1, len(holds))
        answered, deprived = (
            sum(p >= enough for p in of) / max(1, len(of)) for of in (lacks, without)
        )
        return max(refused / _REFUSED, answered / _ANSWERED, deprived / _WITHOUT)

    return min((n / 100 for n in range(20, 90)), key=excess)


def _logistic(
    table: NDArray[np.float64], sign: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weights of a logistic regression, the constant last; both outcomes count as much."""
    sides = [sign == side for side in (1.0, -1.0)]
    share = [len(sign) / (2 * max(1.0, float(weight[side].sum()))) for side in sides]
    weight = weight * np.where(sides[0], *share)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        free = np.append(weights[:-1], 0.0)  # the constant
        margins = sign * (table @ weights)
        total = _SOFT * float(free @ free) / 2 + float(weight @ np.logaddexp(0, -margins))
        return total, _SOFT * free - table.T @ (weight * sign * np.exp(-np.logaddexp(0, margins)))

    return np.asarray(minimize(loss, np.zeros(table.shape[1]), method="L-BFGS-B", jac=True).x)
