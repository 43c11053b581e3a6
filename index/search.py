"""The passages that answer a question best: the dense and the lexical list, fused and composed."""

import asyncio
from collections.abc import (
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, fields, replace
from typing import Protocol

from index import language
from index.composing import Candidate, Composed, Place, compose
from index.fits import ANY
from index.model import Filters, Hit, Passage, Stretch
from index.timewords import Preference, fitness, preference
from index.words import content_terms

Ranked = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fusion:
    """How two lists become one; fitted for each embedding (`index/fits/fusion.toml`)."""

    dense: float = 0.45
    """The dense list's share of a score."""
    nothing: float = 0.0
    """The cosine that counts as 0,"""
    all: float = 1.0
    """and the one that counts as 1."""
    fitted_for: str = ANY
    """The embedding; `words` where nothing was fitted for the one in use."""


_DEPTH = 50  # how far each list is read
_WIDE = 2_000  # passages of one word, where a list of articles is searched
_MANY = 100_000  # the same within so few articles
_SIMILAR = 20  # passages that spell a word nearly so
_RERANKED = 30  # passages, the best of the fused list
_TIME = 0.2  # share of its score that a passage loses where its day doesn't fit the question at all
_NAMED = 3  # terms that a title must have so that a question can be said to name it
_PASSAGE = [field.name for field in fields(Passage)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A passage that a list holds and that became no hit, and why."""

    id: str
    article_id: str
    title: str
    reason: str
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The hits, and all else that the lists hold of what can be found."""

    hits: tuple[Hit, ...]
    dropped: tuple[Dropped, ...]


class PassageStore(Protocol):
    """Where the passages themselves are kept: the catalogue."""

    async def passages(self, ids: Collection[str]) -> Mapping[str, Passage]: ...

    async def texts(self, stretches: Sequence[Stretch]) -> Sequence[str | None]: ...


FindDense = Callable[[str, int, Filters], Ranked]
FindLexical = Callable[[str, int, Filters, Iterable[str]], Ranked]
FindSimilar = Callable[[str, int, Filters], Sequence[str]]
FindKnown = Callable[[Iterable[str], Filters], Collection[str]]
Rerank = Callable[[str, Sequence[Passage]], Mapping[str, float]]  # 0 to 1, by id
Expand = Callable[[str, tuple[str, ...]], Awaitable[Sequence[str]]]
Narrow = Callable[[Filters], Filters]


async def no_other_names(query: str, collections: tuple[str, ...]) -> Sequence[str]:
    """What a query names has no other names."""
    del query, collections
    return ()


def nothing_similar(word: str, limit: int, filters: Filters) -> Sequence[str]:
    """No passage spells a word nearly so."""
    del word, limit, filters
    return ()


def none_known(terms: Iterable[str], filters: Filters) -> Collection[str]:
    """No passage has any of these terms."""
    del terms, filters
    return ()


def as_asked(filters: Filters) -> Filters:
    """Whoever asks may see all articles."""
    return filters


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the lists hold of one passage."""

    score: float
    ranks: dict[str, int]
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """Search both lists, fuse their scores, compose the hits. The lists block: threads run them."""

    store: PassageStore
    dense: FindDense
    lexical: FindLexical
    expand: Expand = no_other_names  # names that the articles also give what the query names
    rerank: Rerank | None = None
    fusion: Fusion = Fusion()
    narrow: Narrow = as_asked  # to what may be seen
    similar: FindSimilar = nothing_similar  # passages with a word that is spelled nearly so
    known: FindKnown = none_known  # those of some terms that any passage has

    async def __call__(self, query: str, filters: Filters, limit: int) -> tuple[Hit, ...]:
        """The `limit` best hits, best first, numbered from 1."""
        listed, passages = await self._candidates(query, filters)
        return await self._hits(_composed(query, filters, limit, listed, passages))

    async def explain(self, query: str, filters: Filters, limit: int) -> Explained:
        """The same hits, and why the rest of the lists is not among them."""
        listed, passages = await self._candidates(query, filters)
        composed = _composed(query, filters, limit, listed, passages)
        return Explained(hits=await self._hits(composed), dropped=tuple(_dropped(composed)))

    async def lists(self, query: str, filters: Filters) -> dict[str, Ranked]:
        """The ids in each list with that list's own scores, best first, before they are fused."""
        filters = self.narrow(filters)
        also = await self.expand(query, filters.collections)
        meant = f"{query} ({', '.join(also)})" if also else query
        dense, lexical = await asyncio.gather(
            asyncio.to_thread(self.dense, meant, _DEPTH, filters),
            asyncio.to_thread(self.lexical, query, _DEPTH, filters, also),
        )
        return {"dense": dense, "lexical": lexical}

    async def articles_with(self, words: Sequence[str]) -> tuple[set[str], bool]:
        """Articles whose passages hold all words that carry content, and whether these are all.

        They are not where even the rarest word stands in so many passages that only the best
        of these are looked at.
        """
        filters, spoken = self.narrow(Filters()), language.of(" ".join(words))
        words = [word for word in words if content_terms(word, spoken)] or words

        async def holding(word: str, most: int, within: Filters) -> list[str]:
            hits = await asyncio.to_thread(self.lexical, word, most, within, ())
            return [id_.rsplit(":", 2)[0] for id_, _ in hits]

        found = await asyncio.gather(*(holding(word, _WIDE + 1, filters) for word in words))
        rarest, *others = sorted(zip(found, words, strict=True), key=lambda one: len(one[0]))
        articles = set(rarest[0])
        for ids, word in others:
            if articles and len(ids) > _WIDE:
                within = replace(filters, articles=tuple(articles))
                articles &= set(await holding(word, _MANY, within))
            else:
                articles &= set(ids)
        return articles, len(rarest[0]) <= _WIDE

    async def articles_near(self, words: Sequence[str]) -> Sequence[str]:
        """Articles whose passages hold most of the words, the best first."""
        filters = self.narrow(Filters())
        ranked = await asyncio.to_thread(self.lexical, " ".join(words), _DEPTH, filters, ())
        return list(dict.fromkeys(id_.rsplit(":", 2)[0] for id_, _ in ranked))

    async def unknown(self, words: Sequence[str], filters: Filters) -> list[str]:
        """Those of the words that no passage of these collections has, in any language's forms."""
        seen = self.narrow(Filters(collections=filters.collections))
        return await asyncio.to_thread(
            lambda: [word for word in words if not self.lexical(word, 1, seen, ())]
        )

    async def standing(self, terms: Collection[str], filters: Filters) -> Collection[str]:
        """Those of the terms that a passage of these collections has, as they are."""
        seen = self.narrow(Filters(collections=filters.collections))
        return await asyncio.to_thread(self.known, terms, seen)

    async def holding(self, word: str, filters: Filters) -> Sequence[Passage]:
        """Some passages with a word."""
        ranked = await asyncio.to_thread(self.lexical, word, _SIMILAR, self.narrow(filters), ())
        found = await self.store.passages([id_ for id_, _ in ranked])
        return [found[id_] for id_, _ in ranked if id_ in found]

    async def spelled_like(self, word: str, filters: Filters) -> Sequence[Passage]:
        """Some passages with a word that is spelled nearly as this one is."""
        ids = await asyncio.to_thread(self.similar, word, _SIMILAR, self.narrow(filters))
        passages = await self.store.passages(ids)
        return [passages[id_] for id_ in ids if id_ in passages]

    async def _candidates(
        self, query: str, filters: Filters
    ) -> tuple[dict[str, _Listed], Mapping[str, Passage]]:
        """What the lists hold, and the passages; what left the catalogue is found no more."""
        listed = fused(await self.lists(query, filters), self.fusion)
        passages = await self.store.passages(listed)
        if self.rerank:
            listed = await asyncio.to_thread(_reranked, self.rerank, query, listed, passages)
        return listed, passages

    async def _hits(self, composed: Composed) -> tuple[Hit, ...]:
        joined = [place for place in composed.places if len(place.members) > 1]
        texts = await self.store.texts([_stretch(place) for place in joined]) if joined else []
        whole = {id(place): text for place, text in zip(joined, texts, strict=True)}
        return tuple(
            _hit(number, place, whole.get(id(place)))
            for number, place in enumerate(composed.places, start=1)
        )


def fused(lists: Mapping[str, Ranked], fusion: Fusion) -> dict[str, _Listed]:
    """For each id its fused score, and its rank, from 1, and score in every list that holds it."""
    score = fuse(lists["dense"], lists["lexical"], fusion)
    listed = {id_: _Listed(score[id_], {}, {}) for id_ in score}
    for name, ranked in lists.items():
        for rank, (id_, own) in enumerate(ranked, start=1):
            listed[id_].ranks[name] = rank
            listed[id_].scores[name] = own
    return listed


def _reranked(
    rerank: Rerank, query: str, listed: Mapping[str, _Listed], passages: Mapping[str, Passage]
) -> dict[str, _Listed]:
    """New scores for the best of the fused list; all others stay below these."""
    best = sorted(passages, key=lambda id_: (-listed[id_].score, id_))[:_RERANKED]
    relevance = rerank(query, [passages[id_] for id_ in best])
    scores = {id_: entry.score / 2 for id_, entry in listed.items()}
    scores |= {id_: (1 + relevance[id_]) / 2 for id_ in best}
    return {id_: replace(entry, score=scores[id_]) for id_, entry in listed.items()}


def fuse(dense: Ranked, lexical: Ranked, fusion: Fusion) -> dict[str, float]:
    """One score for each id, 0 to 1: its cosine and its share of the best BM25, weighted.

    A convex combination of scores (Bruch, Gai and Ingber 2023). Cosines are brought to a scale that
    is the same for every question: one in a language that the model doesn't know, whose cosines
    are all low, is left to the lexical list. Fusing ranks would give that noise half the say.
    """
    room = fusion.all - fusion.nothing
    near = {id_: min(max((cosine - fusion.nothing) / room, 0.0), 1.0) for id_, cosine in dense}
    top = max((score for _, score in lexical), default=1.0)
    match = {id_: score / top for id_, score in lexical}
    return {
        id_: round(fusion.dense * near.get(id_, 0.0) + (1 - fusion.dense) * match.get(id_, 0.0), 6)
        for id_ in near.keys() | match.keys()
    }


def dense_list(
    embed: Callable[[str], list[float]],
    nearest: Callable[[Sequence[float], int, Filters], Ranked],
) -> FindDense:
    """A dense list from an embedding and a vector store."""
    return lambda query, limit, filters: nearest(embed(query), limit, filters)


def _composed(
    query: str,
    filters: Filters,
    limit: int,
    listed: Mapping[str, _Listed],
    passages: Mapping[str, Passage],
) -> Composed:
    candidates = [
        Candidate(passage=passage, score=entry.score, ranks=entry.ranks, scores=entry.scores)
        for id_, passage in passages.items()
        for entry in (listed[id_],)
    ]
    timed = _timed(preference(query, filters.as_of), candidates)
    ordered = sorted(timed, key=lambda candidate: (-candidate.score, candidate.passage.id))
    spoken = language.of(query)
    asked = set(content_terms(query, spoken))

    def wanted(passage: Passage) -> bool:
        title = set(content_terms(passage.title, spoken))
        return bool(filters.articles) or (len(title) >= _NAMED and title <= asked)

    return compose(ordered, limit, wanted)


def _timed(wanted: Preference, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates with less score where their day doesn't fit what is preferred."""
    if not wanted:
        return candidates
    fits = fitness(wanted, [candidate.passage.published for candidate in candidates])
    return [
        replace(candidate, score=round(candidate.score * (1 - _TIME * (1 - fit)), 6))
        for candidate, fit in zip(candidates, fits, strict=True)
    ]


def _hit(number: int, place: Place, text: str | None) -> Hit:
    """A place as a hit; where the whole text of it is not known, its best passage alone."""
    best = place.best
    about = {name: getattr(best.passage, name) for name in _PASSAGE}
    if text is not None:
        about |= {"start": place.start, "end": place.end, "text": text}
    return Hit(**about, number=number, score=best.score, ranks=best.ranks, scores=best.scores)


def _stretch(place: Place) -> Stretch:
    best = place.best.passage
    return Stretch(
        article_id=best.article_id, version=best.version, start=place.start, end=place.end
    )


def _dropped(composed: Composed) -> Iterator[Dropped]:
    for candidate, reason in composed.dropped:
        yield Dropped(
            id=candidate.passage.id,
            article_id=candidate.passage.article_id,
            title=candidate.passage.title,
            reason=reason,
            score=candidate.score,
            ranks=candidate.ranks,
            scores=candidate.scores,
        )
