"""Which sentences of the cited passages a claim rests on, and what stands around them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from index.model import Article, Hit
from index.sentences import sentences
from index.words import content_terms, terms
from service.checking.lexicon import LANDS
from service.checking.reading import Token, plain, read

_MORE = 0.12  # share of the claim's weight that a neighbouring sentence must add
_WIDEST = 3  # sentences of a window
_BEFORE = 3  # sentences before a window that may name who "she" is
_LEAD = 500  # characters that hold an article's first sentence, which says whom it is about
_REACH = 500  # characters of the article before a passage, for the same

Share = Callable[[frozenset[str]], float]

_INSIDE = re.compile(r"(?<=[a-z,;] )[A-Z]\w+")
_SMALL = re.compile(r"(?<![\w'’])[a-z]+")
_ACRONYM = re.compile(r"((?:[A-Z][\w'-]*\s+(?:(?:of|and|for|the|&)\s+)*){2,8})\(([A-Z]{2,9})\)")


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of a passage, ready to be compared."""

    text: str
    plain: str
    tokens: tuple[Token, ...]
    keys: str  # of its tokens, to look for runs of them
    terms: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def holds(self, run: Sequence[Token]) -> bool:
        """Whether it has these tokens in a row."""
        return _keys(run) in self.keys


@dataclass(frozen=True, slots=True)
class Window:
    """The one to three neighbouring sentences that hold most of a claim, and what is around.

    `coverage` is the share of the claim's terms, weighted by rarity, that they hold.
    """

    sentences: tuple[SourceSentence, ...]
    others: tuple[SourceSentence, ...]  # all other sentences that are cited
    around: Callable[[], tuple[Token, ...]]  # title, outlet, day, and the sentences before
    coverage: float
    main: SourceSentence  # the one that holds most

    @property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(token for sentence in self.sentences for token in sentence.tokens)


def find_window(
    weights: Mapping[str, float], cited: Sequence[Hit], articles: Mapping[str, Article]
) -> Window:
    """The window of the cited passages that holds most of the weighted terms."""
    passages = [read_sentences(hit.text) for hit in cited]
    share = _share(weights)
    place, at = max(
        ((p, s) for p, found in enumerate(passages) for s in range(len(found))),
        key=lambda where: share(passages[where[0]][where[1]].terms),
    )
    found = passages[place]
    first, last = _widen(found, at, share)
    return Window(
        sentences=found[first : last + 1],
        others=tuple(
            sentence
            for p, sentences_ in enumerate(passages)
            for s, sentence in enumerate(sentences_)
            if p != place or not first <= s <= last
        ),
        around=partial(_around, cited[place], found[max(0, first - _BEFORE) : first], articles),
        coverage=share(_terms(found[first : last + 1])),
        main=found[at],
    )


@lru_cache(maxsize=1024)
def read_sentences(text: str) -> tuple[SourceSentence, ...]:
    """The sentences of a passage; all of it where it has none."""
    found = [text[span.start : span.end] for span in sentences(text)] or [text]
    return tuple(map(_read_sentence, found))


def _read_sentence(text: str) -> SourceSentence:
    tokens = read(text)
    return SourceSentence(
        text=text,
        plain=plain(text),
        tokens=tokens,
        keys=_keys([token for token in tokens if token.kind != "break"]),
        terms=frozenset(terms(text)),
        pairs=frozenset(pairwise(content_terms(text))),
    )


@lru_cache(maxsize=256)
def spellings(article: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names of an article, in the middle of its sentences, and its words in small letters."""
    names = (name.lower() for name in _INSIDE.findall(article))
    return frozenset(LANDS.get(name, name) for name in names), frozenset(_SMALL.findall(article))


@lru_cache(maxsize=1024)
def acronyms(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The acronyms that a text explains, with the words they stand for."""
    return tuple(
        (short.lower(), frozenset(token.key for token in read(long) if token.kind == "name"))
        for long, short in _ACRONYM.findall(text)
    )


def _keys(tokens: Sequence[Token]) -> str:
    return " " + " ".join(token.key for token in tokens) + " "


def _share(weights: Mapping[str, float]) -> Share:
    total = sum(weights.values()) or 1.0

    def share(held: frozenset[str]) -> float:
        return sum(weight for term, weight in weights.items() if term in held) / total

    return share


def _terms(found: Sequence[SourceSentence]) -> frozenset[str]:
    return frozenset(term for sentence in found for term in sentence.terms)


def _widen(found: Sequence[SourceSentence], at: int, share: Share) -> tuple[int, int]:
    """The window around the best sentence: a neighbour joins that adds enough of the claim."""
    first = last = at
    while last - first + 1 < _WIDEST:
        held = share(_terms(found[first : last + 1]))
        wider = [
            (share(_terms(found[a : b + 1])) - held, a, b)
            for a, b in ((first - 1, last), (first, last + 1))
            if a >= 0 and b < len(found)
        ]
        gain, a, b = max(wider, default=(0.0, first, last))
        if gain < _MORE:
            break
        first, last = a, b
    return first, last


def _around(
    hit: Hit, before: Sequence[SourceSentence], articles: Mapping[str, Article]
) -> tuple[Token, ...]:
    text = articles[hit.article_id].text
    about = f"{hit.title}\n{hit.outlet or ''}\n{hit.published or ''}"
    near = list(before)
    if len(before) < _BEFORE and hit.start:
        earlier = read_sentences(text[max(0, hit.start - _REACH) : hit.start])
        near += earlier[-(_BEFORE - len(before)) :]
    lead = read_sentences(text[:_LEAD])[:1]
    return (*read(about), *(token for sentence in (*near, *lead) for token in sentence.tokens))
