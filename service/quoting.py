"""Choosing the sentences that answer a question, without a language model."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index.model import Hit, Span
from index.sentences import is_prose, sentences
from index.words import content_terms, is_cjk, terms, tokens
from service.instructions import talks_to_a_model

Weigh = Callable[[str], float]

# How much of a question the evidence must hold. Set by looking at SQuAD 2.0 and NoMIRACL; a Chinese
# question has more bigrams than words, so less of it recurs.
_ENOUGH, _ENOUGH_CJK = 0.65, 0.5
_SHORTEST = 10  # characters of a sentence worth quoting
_AS_GOOD = 0.8  # a further sentence must be this good, compared with the best
_MOST = 4
_READ = 12  # candidates that are looked at, best first
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
    before: Quote | None  # the sentence before it in the same passage
    score: float
    evidence: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks for: its terms by weight, which of them are names or numbers."""

    question: str
    weights: Mapping[str, float]
    named: frozenset[str]

    def held(self, words: AbstractSet[str]) -> float:
        """Share of the question, weighted by rarity, among these words."""
        return _share(self.weights, words)

    def evidence(self, words: AbstractSet[str]) -> float:
        """The same, with names and other terms counting alike: a rare name alone is no answer."""
        names = {term: w for term, w in self.weights.items() if term in self.named}
        others = {term: w for term, w in self.weights.items() if term not in self.named}
        return (self.held(words) + _share(names, words) + _share(others, words)) / 3

    def fits(self, sentence: str) -> int:
        """How many of the kinds of thing that are asked for the sentence may hold."""
        return sum(
            bool(asks.search(self.question) and tells.search(sentence)) for asks, tells in _KINDS
        )


def choose(question: str, passages: Sequence[Hit], weigh: Weigh) -> list[Quote]:
    """The one to four sentences that answer, in reading order; none where nothing does."""
    asked = _read(question, weigh)
    candidates = sorted(
        (
            candidate
            for rank, passage in enumerate(passages)
            for candidate in _candidates(asked, passage, rank)
        ),
        key=lambda candidate: -candidate.score,
    )
    enough = _ENOUGH_CJK if is_cjk(question) else _ENOUGH
    chosen: list[Quote] = []
    for candidate in candidates[:_READ]:
        if candidate.score < _AS_GOOD * candidates[0].score:
            break
        if candidate.evidence < enough:  # it speaks of something or someone else
            continue
        for quote in _with_context(candidate):
            if len(chosen) < _MOST and not any(_says_same(quote.text, c.text) for c in chosen):
                chosen.append(quote)
    first = {number: place for place, number in enumerate(dict.fromkeys(q.number for q in chosen))}
    return sorted(chosen, key=lambda quote: (first[quote.number], quote.start))


def _read(question: str, weigh: Weigh) -> _Asked:
    named = {
        term
        for place, token in enumerate(tokens(question))
        if token[0].isdigit() or (place and token[0].isupper())
        for term in content_terms(token)
    }
    weights = {term: weigh(term) for term in content_terms(question)}
    return _Asked(question, weights, frozenset(named))


def _candidates(asked: _Asked, passage: Hit, rank: int) -> Iterator[_Candidate]:
    around = set(terms(f"{passage.title} {passage.outlet or ''} {passage.published or ''}"))
    before: Quote | None = None
    for span in sentences(passage.text):
        text = passage.text[span.start : span.end]
        if not is_prose(text) or len(text) < _SHORTEST or _tainted(passage.text, span):
            before = None
            continue
        quote = Quote(passage.number, span.start, text)
        own = set(terms(text))
        near = own | around | set(terms(before.text if before else ""))
        score = 0.7 * asked.held(own) + 0.3 * asked.held(near)
        score += 0.12 * asked.fits(text) + 0.15 / (1 + rank)
        yield _Candidate(quote, before, score, asked.evidence(near))
        before = quote


def _share(weights: Mapping[str, float], words: AbstractSet[str]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in words) / total if total else 1.0


def _tainted(text: str, span: Span) -> bool:
    """Whether the line that a sentence stands in holds an instruction for a model."""
    end = text.find("\n", span.end)
    line = text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]
    return talks_to_a_model(line)


def _with_context(candidate: _Candidate) -> list[Quote]:
    """The sentence, and the one before it where it points back at it."""
    if candidate.before and _DANGLING.match(candidate.quote.text):
        return [candidate.before, candidate.quote]
    return [candidate.quote]


def _says_same(one: str, other: str) -> bool:
    a, b = set(terms(one)), set(terms(other))
    return len(a & b) > _SAME * min(len(a), len(b))
