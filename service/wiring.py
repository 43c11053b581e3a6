"""build(settings): the only place that names concrete classes.

The heavy libraries (torch, litellm, llama_index, chromadb) are loaded in here, by those who need
them, and never by `--help`, `/livez` or a test that uses none of them.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from index.arrivals import Failed, Indexed, reported
from index.catalogue import Catalogue
from index.directory import Standing
from index.fits import fit_of
from index.model import Filters
from index.naming import Naming
from index.opening import (
    Opened,
    fingerprint_of,
    opened,
    refuse_incomplete,
    refuse_mismatch,
    way_in,
)
from index.search import Fusion, HybridSearch, dense_list
from index.spelling import Spelling
from service.budget import Budget
from service.errors import BadInput
from service.language_models import (
    checker_of,
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
from service.pipeline import Pipeline
from service.receipts import Receipts
from service.service import Service, Work
from service.settings import WORDS, Role, Settings
from service.verifying import Verifier

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.following import Follower
    from index.ingest import Ingest
    from index.lexical import Lexical
    from index.pair_model import PairModel
    from index.reranking import Reranker
    from index.retriever import HybridRetriever
    from index.vectors import Vectors
    from service.checking import Check
    from service.checking.aligning import Weigh
    from service.checking.entailing import Reader
    from service.quoting import Choose

_LEASE = 60.0  # seconds, after which what a dead indexer had claimed is another's
_FOLLOW_SECONDS = 2.0  # between two looks of an indexer at what was indexed


@asynccontextmanager
async def open_catalogue(settings: Settings, command: str) -> AsyncIterator[Catalogue]:
    """The catalogue alone, for what needs no model. Raises `DataDirectoryError` and its kin."""
    async with opened(stores_of(settings), command) as here:
        yield here.catalogue


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
    another's `snapshot`.
    """
    _refuse_alone(settings, role)
    async with opened(stores_of(settings), command, url) as here:
        made_with = await here.catalogue.generations.fingerprint()
        settings = as_made(settings, made_with)
        embedding = await asyncio.to_thread(load_embedding, settings)
        refuse_mismatch(settings.data, made_with, fingerprint_of(embedding))
        reranker = await asyncio.to_thread(load_reranker, settings)
        homes = await here.homes()
        await here.tidy(homes)
        generation = await here.catalogue.generations.in_use()
        if role and snapshot:
            await here.begin_from(snapshot, generation)
        async with homes.indexes(generation) as (vectors, lexical):
            follower = await _follow(here, vectors, lexical, generation) if role else None
            if not incomplete:
                await refuse_incomplete(here, vectors, lexical)
            lease = _LEASE if role else None
            ingest = way_in(here.catalogue, vectors, lexical, embedding, lease, generation)
            budget = Budget(settings.daily_cost_usd, here.catalogue.receipts)
            standing = await here.standing()
            service = _assemble(settings, ingest, embedding, reranker, budget, standing)
            if role and follower:
                work = _work(role, ingest, follower)
                service = replace(service, work=work, follower=follower)
            await service.receipts.forget()
            try:
                async with connections(settings):
                    yield service
            finally:
                await budget.settle()


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


def _refuse_alone(settings: Settings, role: Role | None) -> None:
    """Raises `BadInput` where there is nothing that several processes could share."""
    if role and not (settings.database_url and settings.chroma_url):
        raise BadInput(
            f"The role {role} is for several processes over one PostgreSQL and one Chroma server.",
            "Set ASSAY_DATABASE_URL and ASSAY_CHROMA_URL, or leave out --role.",
        )


def _work(role: Role, ingest: "Ingest", follower: "Follower") -> Work:
    """What one of several processes does beside the answering, again and again."""
    if role == "api":
        return follower.follow

    async def indexing() -> AsyncGenerator[Indexed | Failed, None]:
        followed = monotonic()
        async with aclosing(ingest.indexing()) as outcomes:
            async for outcome in outcomes:
                yield outcome
                if monotonic() > followed + _FOLLOW_SECONDS:  # much waits, and is found here, too
                    await reported(follower.follow())
                    followed = monotonic()

    async def index_and_follow() -> AsyncGenerator[Indexed | Failed, None]:
        for work in (follower.follow, indexing, follower.follow):  # others may be in use by now
            async with aclosing(work()) as events:
                async for event in events:
                    yield event

    return index_and_follow


async def _follow(
    here: Opened, vectors: "Vectors", lexical: "Lexical", generation: int
) -> "Follower":
    """Who follows what others index, and has taken over all that there is by now."""
    from index.following import Follower

    place = here.directory.followed(generation)
    follower = Follower(here.catalogue, vectors, lexical, generation, place)
    await reported(follower.follow())
    return follower


def _assemble(
    settings: Settings,
    ingest: "Ingest",
    embedding: "Embedding",
    reranker: "Reranker | None",
    budget: Budget,
    standing: Standing,
) -> Service:
    from index.nearest import Nearest
    from service.overview import overview
    from service.writing import QuotingWriter

    catalogue, lexical = ingest.catalogue, ingest.lexical
    _, fusion = fit_of("fusion", embedding.fingerprint)
    receipts = Receipts(catalogue.receipts, settings.keep_answers_days)
    search = HybridSearch(
        store=catalogue,
        dense=dense_list(embedding.get_query_embedding, Nearest(ingest.vectors, lexical)),
        lexical=lexical.best,
        expand=Naming(catalogue.aliases_revision, catalogue.aliases),
        rerank=reranker,
        fusion=Fusion(**fusion),
        similar=lexical.similar,
    )
    check, judges = check_of(settings, lexical.weight), judges_of(settings, budget)
    choose = quoting_of(settings, lexical.weight, embedding)
    made_with = ingest.fingerprint + (f"+{reranker.fingerprint}" if reranker else "")
    return Service(
        pipeline=Pipeline(
            rewrite=rewrite_of(settings, budget),
            retrieve=search,
            articles_of=catalogue.articles_of,
            writers=writers_of(settings, QuotingWriter(choose), budget),
            check=check,
            rewriter=rewriter_of(settings),
            judges=judges,
            repair=repair_of(settings, budget),
            widen=widen_of(settings),
            patience=settings.quote_after_seconds,
            spell=Spelling(search),
            keep=receipts.keep,
            fingerprint=made_with,
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
        fingerprint=ingest.fingerprint,
        standing=standing,
        data=settings.data,
        back_up=partial(back_up, settings),
        write_snapshot=partial(write_snapshot, settings, ingest.catalogue),
        overview=partial(overview, choose=choose),
        work=ingest.indexing,
    )


def check_of(settings: Settings, weigh: "Weigh") -> "Check":
    """The product's own check, by rarities of terms. Raises `SettingsInvalid`."""
    from service.checking import Check

    return Check(weigh=weigh, supported_at=settings.supported_at, reader=_reader_of(settings))


def quoting_of(settings: Settings, weigh: "Weigh", embedding: "Embedding") -> "Choose":
    """The product's own choice of sentences, by rarities of terms. Raises `ModelNotUsable`."""
    from service.quoting import Choose
    from service.reader import readers_of

    return Choose(weigh, readers_of(embedding, _pair_model(settings)))


def _reader_of(settings: Settings) -> "Reader | None":
    """The model that reads for the check: the packaged one, another that was named, or none.

    None, too, where a language model is asked in its place.
    """
    if checker_of(settings):
        return None
    if settings.checker not in (None, WORDS):
        from service.crossencoder import load_reader

        return load_reader(settings.checker)
    if model := _pair_model(settings):
        from service.reader import reader_of

        return reader_of(model)
    return None


def _pair_model(settings: Settings) -> "PairModel | None":
    """The packaged model that reads, unless words are to decide alone or its files are missing."""
    from index.pair_model import load_pair_model

    return None if settings.checker == WORDS else load_pair_model()
