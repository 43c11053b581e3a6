"""Models that read whether a sentence answers a question: their seam, and what they read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import log

from index.model import Hit
from service.quoting.asking import Asked, Manner
from service.quoting.candidates import Candidate
from service.quoting.context import with_context
from service.quoting.quotes import Quote, quotable
from service.quoting.weights import CHOSEN, TOLD, Weights

Answering = Callable[[str, Sequence[str]], Sequence[float]]
"""How likely each of some texts answers a question, from 0 to 1."""

_FIRST = 3  # passages in another language that are looked through
_MOST = 4  # sentences that are read
_SURE = 6.0  # log-odds beyond which more certainty counts no more


Closeness = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosines of a question with each of some texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """The models that read, each where there is one, and what was fitted for them.

    Each reads sentences of those manners whose fit it helps, the pair model some of them to choose
    among them, or the chosen one alone, to tell whether it answers.
    """

    closeness: Closeness | None = None
    answering: Answering | None = None
    weights: Weights


def read_closely(
    asked: Asked, passages: Sequence[Hit], ranked: Sequence[Candidate], readers: Readers
) -> list[Candidate]:
    """The candidates, best first as they come, with what models make of those worth reading.

    The pair model reads a sentence with the title and with those that it needs to be understood.
    """
    sentences = {hit.number: (hit, quotable(hit)) for hit in passages}
    chosen = _worth_reading(asked, ranked, readers)
    as_read = {candidate: candidate for candidate in chosen}
    manners = {candidate.manner for candidate in chosen}
    if readers.closeness and any(_is_close_worth(readers.weights, manner) for manner in manners):
        cosines = readers.closeness(asked.question, [candidate.quote.said for candidate in chosen])
        as_read = {
            candidate: replace(candidate, close=close)
            for candidate, close in zip(chosen, cosines, strict=True)
        }
    if readers.answering and any(
        readers.weights.knows(CHOSEN, "answers", manner) for manner in manners
    ):
        texts = [_readable(asked, *sentences[one.quote.number], one) for one in chosen]
        likely = readers.answering(asked.question, texts)
        as_read = {
            candidate: replace(as_read[candidate], answers=_log_odds(p))
            for candidate, p in zip(chosen, likely, strict=True)
        }
    return [as_read.get(candidate, candidate) for candidate in ranked]


def _is_close_worth(weights: Weights, manner: Manner) -> bool:
    marks = ((CHOSEN, "close"), (TOLD, "close"), (TOLD, "close_first"))
    return any(weights.knows(of, mark, manner) for of, mark in marks)


def read_chosen(
    asked: Asked, passages: Sequence[Hit], candidate: Candidate, readers: Readers
) -> Candidate:
    """The best candidate as the pair model has read it, where that tells whether it answers."""
    tells = readers.weights.knows(TOLD, "answers", candidate.manner)
    if candidate.answers is not None or not (readers.answering and tells):
        return candidate
    hit = next(hit for hit in passages if hit.number == candidate.quote.number)
    text = _readable(asked, hit, quotable(hit), candidate)
    return replace(candidate, answers=_log_odds(readers.answering(asked.question, [text])[0]))


def _worth_reading(asked: Asked, ranked: Sequence[Candidate], readers: Readers) -> list[Candidate]:
    """Those that share most with the question, and the best one of the first passage.

    In turn with them come the closest of the first passages in another language, to whose right
    sentences no words lead.
    """
    in_turn = ranked
    foreign = [one for one in ranked if one.manner == "foreign"]
    first = sorted({one.rank for one in foreign})[:_FIRST]
    others = [one for one in foreign if one.rank in first]
    if readers.closeness and others:
        cosines = readers.closeness(asked.question, [candidate.quote.said for candidate in others])
        closest = [others[n] for n in sorted(range(len(others)), key=lambda n: -cosines[n])]
        own = [candidate for candidate in ranked if candidate.manner != "foreign"]
        in_turn = [one for pair in zip_longest(own, closest) for one in pair if one]
    ordered = [*in_turn, *ranked]
    best = [candidate for candidate in ordered if candidate.rank == 0][:1]
    return list(dict.fromkeys((*best, *ordered)))[:_MOST]


def _readable(
    asked: Asked, hit: Hit, sentences: Sequence[Quote | None], candidate: Candidate
) -> str:
    """With the day in front where a question names its year: news say "in the third quarter".

    Elsewhere, and where a day is asked for, it would be taken for the answer.
    """
    day = hit.published
    dated = day and str(day.year) in asked.question and not asked.asks_date
    head = f"({day}) {hit.title}" if dated else hit.title
    place = candidate.place
    if place is None:
        return f"{head}. {candidate.quote.text}"
    stretch = with_context(sentences, place) or sentences[max(place - 1, 0) : place + 1]
    texts = [quote.said for quote in stretch if quote]
    return f"{head}. {' '.join(texts)}"


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return min(max(log(kept / (1 - kept)), -_SURE), _SURE)
