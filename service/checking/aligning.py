"""One alignment for each finished sentence: the source sentences that carry it, token by token.

What is cited is what was checked, because both read it from here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar

from index import language
from index.language import Language, fold_variants
from index.model import Article, Hit, Span
from index.words import CJK, STOPWORDS, Weigh, content_terms, terms
from service.checking.clauses import Clause, clauses
from service.checking.lexicon import language_of, reads, words_of, written
from service.checking.pairing import Pairing, pair
from service.checking.reading import Token, bare, is_year, read, settle
from service.checking.sources import SourceSentence, read_sentences, spellings
from service.checking.verbatim import Verbatim, verbatim

_Told = TypeVar("_Told", Hit, Article)

_MORE = 0.12  # share of the claim's weight that a neighbouring sentence must add
_WIDEST = 3  # sentences in a row
_BEFORE = 3  # sentences before them that may name who "she" is
_LEAD = 500  # characters that hold an article's first sentence, which says whom it is about
_OWN = 0.6  # share of a clause's weight that a sentence of its own must hold
_NEAR = 0.7  # coverage from which on a claim is no paraphrase
_MANY = 8  # Chinese characters that make a sentence Chinese
_CJK = re.compile(f"[{CJK}]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LONGEST = 400  # tokens of a claim that are read


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a cited passage, where it stands."""

    hit: Hit
    sentence: SourceSentence
    number: int  # of the sentence in its passage

    @property
    def span(self) -> Span:
        """Its characters in the passage."""
        return self.sentence.span


@dataclass(frozen=True)
class Alignment:
    """A claim beside the sentences of the cited passages that carry it.

    `main` holds most of the claim; `sources` are it, the neighbours and the sentences of single
    clauses that add to it, in the order of the passages. `coverage` is the share of the claim's
    terms, weighted by rarity, that they hold; `wording` counts neighbouring pairs of terms, too.
    `context` are sentences before the main one that say who or when it speaks of.
    `verbatim` is where the claim stands word for word, if it does. The claim is `spoken` in one
    language; `words` are those of it and of all that it cites.
    """

    claim: str
    spoken: Language
    words: Language
    cited: Sequence[Hit]
    articles: Mapping[str, Article]
    tokens: Sequence[Token]
    clauses: Sequence[Clause]
    main: Place
    sources: Sequence[Place]
    context: Sequence[Place]
    others: Sequence[Place]
    pairing: Pairing
    coverage: float
    wording: float
    verbatim: Verbatim | None
    cut: bool  # whether the claim is too long to be read to its end

    @property
    def near(self) -> bool:
        """Whether the claim nearly repeats its source: a value that differs is a change."""
        return self.coverage >= _NEAR

    @property
    def crosses(self) -> bool:
        """Whether the claim is in another script than its source: words can't be compared."""
        texts = (self.claim, self.main.sentence.text)
        return any(is_dense(text) for text in texts) and not all(map(_CJK.search, texts))

    @cached_property
    def unread(self) -> Language | None:
        """The language of the claim or its source of which the layers know too little."""
        both = (language_of(self.main.hit), self.spoken)
        return next((spoken for spoken in both if not reads(spoken)), None)

    @property
    def uncompared(self) -> bool:
        """Whether its words can't be compared with those of its source."""
        return self.crosses or self.unread is not None

    @property
    def translates(self) -> bool:
        """Whether the claim is in another language than its source."""
        return self.crosses or self.spoken.code != language_of(self.main.hit).code

    @cached_property
    def texts(self) -> list[str]:
        """The texts of the articles that are cited."""
        return [self.articles[id_].text for id_ in sorted({hit.article_id for hit in self.cited})]

    @cached_property
    def source(self) -> str:
        """The sentences that carry the claim, as they stand in the source."""
        return " ".join(place.sentence.text for place in self._shown)

    def written(self, hit: Hit) -> Language:
        """The words to read a passage or its article with."""
        return written(self.words, language_of(hit))

    @cached_property
    def head(self) -> tuple[Token, ...]:
        """Title, outlet and day of the cited articles, and their first sentences."""
        return tuple(
            token for hit in self._heads for token in _head(hit, self.articles, self.written(hit))
        )

    @cached_property
    def around(self) -> tuple[Token, ...]:
        """The head, and the context."""
        context = (token for place in self.context for token in place.sentence.tokens)
        return (*self.head, *context)

    @cached_property
    def _shown(self) -> list[Place]:
        """All that is cited, in the order of the passages."""
        places = [*self.sources, *self.context]
        return sorted(places, key=lambda place: (self.cited.index(place.hit), place.number))

    @property
    def carried_by(self) -> tuple[Hit, ...]:
        """Those of the cited passages that hold a part of it; one where it stands word for word."""
        if self.verbatim:
            return (self.verbatim.hit,)
        shown = [place.hit for place in self._shown]
        return tuple(hit for hit in self.cited if hit in shown)

    @cached_property
    def _heads(self) -> list[Hit]:
        return list({hit.article_id: hit for hit in self.cited}.values())

    def spans(self, hit: Hit) -> list[Span]:
        """What of a cited passage is shown as the citation: exact spans, in order."""
        if self.verbatim and self.verbatim.hit is hit:
            return list(self.verbatim.spans)
        spans = [place.span for place in self._shown if place.hit is hit]
        return spans or [_nearest(self.claim, hit, self.written(hit))]


def is_dense(text: str) -> bool:
    """Whether a text is in Chinese characters, whatever Latin names it holds."""
    signs = len(_CJK.findall(text))
    return signs >= _MANY or signs > 2 * len(_LATIN.findall(text))


def align(
    claim: str, cited: Sequence[Hit], articles: Mapping[str, Article], weigh: Weigh
) -> Alignment:
    """Lay a claim beside the passages that it cites, of which there is at least one.

    Chinese is compared in simplified characters, which stand where the others do.
    """
    cited_in = list(map(language_of, cited))
    spoken = language.of(claim, cited_in[0])
    if language.CHINESE in (*cited_in, spoken):
        claim, cited, articles = _simplified(claim, cited, articles)
    every = words_of([*cited_in, spoken])
    words = written(every, spoken)
    own = [(hit, written(every, of_hit)) for hit, of_hit in zip(cited, cited_in, strict=True)]
    places = [
        Place(hit, sentence, number)
        for hit, of_hit in own
        for number, sentence in enumerate(read_sentences(hit.text, of_hit))
    ]
    names, small = _spelled(cited, articles, words)
    read_ = read(claim, words)
    tokens = settle(read_[:_LONGEST], names, small, words)
    parts = clauses(tokens, words)
    weights = _weights(claim, weigh, words)
    main = max(places, key=lambda place: _share(weights, place.sentence.terms))
    chosen = _with_neighbours(main, places, weights)
    chosen += _of_clauses(parts, tokens, places, chosen, weigh, words)
    sources = [place for place in places if place in chosen]
    about = {term for hit, of_hit in own for term in terms(bare(_about(hit), of_hit))}
    coverage = _share(weights, _terms(sources) | about)
    row = "|" in main.sentence.text  # the cells of a table are no neighbours
    context = _context(tokens, sources, main, places)
    source_tokens = [token for place in sources for token in place.sentence.tokens]
    return Alignment(
        claim=claim,
        spoken=spoken,
        words=words,
        cited=cited,
        articles=articles,
        tokens=tokens,
        clauses=parts,
        main=main,
        sources=sources,
        context=context,
        others=[place for place in places if place not in chosen],
        pairing=pair(tokens, settle(source_tokens, names, small, words)),
        coverage=coverage,
        wording=coverage if row else (coverage + _pair_coverage(claim, places, words)) / 2,
        verbatim=verbatim(claim, cited, every),
        cut=len(read_) > _LONGEST,
    )


def _simplified(
    claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
) -> tuple[str, Sequence[Hit], Mapping[str, Article]]:
    return (
        fold_variants(claim),
        [_with_one_spelling(hit) for hit in cited],
        {id_: _with_one_spelling(articles[id_]) for id_ in {hit.article_id for hit in cited}},
    )


def _with_one_spelling(source: _Told) -> _Told:
    return replace(source, title=fold_variants(source.title), text=_folded(source.text))


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    """The text of a passage or article, which many claims are laid beside, with one spelling."""
    return fold_variants(text)


def _weights(text: str, weigh: Weigh, words: Language) -> dict[str, float]:
    own = set(terms(bare(text, words)))
    return {term: weigh(term) for term in sorted(own - STOPWORDS or own)}


def _share(weights: Mapping[str, float], known: frozenset[str]) -> float:
    total = sum(weights.values()) or 1.0
    return sum(weight for term, weight in weights.items() if term in known) / total


def _terms(places: Sequence[Place]) -> frozenset[str]:
    return frozenset(term for place in places for term in place.sentence.terms)


def _spelled(
    cited: Sequence[Hit], articles: Mapping[str, Article], words: Language
) -> tuple[frozenset[str], frozenset[str]]:
    """The names inside sentences of the cited articles, and their words in small letters."""
    known = [spellings(articles[id_].text, words) for id_ in {hit.article_id for hit in cited}]
    names, small = zip(*known, strict=True)
    return frozenset().union(*names), frozenset().union(*small)


def _with_neighbours(
    main: Place, places: Sequence[Place], weights: Mapping[str, float]
) -> list[Place]:
    """The best sentence, and the neighbours that each add enough of the claim."""
    row = [place for place in places if place.hit is main.hit]
    first = last = main.number
    while last - first + 1 < _WIDEST:
        share = _share(weights, _terms(row[first : last + 1]))
        wider = [
            (_share(weights, _terms(row[a : b + 1])) - share, a, b)
            for a, b in ((first - 1, last), (first, last + 1))
            if a >= 0 and b < len(row)
        ]
        gain, a, b = max(wider, default=(0.0, first, last))
        if gain < _MORE:
            break
        first, last = a, b
    return row[first : last + 1]


def _of_clauses(
    parts: Sequence[Clause],
    tokens: Sequence[Token],
    places: Sequence[Place],
    chosen: Sequence[Place],
    weigh: Weigh,
    words: Language,
) -> Iterator[Place]:
    """The sentences of clauses that stand for themselves and rest elsewhere than the rest."""
    known = _terms(chosen)
    for part in parts:
        own = part.of(tokens)
        if sum(token.counts for token in own) < 3:
            continue
        weights = _weights(" ".join(token.text for token in own), weigh, words)
        best = max(places, key=lambda place: _share(weights, place.sentence.terms))
        share = _share(weights, best.sentence.terms)
        if best not in chosen and share >= _OWN and share > _share(weights, known) + _MORE:
            yield best


def _pair_coverage(claim: str, places: Sequence[Place], words: Language) -> float:
    """Share of the claim's neighbouring pairs of terms that the cited passages hold."""
    pairs = set(pairwise(content_terms(bare(claim, words))))
    stated = {pair for place in places for pair in pairs & place.sentence.pairs}
    return len(stated) / len(pairs) if pairs else 1.0


def _head(hit: Hit, articles: Mapping[str, Article], words: Language) -> Iterator[Token]:
    yield from read(_about(hit), words)
    for sentence in read_sentences(articles[hit.article_id].text[:_LEAD], words)[:1]:
        yield from sentence.tokens


def _context(
    tokens: Sequence[Token], sources: Sequence[Place], main: Place, places: Sequence[Place]
) -> list[Place]:
    """The nearest sentences before the main one that have a name or year which it leaves out."""
    stated = {token.key for place in sources for token in place.sentence.tokens}
    wanted = {t.key for t in tokens if (t.kind == "name" or is_year(t)) and t.key not in stated}
    before = [
        place
        for place in places
        if place.hit is main.hit
        and main.number - _BEFORE <= place.number < main.number
        and place not in sources
    ]
    context: list[Place] = []
    for place in reversed(before):
        own = {token.key for token in place.sentence.tokens}
        if wanted & own:
            context.append(place)
            wanted -= own
    return context


def _about(hit: Hit) -> str:
    return f"{hit.title}\n{hit.outlet or ''}\n{hit.published or ''}"


def _nearest(claim: str, hit: Hit, words: Language) -> Span:
    """The sentence of a passage that shares most with a claim; all of it where none does."""
    wanted = set(content_terms(claim)) or set(terms(claim))
    shared = {s.span: len(wanted & s.terms) for s in read_sentences(hit.text, words)}
    best = max(shared, key=lambda span: shared[span])
    return best if shared[best] else Span(start=0, end=len(hit.text))
