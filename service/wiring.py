"""build(settings): the only place that names concrete classes.

The heavy libraries (torch, litellm, llama_index, chromadb) are loaded in here, by those who need
them, and never by `--help`, `/livez` or a test that uses none of them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalogue import Catalogue
from index.directory import DataDirectory, hold
from index.errors import DirectoryNotUsable, FingerprintMismatch, IndexesIncomplete
from index.search import HybridSearch, dense_list
from service.pipeline import Pipeline
from service.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.ingest import Ingest
    from index.lexical import Lexical
    from index.vectors import Vectors
    from service.writing import Writer


@dataclass(frozen=True, slots=True)
class Service:
    """Everything, built: what the command line, the API and the evals use."""

    pipeline: Pipeline
    search: HybridSearch
    ingest: "Ingest"
    catalogue: Catalogue
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
    rebuilding: bool = False,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> AsyncIterator[Service]:
    """The service over the data directory of `settings`, which is held until the context ends.

    `command` and `url` say to others who holds it. Raises `DataDirectoryError` and its kin, and
    `EmbeddingNotUsable`; with `rebuilding`, indexes made otherwise or incomplete are no error.
    """
    with hold(settings.data, command, url) as directory:
        async with Catalogue.open(_where(settings, directory)) as catalogue:
            embedding = await asyncio.to_thread(load_embedding, settings)
            fingerprint = _fingerprint(embedding)
            made_with = await catalogue.fingerprint()
            if made_with not in (None, fingerprint) and not rebuilding:
                raise _mismatch(settings, made_with or "", fingerprint)
            vectors, lexical = await asyncio.to_thread(_open_indexes, directory)
            try:
                passages = (await catalogue.counts())["passages"]
                if min(vectors.count(), lexical.count()) < passages and not rebuilding:
                    raise _incomplete(settings)
                yield _assemble(settings, catalogue, embedding, vectors, lexical, fingerprint)
            finally:
                vectors.close()
                lexical.close()


def _assemble(
    settings: Settings,
    catalogue: Catalogue,
    embedding: "Embedding",
    vectors: "Vectors",
    lexical: "Lexical",
    fingerprint: str,
) -> Service:
    from llama_index.core.ingestion import IngestionPipeline

    from index.clusters import Clusters
    from index.ingest import Ingest
    from index.splitting import PassageSplitter
    from service.checking import Check
    from service.rewriting import carry_over

    splitter = PassageSplitter(count_tokens=embedding.count_tokens, limit=embedding.token_limit)
    search = HybridSearch(
        store=catalogue,
        dense=dense_list(embedding.get_query_embedding, vectors.nearest),
        lexical=lexical.best,
    )
    return Service(
        pipeline=Pipeline(
            rewrite=carry_over,
            retrieve=search,
            articles_of=catalogue.articles_of,
            writers=_writers(settings, lexical.weight),
            check=Check(weigh=lexical.weight),
            fingerprint=fingerprint,
        ),
        search=search,
        ingest=Ingest(
            catalogue=catalogue,
            vectors=vectors,
            lexical=lexical,
            transform=IngestionPipeline(transformations=[splitter, embedding], disable_cache=True),
            fingerprint=fingerprint,
            clusters=Clusters(catalogue),
        ),
        catalogue=catalogue,
        fingerprint=fingerprint,
    )


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


def _open_indexes(directory: DataDirectory) -> "tuple[Vectors, Lexical]":
    from index.lexical import Lexical
    from index.vectors import Vectors

    try:
        return Vectors(directory.vectors), Lexical(directory.lexical)
    except Exception as error:  # Chroma and tantivy raise whatever their parts raise
        told = " ".join(str(error).split())[:200]
        raise DirectoryNotUsable(
            f"The indexes in {directory.path} can't be opened: {told}",
            f"Delete {directory.vectors} and {directory.lexical}, then run `assay rebuild`. "
            "The articles are in the catalogue.",
        ) from error


def _fingerprint(embedding: "Embedding") -> str:
    """What the indexes depend on: the model and the versions of cutting."""
    from index import sentences, splitting, words

    cuts = f"{sentences.VERSION}.{splitting.VERSION}.{words.VERSION}"
    return f"{embedding.fingerprint}/{cuts}"


def _incomplete(settings: Settings) -> IndexesIncomplete:
    return IndexesIncomplete(
        f"The indexes in {settings.data} hold fewer passages than the catalogue.",
        "Make them anew with `assay rebuild`.",
    )


def _mismatch(settings: Settings, made_with: str, fingerprint: str) -> FingerprintMismatch:
    return FingerprintMismatch(
        f"The indexes in {settings.data} were made with {made_with}, but in use is {fingerprint}.",
        "Set ASSAY_EMBEDDING back, or make the indexes anew with `assay rebuild`.",
    )
