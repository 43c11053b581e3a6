"""build(settings): the only place that names concrete classes.

The heavy libraries (torch, litellm, llama_index, chromadb) are loaded in here, by those who need
them, and never by `--help`, `/livez` or a test that uses none of them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalogue import Catalogue
from index.directory import DataDirectory, hold
from index.errors import DirectoryNotUsable, FingerprintMismatch, IndexesIncomplete
from index.rebuilding import Rebuilt, next_generation, tidy
from index.rebuilding import rebuild as fill_and_switch
from index.report import Progress, silent
from index.search import HybridSearch, dense_list
from service.pipeline import Pipeline, Rewrite
from service.receipts import Receipts
from service.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.ingest import Ingest
    from index.lexical import Lexical
    from index.vectors import Vectors
    from service.writing import Writer

_REWRITE_TOKENS = 200


@dataclass(frozen=True, slots=True)
class Service:
    """Everything, built: what the command line, the API and the evals use."""

    pipeline: Pipeline
    search: HybridSearch
    ingest: "Ingest"
    catalogue: Catalogue
    receipts: Receipts
    fingerprint: str


def load_embedding(settings: Settings) -> "Embedding":
    """The embedding that the settings name; takes seconds. Raises `EmbeddingNotUsable`."""
    from index.embedding import SentenceEmbedding

    return SentenceEmbedding(settings.embedding)


@asynccontextmanager
async def open_catalogue(settings: Settings, command: str) -> AsyncIterator[Catalogue]:
    """The catalogue alone, for what needs no model. Raises `DataDirectoryError` and its kin."""
    with hold(settings.data, command) as directory:
        async with Catalogue.open(_where(settings, directory)) as catalogue:
            yield catalogue


@asynccontextmanager
async def build(
    settings: Settings,
    command: str,
    url: str | None = None,
    *,
    incomplete: bool = False,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> AsyncIterator[Service]:
    """The service over the data directory of `settings`, which is held until the context ends.

    `command` and `url` say to others who holds it. Raises `DataDirectoryError` and its kin, and
    `EmbeddingNotUsable`; indexes that are `incomplete` may be opened to mend them.
    """
    with hold(settings.data, command, url) as directory:
        async with Catalogue.open(_where(settings, directory)) as catalogue:
            embedding = await asyncio.to_thread(load_embedding, settings)
            made_with, in_use = await catalogue.fingerprint(), _fingerprint(embedding)
            if made_with not in (None, in_use):
                raise _mismatch(settings, made_with or "", in_use)
            await tidy(catalogue, directory)
            async with _indexes(directory, await catalogue.generation()) as (vectors, lexical):
                passages = (await catalogue.counts())["passages"]
                if not incomplete and min(vectors.count(), lexical.count()) < passages:
                    raise _incomplete(settings)
                ingest = _way_in(catalogue, vectors, lexical, embedding)
                service = _assemble(settings, ingest, embedding)
                await service.receipts.forget()
                yield service


async def rebuild(
    settings: Settings,
    command: str,
    progress: Progress = silent,
    *,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> Rebuilt:
    """Make all indexes anew from the catalogue, whatever the old ones are or were made with.

    Raises `DataDirectoryError` and its kin, and `EmbeddingNotUsable`; then nothing was changed.
    """
    with hold(settings.data, command) as directory:
        async with Catalogue.open(_where(settings, directory)) as catalogue:
            embedding = await asyncio.to_thread(load_embedding, settings)
            generation = await next_generation(catalogue, directory)
            async with _indexes(directory, generation) as (vectors, lexical):
                ingest = _way_in(catalogue, vectors, lexical, embedding)
                rebuilt = await fill_and_switch(ingest, generation, progress)
            await tidy(catalogue, directory)
            return rebuilt


def _way_in(
    catalogue: Catalogue, vectors: "Vectors", lexical: "Lexical", embedding: "Embedding"
) -> "Ingest":
    from llama_index.core.ingestion import IngestionPipeline

    from index.clusters import Clusters
    from index.ingest import Ingest
    from index.splitting import PassageSplitter

    splitter = PassageSplitter(count_tokens=embedding.count_tokens, limit=embedding.token_limit)
    return Ingest(
        catalogue=catalogue,
        vectors=vectors,
        lexical=lexical,
        transform=IngestionPipeline(transformations=[splitter, embedding], disable_cache=True),
        fingerprint=_fingerprint(embedding),
        clusters=Clusters(catalogue),
    )


def _assemble(settings: Settings, ingest: "Ingest", embedding: "Embedding") -> Service:
    from service.checking import Check

    catalogue, lexical = ingest.catalogue, ingest.lexical
    receipts = Receipts(catalogue.receipts, settings.keep_answers_days)
    search = HybridSearch(
        store=catalogue,
        dense=dense_list(embedding.get_query_embedding, ingest.vectors.nearest),
        lexical=lexical.best,
    )
    return Service(
        pipeline=Pipeline(
            rewrite=_rewrite(settings),
            retrieve=search,
            articles_of=catalogue.articles_of,
            writers=_writers(settings, lexical.weight),
            check=Check(weigh=lexical.weight),
            keep=receipts.keep,
            fingerprint=ingest.fingerprint,
        ),
        search=search,
        ingest=ingest,
        catalogue=catalogue,
        receipts=receipts,
        fingerprint=ingest.fingerprint,
    )


def _rewrite(settings: Settings) -> Rewrite:
    from service.rewriting import ModelRewriter, rewrite_by_rules

    if not settings.model:
        return rewrite_by_rules
    from prompts import load
    from service.llm import Limits, stream

    limits = Limits(
        first_token=settings.first_token_seconds,
        next_token=settings.next_token_seconds,
        tokens=_REWRITE_TOKENS,
    )
    ask = partial(stream, settings.model[0], limits=limits, api_base=settings.api_base)
    return ModelRewriter(load("rewrite/v1"), ask)


def _writers(settings: Settings, weigh: Callable[[str], float]) -> "list[Writer]":
    from service.writing import ModelWriter, QuotingWriter

    writers: list[Writer] = []
    if settings.model:
        from prompts import load
        from service.llm import Limits, stream

        limits = Limits(
            first_token=settings.first_token_seconds,
            next_token=settings.next_token_seconds,
            tokens=settings.answer_tokens,
        )
        writers += [
            ModelWriter(
                model,
                load("answer/v1"),
                partial(stream, model, limits=limits, api_base=settings.api_base),
            )
            for model in settings.model
        ]
    return [*writers, QuotingWriter(weigh)]


def _where(settings: Settings, directory: DataDirectory) -> Path | str:
    """Where the catalogue is kept."""
    url = settings.database_url
    return url.get_secret_value() if url else directory.catalogue


@asynccontextmanager
async def _indexes(
    directory: DataDirectory, generation: int
) -> "AsyncIterator[tuple[Vectors, Lexical]]":
    vectors, lexical = await asyncio.to_thread(_open_indexes, directory, generation)
    with closing(vectors), closing(lexical):
        yield vectors, lexical


def _open_indexes(directory: DataDirectory, generation: int) -> "tuple[Vectors, Lexical]":
    from index.lexical import Lexical
    from index.vectors import Vectors

    with ExitStack() as stack:
        try:
            vectors = stack.enter_context(closing(Vectors(directory.vectors(generation))))
            lexical = Lexical(directory.lexical(generation))
        except Exception as error:  # Chroma and tantivy raise whatever their parts raise
            told = " ".join(str(error).split())[:200]
            raise DirectoryNotUsable(
                f"The indexes in {directory.path} can't be opened: {told}",
                "Make them anew from the catalogue with `assay rebuild`.",
            ) from error
        stack.pop_all()
        return vectors, lexical


def _fingerprint(embedding: "Embedding") -> str:
    """What the indexes depend on: the model and the versions of cutting."""
    from index import lexical, sentences, splitting, words

    cuts = ".".join(str(part.VERSION) for part in (sentences, splitting, words, lexical))
    return f"{embedding.fingerprint}/{cuts}"


def _incomplete(settings: Settings) -> IndexesIncomplete:
    return IndexesIncomplete(
        f"The indexes in {settings.data} hold fewer passages than the catalogue.",
        "Mend them with `assay doctor`, or make them anew with `assay rebuild`.",
    )


def _mismatch(settings: Settings, made_with: str, fingerprint: str) -> FingerprintMismatch:
    return FingerprintMismatch(
        f"The indexes in {settings.data} were made with {made_with}, but in use is {fingerprint}.",
        "Set ASSAY_EMBEDDING back, or make the indexes anew with `assay rebuild`.",
    )
