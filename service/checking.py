"""Does the cited text carry the claim? Deterministic, layer by layer, no model needed.

verbatim → values (numbers, names, quotations) → polarity against the aligned source sentences →
how much of the claim's wording the source holds. Embedding similarity has no say: it hardly moves
when a number or a negation changes.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.model import Article, Hit
from index.sentences import sentences
from index.words import STOPWORDS, terms, tokens
from service.answers import Verdict

Weigh = Callable[[str], float]

# Fitted by others on AttributionBench's dev set for (window coverage + bigram coverage) / 2.
_SUPPORTED = 0.46
_NEAR_VERBATIM = 0.7  # above, a word that differs is a change and no paraphrase

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?|\d+")
_QUOTED = re.compile(r"[“\"«「『]([^“”\"«»「」『』]{8,})[”\"»」』]")
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|cannot|without|\w+n['’]t)\b|[不没未无非否]", re.IGNORECASE
)
_OPPOSITES = tuple(
    (frozenset(terms(up)), frozenset(terms(down)))
    for up, down in (
        ("rise rose risen increase grow grew up gain climb higher more above raise",
         "fall fell fallen decrease shrink shrank down drop decline lower less fewer below cut"),
        ("approve allow accept permit grant win won", "reject refuse deny ban forbid lose lost"),
        ("open start begin began launch resume", "close stop end halt suspend cease"),
        ("before", "after"), ("first", "last"), ("buy bought", "sell sold"),
        ("import", "export"), ("support", "oppose"), ("early", "late"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict, and how surely the source carries the claim: 1 verbatim, below 0 contradicted."""

    verdict: Verdict
    score: float


@dataclass(frozen=True, slots=True)
class Check:
    """Checks one claim against the passages it cites and their articles."""

    weigh: Weigh

    def __call__(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Verdict:
        return self.examine(claim, cited, articles).verdict

    def examine(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Finding:
        """The verdict, with reasons where it is not `supported`."""
        if not cited:
            return Finding(verdict=Verdict(name="uncited", reasons=("The sentence names no source.",)),score=-1)
        if any(_plain(claim) in _plain(passage.text) for passage in cited):
            return Finding(verdict=Verdict(name="supported"),score=1)
        passages = "\n".join(passage.text for passage in cited)
        whole = "\n".join(articles[id_].text for id_ in {p.article_id for p in cited})
        titles = "\n".join(f"{p.title}\n{p.outlet or ''}\n{p.published or ''}" for p in cited)
        wrong, doubts = _values(claim, f"{titles}\n{passages}", f"{titles}\n{whole}")
        aligned = self._align(claim, passages)
        if self._coverage(claim, aligned) >= _NEAR_VERBATIM:
            wrong += _changes(claim, f"{titles}\n{aligned}")
        score = (self._coverage(claim, aligned) + _bigram_coverage(claim, passages)) / 2
        if wrong:
            return Finding(score=score-1,verdict=Verdict(name="contradicted", reasons=tuple(dict.fromkeys(wrong))))
        if score < _SUPPORTED:
            doubts.append("Its wording is too far from the cited passage to be sure.")
        if doubts:
            return Finding(score=score-.5*bool(score>=_SUPPORTED),verdict=Verdict(name="unverified", reasons=tuple(dict.fromkeys(doubts))))
        return Finding(score=score,verdict=Verdict(name="supported"))

    def _align(self, claim: str, source: str) -> str:
        """The two source sentences at most that hold most of the claim."""
        pool = [source[span.start : span.end] for span in sentences(source)]
        if not pool:
            return source
        first = max(pool, key=lambda sentence: self._coverage(claim, sentence))
        both = [f"{first}\n{other}" for other in pool if other != first]
        second = max(both, key=lambda pair: self._coverage(claim, pair), default=first)
        gain = self._coverage(claim, second) - self._coverage(claim, first)
        return second if gain > 0.15 else first

    def _coverage(self, claim: str, source: str) -> float:
        """Share of the claim's terms, weighted by rarity, that the source holds."""
        wanted = {term: self.weigh(term) for term in set(terms(claim)) - STOPWORDS}
        held = set(terms(source))
        total = sum(wanted.values())
        return sum(w for term, w in wanted.items() if term in held) / total if total else 0.0


def _values(claim: str, passages: str, articles: str) -> tuple[list[str], list[str]]:
    """Values that the articles lack, and values that only the cited passages lack."""
    wrong: list[str] = []
    doubts: list[str] = []
    for values, what in ((_numbers, "{}"), (_names, "“{}”"), (_quotations, "the quotation “{}”")):
        for shown, value in values(claim):
            if _holds(passages, value, values):
                continue
            name = what.format(shown)
            if _holds(articles, value, values):
                doubts.append(
                    f"{name} is not in the cited passage, though elsewhere in its article."
                )
            else:
                wrong.append(f"{name} is not in the cited text.")
    return wrong, doubts


def _changes(claim: str, aligned: str) -> list[str]:
    """What differs between a claim and the source sentences that it nearly repeats."""
    changes = [
        f"The cited sentence has no {shown}."
        for values in (_numbers, _names)
        for shown, value in values(claim)
        if not _holds(aligned, value, values)
    ]
    if bool(_NEGATION.search(claim)) != bool(_NEGATION.search(aligned)):
        changes.append("One of the two, the sentence or its source, is negated.")
    said, held = set(terms(claim)), set(terms(aligned))
    for pair in _OPPOSITES:
        for mine, theirs in (pair, pair[::-1]):
            if (flipped := said & mine - held) and held & theirs and not held & mine:
                word = next(token for token in tokens(claim) if flipped & set(terms(token)))
                changes.append(f"The source says the opposite of “{word}”.")
    return changes


Values = Callable[[str], Iterable[tuple[str, str]]]


def _holds(source: str, value: str, values: Values) -> bool:
    if values is _quotations:
        return value in _plain(source)
    if values is _numbers:
        return value in {number for _, number in _numbers(source)}
    held = {_bare(token) for token in tokens(source)}
    # A name may be inflected: China, Chinese. Its first letters tell.
    return value in held or any(
        len(value) >= 4 and other[:4] == value[:4] and other[:1].isalpha() for other in held
    )


def _numbers(text: str) -> list[tuple[str, str]]:
    """Numbers as shown and as compared: thousands separators and trailing zeros leave."""
    found: list[tuple[str, str]] = []
    for match in _NUMBER.finditer(text):
        plain = re.sub(r"[,\u00a0\u202f ](?=\d{3})", "", match.group()).replace(",", ".")
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
        found.append((match.group(), plain.lstrip("0") or "0"))
    return found


def _names(text: str) -> list[tuple[str, str]]:
    """Capitalised words that are not so just because a sentence starts with them."""
    return [
        (word, bare)
        for match in _NAME.finditer(text)
        for place, word in enumerate(match.group().split())
        if (bare := _bare(word)) not in STOPWORDS
        and not (place == 0 and _starts_sentence(text, match.start()) and " " not in match.group())
    ]


def _starts_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \"'“‘(—–")
    return not before or before[-1] in ".!?:;\n"


def _quotations(text: str) -> list[tuple[str, str]]:
    """Quotations of at least three words, which must be verbatim."""
    return [
        (quote, _plain(quote))
        for quote in _QUOTED.findall(text)
        if len(list(tokens(quote))) >= 3 or len(terms(quote)) >= 4
    ]


def _bigram_coverage(claim: str, source: str) -> float:
    """Share of the claim's neighbouring pairs of terms that the source holds."""
    pairs = _bigrams(claim)
    return len(pairs & _bigrams(source)) / len(pairs) if pairs else 0.0


def _bigrams(text: str) -> set[tuple[str, str]]:
    sequence = terms(text)
    return set(pairwise(sequence))


def _bare(word: str) -> str:
    return re.sub(r"['’]s$|[.'’-]", "", word).lower()


def _plain(text: str) -> str:
    """Text without what typesetting changes: quote marks, dashes, spaces, a last full stop."""
    text = re.sub(r"[“”„«»\"]", '"', re.sub("[‘’]", "'", text))
    text = re.sub(r"\s+", " ", re.sub("[–—]", "-", text))
    return text.strip(" .,。，").lower()
