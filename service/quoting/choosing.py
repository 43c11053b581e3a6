"""Choosing the sentences that answer a question, without a language model. Read this first.

What is asked → which sentences could answer → do the passages hold the answer at all → the best
sentences, with those they need to be understood, and with what corrects them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.model import Hit
from index.words import terms
from service.quoting.answering import Readers, read_closely
from service.quoting.asking import Asked, Weigh, read
from service.quoting.candidates import Candidate, candidates
from service.quoting.context import with_context
from service.quoting.corrections import corrections
from service.quoting.evidence import evidence
from service.quoting.parts import parts
from service.quoting.quotes import Quote, quotable
from service.quoting.weights import Weights

ENOUGH = 0.65  # of the probability that the passages hold the answer: best on half of our cases
_AS_GOOD = 0.1  # a second sentence must be this good, compared with the best
_ALIKE = 0.95  # a second cell of a table must be this good: its neighbours are of other things
_UNCLEAR = 0.7  # what a sentence is worth that can't be understood alone, compared with others
_PICKS = 2  # sentences that answer; others come with them
_MOST = 4
_LOOKED_AT = 8  # candidates
_SAME = 0.7  # overlap of terms above which two sentences say the same


@dataclass(frozen=True, slots=True)
class Chosen:
    """What answers, in reading order, and the part of the question that nothing answers."""

    quotes: tuple[Quote, ...] = ()
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates, the best first with their scores, and the marks of the evidence."""

    best: Sequence[tuple[float, Candidate]]
    marks: Mapping[str, float]
    spaced: bool  # whether the question's language puts spaces between words


@dataclass(frozen=True, slots=True)
class Choose:
    """Chooses by words, weighed by rarity, and with models that read, where there are some."""

    weigh: Weigh
    readers: Readers | None = None

    def __call__(self, question: str, passages: Sequence[Hit]) -> Chosen:
        """The one to four sentences that answer; none where the passages don't hold the answer."""
        asked = parts(question)
        answers = [self._answer(part.question, passages) for part in asked]
        quotes = list(dict.fromkeys(quote for answer in answers for quote in answer))
        if not quotes:
            return Chosen()
        missing = [part.said for part, answer in zip(asked, answers, strict=True) if not answer]
        return Chosen(tuple(_corrected(quotes, passages)), "; ".join(missing) or None)

    @property
    def weights(self) -> Weights:
        """What is fitted for the models that read, or for words alone."""
        return self.readers.weights if self.readers else Weights.of(None)

    def ranked(self, question: str, passages: Sequence[Hit]) -> Ranked:
        """The sentences that could answer a question, and what tells whether any does."""
        asked = read(question, self.weigh)
        found = _sorted(asked, candidates(asked, passages), Weights.of(None))
        if self.readers:
            closely = read_closely(asked, passages, [one for _, one in found], self.readers)
            found = _sorted(asked, closely, self.weights)
        marks = evidence(asked, passages, [one for _, one in found])
        return Ranked(found, marks, asked.spaced)

    def _answer(self, question: str, passages: Sequence[Hit]) -> list[Quote]:
        """What answers one part of a question, in reading order."""
        ranked = self.ranked(question, passages)
        likely = self.weights.probability(ranked.marks, spaced=ranked.spaced)
        return _in_order(_pick(ranked.best, passages)) if ranked.best and likely >= ENOUGH else []


def _sorted(
    asked: Asked, found: Sequence[Candidate], weights: Weights
) -> list[tuple[float, Candidate]]:
    scored = ((weights.score(one, spaced=asked.spaced), one) for one in found)
    return sorted(scored, key=lambda pair: -pair[0])


def _pick(found: Sequence[tuple[float, Candidate]], passages: Sequence[Hit]) -> list[Quote]:
    """The best sentences with those they need. One that can't be understood alone gives way."""
    told = {passage.number: list(quotable(passage)) for passage in passages}
    stretches = [
        (score if clear else score * _UNCLEAR, clear or [one.quote])
        for score, one in found[:_LOOKED_AT]
        for clear in [_clear(one, told[one.quote.number])]
    ]
    stretches.sort(key=lambda stretch: -stretch[0])
    chosen: list[Quote] = []
    for score, stretch in stretches[:_PICKS]:
        least = _ALIKE if stretch[-1].heads else _AS_GOOD
        if score >= least * stretches[0][0] and not _repeats(stretch, chosen):
            chosen += [quote for quote in stretch if quote not in chosen]
    return chosen[:_MOST]


def _clear(one: Candidate, told: Sequence[Quote | None]) -> list[Quote] | None:
    """The quote with those that it needs to be understood; None where they are not there."""
    if one.place is None:
        return [one.quote]
    stretch = with_context(told, one.place)
    return stretch and [one.quote if q.start == one.quote.start else q for q in stretch]


def _corrected(quotes: list[Quote], passages: Sequence[Hit]) -> list[Quote]:
    """The quotes, after what corrects them."""
    first = corrections(quotes, passages)
    return [*first, *(quote for quote in quotes if quote not in first)][:_MOST]


def _in_order(quotes: Sequence[Quote]) -> list[Quote]:
    """Article by article, the best first; within one, as it is written."""
    first = {number: place for place, number in enumerate(dict.fromkeys(q.number for q in quotes))}
    return sorted(quotes, key=lambda quote: (first[quote.number], quote.start))


def _repeats(stretch: Sequence[Quote], chosen: Sequence[Quote]) -> bool:
    """Whether the last sentence of a stretch says what is chosen already."""
    return any(_same(stretch[-1].said, quote.said) for quote in chosen)


def _same(one: str, other: str) -> bool:
    """Whether two sentences share most terms, and the numbers of the shorter one."""
    a, b = sorted((set(terms(one)), set(terms(other))), key=len)
    numbers = {term for term in a if term[:1].isdigit()}
    return len(a & b) > _SAME * len(a) and numbers <= b
