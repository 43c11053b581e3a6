"""Embed a whole catalogue ahead of the indexing, in shards that any number of machines may make.

What a shard holds is never made again, so this carries on where it was stopped. `assay rebuild`
takes the vectors from the shards.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from index.catalogue import Catalogue
from index.embedding import Embedding, OtherwiseEmbedded
from index.model import Article
from index.shards import Shard, Shards, digest_of, digest_of_article
from index.transforming import Transform

SHARD = 64  # articles
_SHARDS = 64  # that are handed over together

Run = Callable[[Sequence[Sequence[Article]]], Iterator[Shard]]
"""Makes a shard of each group of articles, in any order; blocks."""


async def embed_all(
    catalogue: Catalogue, shards: Shards, run: Run, tell: Callable[[int], None]
) -> int:
    """Embed the newest version of every article that no shard holds; how many that were.

    `tell` hears how many there are now, again and again.
    """
    after, made = None, 0
    waiting: list[Article] = []
    while batch := await catalogue.newest(after, SHARD * _SHARDS):
        after = batch[-1].id
        waiting += [one for one in batch if digest_of_article(one) not in shards.articles]
        while len(waiting) >= SHARD * _SHARDS:
            made += await _embed(waiting[: SHARD * _SHARDS], shards, run)
            waiting = waiting[SHARD * _SHARDS :]
            tell(made)
    return made + (await _embed(waiting, shards, run) if waiting else 0)


def here(embedding: Embedding) -> Run:
    """Embeds in this process, one shard after the other."""
    return lambda groups: (embedded(group, embedding) for group in groups)


def embedded(articles: Sequence[Article], embedding: Embedding) -> Shard:
    """A shard of these articles, cut as they are cut when they are indexed."""
    read: dict[bytes, list[float]] = {}

    def embed(texts: list[str]) -> list[list[float]]:
        made = embedding.get_text_embedding_batch(texts)
        read.update((digest_of(text), vector) for text, vector in zip(texts, made, strict=True))
        return made

    Transform(OtherwiseEmbedded(embedding, embed))(articles)
    return Shard(
        articles=[digest_of_article(article) for article in articles],
        passages=list(read),
        vectors=np.array(list(read.values()), np.float32),
    )


async def _embed(articles: Sequence[Article], shards: Shards, run: Run) -> int:
    groups = [articles[start : start + SHARD] for start in range(0, len(articles), SHARD)]

    def work() -> None:
        for shard in run(groups):
            shards.keep(shard)

    await asyncio.to_thread(work)
    return len(articles)
