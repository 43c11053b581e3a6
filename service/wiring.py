"""build(settings): the only place that names concrete classes.

The heavy libraries (torch, litellm, llama_index, chromadb) are loaded in here, by those who need
them, and never by `--help`, `/livez` or a test that uses none of them.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

from index.backup import copy, put_back
from index.catalogue import Catalogue
from index.collecting import Within
from index.directory import DataDirectory, Standing, hold
from index.errors import AssayError, DirectoryNotUsable, FingerprintMismatch, IndexesIncomplete
from index.fits import fit_of
from index.model import Filters
from index.naming import Naming
from index.rebuilding import REBUILDING, Home, Rebuilt, next_generation, tidy
from index.rebuilding import rebuild as fill_and_switch
from index.report import Progress, silent
from index.search import Fusion, HybridSearch, dense_list
from service.budget import Budget
from service.errors import BadInput
from service.flow import ArticlesOf, Retrieve
from service.granting import narrowed
from service.pipeline import Pipeline, Rewrite, Widen
from service.receipts import Receipts
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
    from index.vectors import ChromaServer, Vectors
    from service.asking import Ask
    from service.checking import Check
    from service.checking.aligning import Weigh
    from service.checking.entailing import Reader
    from service.doubting import Judge
    from service.quoting import Choose
    from service.repairing import Repair
    from service.writing import Writer

_BEFORE = "minilm"  # what indexes were made with where nothing was set, before there was e5
_LEASE = 300.0  # seconds; sixteen articles take an indexer a few
_SENTENCE_TOKENS = 200  # of a rewritten question or sentence
_RULES_TOKENS = 700  # of the prompt around the passages, with a long question
_REWRITE_PROMPT = "rewrite/v1"

_log = logging.getLogger(__name__)


class Work(Protocol):
    """What is done beside the answering; `progress` is told of each article that is found now."""

    async def __call__(self, progress: Progress = ...) -> object: ...


@dataclass(frozen=True, slots=True)
class _Homes:
    """Where the indexes lie: all in the data directory, or the vectors at a server."""

    directory: DataDirectory
    server: "ChromaServer | None"

    @property
    def all(self) -> tuple[Home, ...]:
        return (self.directory, self.server) if self.server else (self.directory,)


@dataclass(frozen=True, slots=True)
class Service:
    """Everything, built: what the command line, the API and the evals use."""

    pipeline: Pipeline
    verifier: Verifier
    search: HybridSearch
    ingest: "Ingest"
    catalogue: Catalogue
    receipts: Receipts
    fingerprint: str
    standing: Standing
    data: Path
    back_up: Callable[[Path], None]
    work: "Work"
    """Index what waits, or take over what others indexed."""
    follower: "Follower | None" = None

    def seen_by(self, within: Within) -> "Service":
        """The service as somebody has it who may see these collections only; None: all."""
        if within is None:
            return self
        catalogue = self.catalogue.seen_by(within)
        receipts = replace(self.receipts, within=within)
        search = replace(
            self.search, store=catalogue, narrow=lambda filters: narrowed(filters, within)
        )
        finding: _Finding = {"retrieve": search, "articles_of": catalogue.articles_of}
        return replace(
            self,
            pipeline=replace(self.pipeline, **finding, keep=receipts.keep),
            verifier=replace(self.verifier, **finding, article=catalogue.article),
            search=search,
            ingest=replace(self.ingest, catalogue=catalogue),
            catalogue=catalogue,
            receipts=receipts,
        )


class _Finding(TypedDict):
    retrieve: Retrieve
    articles_of: ArticlesOf


def load_embedding(settings: Settings) -> "Embedding":
    """The embedding that the settings name; some take seconds.

    Raises `EmbeddingNotUsable` and `ModelNotUsable`.
    """
    from index.embedding import PACKAGED, E5Embedding

    if settings.embedding == PACKAGED:
        return E5Embedding()
    if settings.embeds_by_class:
        from index.adapting import AdaptedEmbedding

        arguments = json.loads(settings.embedding_args.get_secret_value())
        return AdaptedEmbedding(settings.embedding, arguments, settings.embedding_tokens)
    from index.sentence_embedding import SentenceEmbedding

    return SentenceEmbedding(settings.embedding)


def load_reranker(settings: Settings) -> "Reranker | None":
    """The reranker that the settings name, if any; takes seconds. Raises `RerankerNotUsable`."""
    if settings.reranker is None:
        return None
    from index.reranking import Reranker

    return Reranker(settings.reranker)


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
    role: Role | None = None,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> AsyncIterator[Service]:
    """The service over the data directory of `settings`, which is held until the context ends.

    `command` and `url` say to others who holds it. Raises `DataDirectoryError` and its kin,
    `EmbeddingNotUsable` and `RerankerNotUsable`; indexes that are `incomplete` may be opened to
    mend them. With a `role` it is one of several processes over one catalogue.
    """
    _refuse_alone(settings, role)
    with hold(settings.data, command, url) as directory:
        async with Catalogue.open(_where(settings, directory)) as catalogue:
            made_with = await catalogue.fingerprint()
            settings = as_made(settings, made_with)
            embedding = await asyncio.to_thread(load_embedding, settings)
            in_use = _fingerprint(embedding)
            if made_with not in (None, in_use):
                raise _mismatch(settings, made_with or "", in_use)
            reranker = await asyncio.to_thread(load_reranker, settings)
            homes = await _homes(settings, directory, catalogue)
            async with catalogue.alone(REBUILDING) as free:
                if free:
                    await tidy(catalogue, homes.all)
            generation = await catalogue.generation()
            async with _indexes(homes, generation) as (vectors, lexical):
                follower = None
                if role:
                    from index.following import Follower  # which loads what it follows into

                    place = directory.followed(generation)
                    follower = Follower(catalogue, vectors, lexical, generation, place)
                    await follower.follow()
                passages = (await catalogue.counts())["passages"]
                if not incomplete and min(vectors.count(), lexical.count()) < passages:
                    raise _incomplete(settings)
                ingest = _way_in(catalogue, vectors, lexical, embedding, role)
                budget = Budget(settings.daily_cost_usd, catalogue.receipts)
                standing = await _standing(settings, directory, catalogue)
                service = _assemble(settings, ingest, embedding, reranker, budget, standing)
                if role and follower:
                    work = _work(role, ingest, follower)
                    service = replace(service, work=work, follower=follower)
                await service.receipts.forget()
                try:
                    async with _connections(settings):
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
            homes = await _homes(settings, directory, catalogue)
            async with catalogue.alone(REBUILDING) as free:
                if not free:
                    raise DirectoryNotUsable(
                        "Another process makes the indexes of this catalogue anew.",
                        "Wait until it is done.",
                    )
                generation = await next_generation(catalogue, homes.all)
                async with _indexes(homes, generation) as (vectors, lexical):
                    ingest = _way_in(catalogue, vectors, lexical, embedding)
                    rebuilt = await fill_and_switch(ingest, generation, progress)
                await tidy(catalogue, homes.all)
            return rebuilt


def back_up(settings: Settings, to: Path) -> None:
    """Copy the catalogue to a file, also while it is in use.

    Raises `DataDirectoryError` and its kin, and `BadInput`.
    """
    _refuse_postgresql(settings, "Back it up with pg_dump; `assay rebuild` makes indexes of it.")
    copy(DataDirectory(settings.data.absolute()).catalogue, to)


async def restore(
    settings: Settings,
    backup: Path,
    command: str,
    progress: Progress = silent,
    *,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> Rebuilt:
    """Make a backup the catalogue of an empty data directory, and the indexes from it.

    Raises what `rebuild` raises, and `BadInput`.
    """
    _refuse_postgresql(settings, "Restore it with pg_restore, then run `assay rebuild`.")
    with hold(settings.data, command) as directory:
        await asyncio.to_thread(put_back, backup, directory)
    return await rebuild(settings, command, progress, load_embedding=load_embedding)


def _refuse_postgresql(settings: Settings, hint: str) -> None:
    if settings.database_url:
        raise BadInput("The catalogue is in PostgreSQL, which has tools of its own.", hint)


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

    async def index_and_follow(progress: Progress = silent) -> None:
        await ingest.index_pending(progress)
        await follower.follow(progress)

    return index_and_follow


def _way_in(
    catalogue: Catalogue,
    vectors: "Vectors",
    lexical: "Lexical",
    embedding: "Embedding",
    role: Role | None = None,
) -> "Ingest":
    from index.clusters import Clusters
    from index.ingest import Ingest
    from index.transforming import Transform

    return Ingest(
        catalogue=catalogue,
        vectors=vectors,
        lexical=lexical,
        transform=Transform(embedding),
        fingerprint=_fingerprint(embedding),
        clusters=Clusters(catalogue, shared=role is not None),
        lease=_LEASE if role else None,
    )


def _assemble(
    settings: Settings,
    ingest: "Ingest",
    embedding: "Embedding",
    reranker: "Reranker | None",
    budget: Budget,
    standing: Standing,
) -> Service:
    from index.nearest import Nearest
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
    )
    check, judge = check_of(settings, lexical.weight), _judge(settings, budget)
    made_with = ingest.fingerprint + (f"+{reranker.fingerprint}" if reranker else "")
    return Service(
        pipeline=Pipeline(
            rewrite=_rewrite(settings, budget),
            retrieve=search,
            articles_of=catalogue.articles_of,
            writers=writers_of(
                settings, QuotingWriter(quoting_of(settings, lexical.weight, embedding)), budget
            ),
            check=check,
            rewriter=rewriter_of(settings),
            judge=judge,
            repair=_repair(settings, budget),
            widen=_widen(settings),
            patience=settings.quote_after_seconds,
            keep=receipts.keep,
            fingerprint=made_with,
        ),
        verifier=Verifier(
            retrieve=search,
            article=catalogue.article,
            articles_of=catalogue.articles_of,
            prepare=ingest.prepare,
            check=check,
            judge=judge,
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
        work=ingest.index_pending,
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
    """The model that reads for the check: the packaged one, another that was named, or none."""
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


def rewriter_of(settings: Settings) -> str | None:
    """The model that rewrites follow-ups and its prompt; None where rules do."""
    if not settings.model:
        return None
    from prompts import load

    prompt = load(_REWRITE_PROMPT)
    return f"{settings.model[0]} {prompt.name}"


def _widen(settings: Settings) -> Widen | None:
    """How passages are widened for models; quotes are chosen from what was found."""
    if not settings.model:
        return None
    from service.widening import widened

    room = settings.context_tokens - settings.answer_tokens - _RULES_TOKENS
    return partial(widened, budget=max(room, _RULES_TOKENS))


def _rewrite(settings: Settings, budget: Budget) -> Rewrite:
    from service.rewriting import ModelRewriter, rewrite_by_rules

    if not settings.model:
        return rewrite_by_rules
    from prompts import load

    ask = ask_of(settings.model[0], settings, budget, _SENTENCE_TOKENS)
    return ModelRewriter(load(_REWRITE_PROMPT), ask)


def writers_of(settings: Settings, quoting: "Writer", budget: Budget) -> "list[Writer]":
    """The models in order of preference, and quoting last."""
    from prompts import load
    from service.writing import ModelWriter

    prompt, tokens = load("answer/v2"), settings.answer_tokens
    models = [ModelWriter(m, prompt, ask_of(m, settings, budget, tokens)) for m in settings.model]
    return [*models, quoting]


def ask_of(model: str, settings: Settings, budget: Budget, tokens: int) -> "Ask":
    """The way to ask a model: within the budget, unless it fails just now, and again if it does."""
    from service.asking import Patience, guarded, limited, retried
    from service.breaker import Breaker
    from service.llm import Limits, price, stream

    limits = Limits(
        connect=settings.connect_seconds,
        first_token=settings.first_token_seconds,
        next_token=settings.next_token_seconds,
        whole=settings.answer_seconds,
        tokens=tokens,
    )
    ask: Ask = partial(stream, model, limits=limits, api_base=settings.api_base)
    ask = partial(retried, ask, Patience(retries=settings.model_retries))
    ask = partial(guarded, ask, Breaker(), model)
    return partial(limited, ask, budget, partial(price, model))


@asynccontextmanager
async def _connections(settings: Settings) -> AsyncIterator[None]:
    """Connections to models, which are closed in the end."""
    try:
        yield
    finally:
        if settings.model or settings.judge:
            from service import llm

            await llm.close()


def _judge(settings: Settings, budget: Budget) -> "Judge | None":
    if not settings.judge:
        return None
    from prompts import load
    from service.doubting import Judge

    at = settings.model_copy(update={"api_base": settings.judge_api_base or settings.api_base})
    ask = ask_of(settings.judge, at, budget, settings.answer_tokens)
    return Judge(load("check/v2"), ask, settings.judge)


def _repair(settings: Settings, budget: Budget) -> "Repair | None":
    """How refused sentences go back to the models that wrote them."""
    if not (settings.model and settings.repairs):
        return None
    from prompts import load
    from service.repairing import Repair

    asks = {m: ask_of(m, settings, budget, _SENTENCE_TOKENS) for m in settings.model}
    return Repair(load("repair/v1"), asks, settings.repairs, settings.repair_seconds)


def _where(settings: Settings, directory: DataDirectory) -> Path | str:
    """Where the catalogue is kept. Raises `DirectoryNotUsable` where it was, and is no more."""
    if url := settings.database_url:
        return url.get_secret_value()
    directory.refuse_loss()
    return directory.catalogue


async def _standing(settings: Settings, directory: DataDirectory, catalogue: Catalogue) -> Standing:
    """What must stay where it is, as far as it lies in the data directory."""
    vectors, lexical = directory.files(await catalogue.generation())
    return Standing.of(
        None if settings.database_url else directory.catalogue,
        [lexical] if settings.chroma_url else [vectors, lexical],
    )


async def _homes(settings: Settings, directory: DataDirectory, catalogue: Catalogue) -> _Homes:
    if not settings.chroma_url:
        return _Homes(directory, None)
    from index.vectors import ChromaServer

    return _Homes(directory, ChromaServer(settings.chroma_url, await catalogue.identity()))


@asynccontextmanager
async def _indexes(homes: _Homes, generation: int) -> "AsyncIterator[tuple[Vectors, Lexical]]":
    vectors, lexical = await asyncio.to_thread(_open_indexes, homes, generation)
    with closing(vectors), closing(lexical):
        yield vectors, lexical


def _open_indexes(homes: _Homes, generation: int) -> "tuple[Vectors, Lexical]":
    from index.lexical import Lexical
    from index.vectors import Vectors

    directory, server = homes.directory, homes.server
    with ExitStack() as stack:
        try:
            vectors = stack.enter_context(
                closing(
                    server.vectors(generation) if server else Vectors(directory.vectors(generation))
                )
            )
            lexical = Lexical(directory.lexical(generation))
        except AssayError:
            raise
        except Exception as error:  # Chroma and tantivy raise whatever their parts raise
            told = " ".join(str(error).split())[:200]
            raise DirectoryNotUsable(
                f"The indexes in {directory.path} can't be opened: {told}",
                "Make them anew from the catalogue with `assay rebuild`.",
            ) from error
        stack.pop_all()
        return vectors, lexical


def _fingerprint(embedding: "Embedding") -> str:
    """What the indexes depend on: the model, the versions of cutting and the languages' data."""
    from index import aliases, language, lexical, packing, sentences, words

    made_by = (sentences, packing, words, lexical, aliases)
    cuts = ".".join(str(part.VERSION) for part in made_by)
    return f"{embedding.fingerprint}/{cuts}/{language.DIGEST}"


def as_made(settings: Settings, made_with: str | None) -> Settings:
    """The settings with MiniLM, if no embedding is set and the indexes were made with it."""
    by_choice = "embedding" in settings.model_fields_set
    if by_choice or not (made_with or "").startswith(f"{_BEFORE}@"):
        return settings
    _log.warning(
        "The indexes in %s were made with %s, which goes on. `assay rebuild` makes them anew with "
        "the embedding that comes along now, which reads many languages and is faster.",
        settings.data,
        _BEFORE,
    )
    return settings.model_copy(update={"embedding": _BEFORE})


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
