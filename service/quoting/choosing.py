"""Choosing the sentences that answer a question, without a language model. Read this first.

What is asked → which sentences could answer → do the passages hold the answer at all → the best
sentences, with those they need to be understood, and with what corrects them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.model import Hit
from index.words import is_cjk, terms
from service.quoting.asking import Weigh, read
from service.quoting.candidates import Candidate, Quote, candidates, quotable
from service.quoting.context import with_context
from service.quoting.corrections import corrections
from service.quoting.evidence import ENOUGH, Closeness, evidence, probability, read_closely
from service.quoting.parts import parts

_AS_GOOD = 0.75  # a second sentence must be this good, compared with the best
_UNCLEAR = 0.85  # what a sentence is worth that can't be understood alone, compared with others
_PICKS = 2  # sentences that answer; others come with them
_MOST = 4
_LOOKED_AT = 8  # candidates
_SAME = 0.7  # overlap of terms above which two sentences say the same


@dataclass(frozen=True, slots=True)
class Chosen:
    """What answers, in reading order, and the part of the question that nothing answers."""

    quotes: tuple[Quote, ...] = ()
    missing: str | None = None


def choose(
    question: str, passages: Sequence[Hit], weigh: Weigh, closeness: Closeness | None = None
) -> Chosen:
    """The one to four sentences that answer; none where the passages don't hold the answer."""
    asked = parts(question)
    answers = [_answer(part.question, passages, weigh, closeness) for part in asked]
    quotes = list(dict.fromkeys(quote for answer in answers for quote in answer))
    if not quotes:
        return Chosen()
    missing = [part.said for part, answer in zip(asked, answers, strict=True) if not answer]
    return Chosen(tuple(_corrected(quotes, passages)), "; ".join(missing) or None)


def _answer(
    question: str, passages: Sequence[Hit], weigh: Weigh, closeness: Closeness | None
) -> list[Quote]:
    """What answers one part of a question, in reading order."""
    asked = read(question, weigh)
    found = candidates(asked, passages)
    if closeness and not is_cjk(question):
        found = read_closely(asked, found, closeness)
    if not found or probability(evidence(asked, passages, found)) < ENOUGH:
        return []
    return _in_order(_pick(found, passages))


def _pick(found: Sequence[Candidate], passages: Sequence[Hit]) -> list[Quote]:
    """The best sentences with those they need. One that can't be understood alone gives way."""
    told = {passage.number: list(quotable(passage)) for passage in passages}
    stretches = [
        (one.score if clear else one.score * _UNCLEAR, clear or [one.quote])
        for one in found[:_LOOKED_AT]
        for clear in [with_context(told[one.quote.number], one.place)]
    ]
    stretches.sort(key=lambda stretch: -stretch[0])
    chosen: list[Quote] = []
    for score, stretch in stretches[:_PICKS]:
        if score >= _AS_GOOD * stretches[0][0] and not _repeats(stretch, chosen):
            chosen += [quote for quote in stretch if quote not in chosen]
    return chosen[:_MOST]


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
    return any(_same(stretch[-1].text, quote.text) for quote in chosen)


def _same(one: str, other: str) -> bool:
    """Whether two sentences share most terms, and the numbers of the shorter one."""
    a, b = sorted((set(terms(one)), set(terms(other))), key=len)
    numbers = {term for term in a if term[:1].isdigit()}
    return len(a & b) > _SAME * len(a) and numbers <= b
