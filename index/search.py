"""The passages that answer a question best: the dense and the lexical list, fused."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from index.model import Filters, Hit, Passage

Ranked = Sequence[tuple[str, float]]

_DEPTH = 50  # how far each list is read
_RERANKED = 30  # passages, the best of the fused list
_DENSE = 0.45  # the dense list's share of a score; see decision 16 in ARCHITECTURE.md


class PassageStore(Protocol):
    """Where the passages themselves are kept: the catalogue."""

    async def passages(self, ids: Collection[str]) -> Mapping[str, Passage]: ...

    async def passage_ids(self, filters: Filters) -> Sequence[str]: ...


FindDense = Callable[[str, int, Sequence[str] | None], Ranked]
FindLexical = Callable[[str, int, Sequence[str] | None, Iterable[str]], Ranked]
Rerank = Callable[[str, Sequence[Passage]], Mapping[str, float]]  # 0 to 1, by id
Expand = Callable[[str], Awaitable[Sequence[str]]]


async def no_other_names(query: str) -> Sequence[str]:
    """What a query names has no other names."""
    del query
    return ()


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """Search both lists and fuse their scores. The lists block, so threads run them."""

    store: PassageStore
    dense: FindDense
    lexical: FindLexical
    expand: Expand = no_other_names  # names that the articles also give what the query names
    rerank: Rerank | None = None

    async def __call__(self, query: str, filters: Filters, limit: int) -> tuple[Hit, ...]:
        """The `limit` best passages, best first, numbered from 1."""
        lists = await self.lists(query, filters)
        ranks, scores = ranks_of(lists), fuse(lists["dense"], lists["lexical"])
        found = await self.store.passages(ranks)  # what left the catalogue is found no more
        if self.rerank:
            scores = await asyncio.to_thread(_reranked, self.rerank, query, scores, found)
        best = sorted(found, key=lambda id_: (-scores[id_], id_))[:limit]
        return tuple(
            Hit(
                **asdict(found[id_]),
                number=number,
                score=scores[id_],
                ranks=ranks[id_],
            )
            for number, id_ in enumerate(best, start=1)
        )

    async def lists(self, query: str, filters: Filters) -> dict[str, Ranked]:
        """The ids in each list with that list's own scores, best first, before they are fused."""
        among = await self.store.passage_ids(filters) if filters.any else None
        also = await self.expand(query)
        meant = f"{query} ({', '.join(also)})" if also else query
        dense, lexical = await asyncio.gather(
            asyncio.to_thread(self.dense, meant, _DEPTH, among),
            asyncio.to_thread(self.lexical, query, _DEPTH, among, also),
        )
        return {"dense": dense, "lexical": lexical}


def _reranked(
    rerank: Rerank, query: str, scores: Mapping[str, float], found: Mapping[str, Passage]
) -> dict[str, float]:
    """Scores of which the best fused ones are replaced, and all others stay below these."""
    best = sorted(found, key=lambda id_: (-scores[id_], id_))[:_RERANKED]
    relevance = rerank(query, [found[id_] for id_ in best])
    below = {id_: score / 2 for id_, score in scores.items()}
    return below | {id_: (1 + relevance[id_]) / 2 for id_ in best}


def ranks_of(lists: Mapping[str, Ranked]) -> dict[str, dict[str, int]]:
    """For each id its rank, from 1, in every list that holds it."""
    ranks: dict[str, dict[str, int]] = {}
    for name, ranked in lists.items():
        for rank, (id_, _) in enumerate(ranked, start=1):
            ranks.setdefault(id_, {})[name] = rank
    return ranks


def fuse(dense: Ranked, lexical: Ranked) -> dict[str, float]:
    """One score for each id, 0 to 1: its cosine and its share of the best BM25, weighted.

    A convex combination of scores (Bruch, Gai and Ingber 2023). Cosines are taken as they are, so
    a question in a language that the model doesn't know, whose cosines are all low, is left to the
    lexical list; fusing ranks would give that noise half the say.
    """
    near = {id_: max(cosine, 0.0) for id_, cosine in dense}
    top = max((score for _, score in lexical), default=1.0)
    match = {id_: score / top for id_, score in lexical}
    return {
        id_: round(_DENSE * near.get(id_, 0.0) + (1 - _DENSE) * match.get(id_, 0.0), 6)
        for id_ in near.keys() | match.keys()
    }


def dense_list(
    embed: Callable[[str], list[float]],
    nearest: Callable[[Sequence[float], int, Sequence[str] | None], Ranked],
) -> FindDense:
    """A dense list from an embedding and a vector store."""
    return lambda query, limit, among: nearest(embed(query), limit, among)
