"""build(settings): how a process is put together, of what each room composes.

The heavy libraries (torch, litellm, llama_index, chromadb) are loaded in here, by those who need
them, and never by `--help`, `/livez` or a test that uses none of them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.directory import DataDirectory, Standing
from index.model import Filters
from index.opening import (
    fingerprint_of,
    load_libraries,
    opened,
    refuse_incomplete,
    refuse_mismatch,
    way_in,
    way_out,
)
from index.spelling import Spelling
from service.budget import Budget
from service.language_models import (
    connections,
    judges_of,
    repair_of,
    rewrite_of,
    rewriter_of,
    widen_of,
    writers_of,
)
from service.loading import as_made, load_embedding, load_reranker, stores_of
from service.maintenance import back_up, write_snapshot
from service.overview import overview
from service.pipeline import Pipeline
from service.receipts import Receipts
from service.roles import LEASE, refuse_alone, work_of
from service.service import Service
from service.settings import Role, Settings
from service.verifying import Verifier
from service.writing import QuotingWriter

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.ingest import Ingest
    from index.reranking import Reranker
    from index.retriever import HybridRetriever


@asynccontextmanager
async def build(  # noqa: PLR0913  options
    settings: Settings,
    command: str,
    url: str | None = None,
    *,
    incomplete: bool = False,
    role: Role | None = None,
    snapshot: Path | None = None,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> AsyncIterator[Service]:
    """The service over the data directory of `settings`, which is held until the context ends.

    `command` and `url` say to others who holds it. Raises `DataDirectoryError` and its kin,
    `EmbeddingNotUsable` and `RerankerNotUsable`; indexes that are `incomplete` may be opened to
    mend them. With a `role` it is one of several processes over one catalogue, and may begin with
    another's `snapshot`; without, it is the only one.
    """
    if role:
        refuse_alone(settings, role)
    async with (
        opened(stores_of(settings), command, url) as here,
        here.admitted(shared=role is not None),
    ):
        made_with = await here.catalogue.generations.fingerprint()
        settings = as_made(settings, made_with)
        (embedding, reranker), _ = await asyncio.gather(
            asyncio.to_thread(_load_models, settings, load_embedding),
            asyncio.to_thread(load_libraries),
        )
        refuse_mismatch(settings.data, made_with, fingerprint_of(embedding))
        homes = await here.homes()
        await here.tidy(homes)
        generation = await here.catalogue.generations.in_use()
        if role and snapshot:
            await here.begin_from(snapshot, generation)
        async with homes.indexes(generation) as (vectors, lexical):
            follower = await here.following(vectors, lexical, generation) if role else None
            if not incomplete:
                await refuse_incomplete(here, vectors, lexical)
            lease = LEASE if role else None
            ingest = way_in(here.catalogue, vectors, lexical, embedding, lease, generation)
            budget = Budget(settings.daily_cost_usd, here.catalogue.receipts)
            standing = await here.standing()
            service = _compose(settings, ingest, embedding, reranker, budget, standing)
            if role and follower:
                work = work_of(role, ingest, follower)
                service = replace(service, work=work, follower=follower)
            await service.receipts.forget()
            try:
                async with connections(settings):
                    yield service
            finally:
                await budget.settle()


def _load_models(
    settings: Settings, load_embedding: Callable[[Settings], "Embedding"]
) -> "tuple[Embedding, Reranker | None]":
    """One after the other, since they share parts; the packaged one that reads stays open."""
    from service.reading_models import packaged

    embedding, reranker = load_embedding(settings), load_reranker(settings)
    packaged(settings)
    return embedding, reranker


def _compose(
    settings: Settings,
    ingest: "Ingest",
    embedding: "Embedding",
    reranker: "Reranker | None",
    budget: Budget,
    standing: Standing,
) -> Service:
    from service.reading_models import check_of, quoting_of

    catalogue, weigh = ingest.catalogue, ingest.lexical.weight
    search = way_out(ingest, embedding, reranker)
    receipts = Receipts(catalogue.receipts, settings.keep_answers_days)
    check, judges = check_of(settings, weigh), judges_of(settings, budget)
    choose = quoting_of(settings, weigh, embedding)
    made_with = ingest.fingerprint + (f"+{reranker.fingerprint}" if reranker else "")
    return Service(
        pipeline=Pipeline(
            rewrite=rewrite_of(settings, budget),
            rewriter=rewriter_of(settings),
            spell=Spelling(search),
            retrieve=search,
            articles_of=catalogue.articles_of,
            widen=widen_of(settings),
            writers=writers_of(settings, QuotingWriter(choose), budget),
            patience=settings.quote_after_seconds,
            check=check,
            judges=judges,
            repair=repair_of(settings, budget),
            keep=receipts.keep,
            fingerprint=made_with,
            fusion=search.fusion.fitted_for,
            quoting=choose.weights.fitted_for,
        ),
        verifier=Verifier(
            retrieve=search,
            article=catalogue.article,
            articles_of=catalogue.articles_of,
            prepare=ingest.prepare,
            check=check,
            judges=judges,
            fingerprint=made_with,
        ),
        search=search,
        ingest=ingest,
        catalogue=catalogue,
        receipts=receipts,
        standing=standing,
        temporary=DataDirectory(settings.data).temporary,
        back_up=partial(back_up, settings),
        write_snapshot=partial(write_snapshot, settings, catalogue),
        overview=partial(overview, choose=choose),
        used=budget.used,
        work=ingest.indexing,
    )


@contextmanager
def open_retriever(
    settings: Settings,
    *,
    limit: int = 10,
    filters: Filters = Filters(),  # noqa: B008  frozen
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> Iterator["HybridRetriever"]:
    """Search over the data directory of `settings` as a LlamaIndex retriever.

    The service runs on an event loop in a thread of its own until the context ends, so programs
    with and without a loop can use it. Raises what `build` raises.
    """
    from anyio.from_thread import start_blocking_portal

    from index.retriever import HybridRetriever

    service = build(settings, "a LlamaIndex program", load_embedding=load_embedding)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(service) as built:
        loop = portal.call(asyncio.get_running_loop)
        yield HybridRetriever(built.search, limit=limit, filters=filters, loop=loop)
