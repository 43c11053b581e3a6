"""Choosing the sentences that answer a question, without a language model."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.model import Hit, Span
from index.sentences import is_prose, sentences
from index.words import content_terms, terms
from service.instructions import talks_to_a_model

Weigh = Callable[[str], float]

_ENOUGH = 0.55  # share of the question, weighted by rarity, that the evidence must hold
_AS_GOOD = 0.8  # a further sentence must be this good, compared with the best
_MOST = 4
_SAME = 0.7  # overlap of terms above which two sentences say the same

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# What a question asks for, and how a sentence looks that may hold it.
_KINDS = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(tells))
    for asks, tells in (
        (
            r"\bwhen\b|\bwhat (?:day|date|year|month)\b|何时|什么时候|哪年|哪天",
            rf"\b(?:19|20)\d\d\b|\b(?:{_MONTHS})\b|[年月日]",
        ),
        (
            (
                r"\bhow (?:many|much|large|big|long|high|far|old)\b|多少|几"
                r"|\bwhat (?:share|price|percentage|amount|target|output|capacity|figure)\b"
            ),
            r"\d",
        ),
        (r"\bwho(?:m|se)?\b|谁", r"\b[A-Z]\w+ [A-Z]\w+|[“\"]"),
        (
            r"\bwhy\b|为什么|为何",
            r"\b(?:[Bb]ecause|[Ss]ince|due to|so that|[Ii]n order|[Aa]fter|reason)\b|因|由于",
        ),
    )
)
_DANGLING = re.compile(
    r"^[\"“‘]?(?:He|She|It|They|His|Her|Its|Their|This|That|These|Those|Both|The (?:company|group|"
    r"firm|plan|plant|project|two|move|figure|same)|Such)\b|^[他她它该其这那]"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a passage, word for word."""

    number: int
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    quote: Quote
    before: str  # the sentence before it, or nothing
    score: float
    evidence: float


def choose(question: str, passages: Sequence[Hit], weigh: Weigh) -> list[Quote]:
    """The one to four sentences that answer, in reading order; none where nothing does."""
    wanted = {term: weigh(term) for term in set(content_terms(question))}
    candidates = [
        candidate
        for rank, passage in enumerate(passages)
        for candidate in _candidates(question, passage, rank, wanted)
    ]
    candidates.sort(key=lambda candidate: -candidate.score)
    if not candidates or max(c.evidence for c in candidates[:_MOST]) < _ENOUGH:
        return []
    chosen: list[Quote] = []
    for candidate in candidates:
        if candidate.score < _AS_GOOD * candidates[0].score:
            break
        for quote in _with_context(candidate):
            if len(chosen) < _MOST and not any(_says_same(quote.text, c.text) for c in chosen):
                chosen.append(quote)
    first = {number: place for place, number in enumerate(dict.fromkeys(q.number for q in chosen))}
    return sorted(chosen, key=lambda quote: (first[quote.number], quote.start))


def _candidates(
    question: str, passage: Hit, rank: int, wanted: dict[str, float]
) -> Iterator[_Candidate]:
    total = sum(wanted.values()) or 1.0
    around = set(terms(f"{passage.title} {passage.outlet or ''} {passage.published or ''}"))
    before = ""
    for span in sentences(passage.text):
        text = passage.text[span.start : span.end]
        if not is_prose(text) or len(text) < 15 or talks_to_a_model(_line(passage.text, span)):
            before = ""
            continue
        own = set(terms(text))
        near = own | around | set(terms(before))
        held = sum(weight for term, weight in wanted.items() if term in own) / total
        nearly = sum(weight for term, weight in wanted.items() if term in near) / total
        fits = sum(0.12 for asks, tells in _KINDS if asks.search(question) and tells.search(text))
        score = 0.7 * held + 0.3 * nearly + fits + 0.15 / (1 + rank)
        yield _Candidate(Quote(passage.number, span.start, text), before, score, nearly)
        before = text


def _line(text: str, span: Span) -> str:
    """The line that a sentence stands in: an instruction taints all of it."""
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]


def _with_context(candidate: _Candidate) -> list[Quote]:
    """The sentence, and the one before it where it points back at it."""
    quote = candidate.quote
    if candidate.before and _DANGLING.match(quote.text):
        before = Quote(quote.number, quote.start - 1, candidate.before)
        return [before, quote]
    return [quote]


def _says_same(one: str, other: str) -> bool:
    a, b = set(terms(one)), set(terms(other))
    return len(a & b) > _SAME * min(len(a), len(b))
