"""Opening what a process works on: the catalogue, and the indexes of one generation of it.

Where they lie is one thing for all: in the data directory, or in part at servers.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from index.arrivals import reported
from index.catalogue import Catalogue
from index.directory import DataDirectory, Standing, hold
from index.errors import (
    AssayError,
    DirectoryNotUsable,
    FingerprintMismatch,
    IndexesIncomplete,
    in_a_line,
)
from index.rebuilding import REBUILDING, Home, tidy
from index.snapshots import begin_from

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.following import Follower
    from index.ingest import Ingest
    from index.lexical import Lexical
    from index.search import HybridSearch, Rerank
    from index.vectors import ChromaServer, Vectors


_WORKING = 0x574F52  # any number that others don't use
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stores:
    """Where everything is kept: in the folder `data`, or what a URL is given for at its server."""

    data: Path
    database_url: str | None = field(default=None, repr=False)  # it may hold a password
    chroma_url: str | None = None


@dataclass(frozen=True, slots=True)
class Homes:
    """Where the indexes lie: all in the data directory, or the vectors at a server."""

    directory: DataDirectory
    server: "ChromaServer | None"

    @property
    def all(self) -> tuple[Home, ...]:
        return (self.directory, self.server) if self.server else (self.directory,)

    @asynccontextmanager
    async def indexes(self, generation: int) -> "AsyncIterator[tuple[Vectors, Lexical]]":
        """The indexes of a generation until the context ends. Raises `DirectoryNotUsable`."""
        vectors, lexical = await asyncio.to_thread(self._open, generation)
        with closing(vectors), closing(lexical):
            yield vectors, lexical

    def _open(self, generation: int) -> "tuple[Vectors, Lexical]":
        from index.lexical import Lexical
        from index.vectors import Vectors

        place = self.directory.vectors(generation)
        with ExitStack() as stack:
            try:
                vectors = self.server.vectors(generation) if self.server else Vectors(place)
                stack.enter_context(closing(vectors))
                lexical = Lexical(self.directory.lexical(generation))
            except AssayError:
                raise
            except Exception as error:  # Chroma and tantivy raise whatever their parts raise
                raise DirectoryNotUsable(
                    f"The indexes in {self.directory.path} can't be opened: {in_a_line(error)}",
                    "Make them anew from the catalogue with `assay rebuild`.",
                ) from error
            stack.pop_all()
            return vectors, lexical


@dataclass(frozen=True, slots=True)
class Opened:
    """A data directory that this process holds, and its catalogue."""

    stores: Stores
    directory: DataDirectory
    catalogue: Catalogue

    @asynccontextmanager
    async def admitted(self, *, shared: bool) -> AsyncIterator[None]:
        """Work with the indexes until the context ends, alone or `shared` with others who follow.

        Who doesn't follow would never find what others index. Raises `DirectoryNotUsable`.
        """
        async with self.catalogue.alone(_WORKING, shared=shared) as free:
            if not free and shared:
                raise DirectoryNotUsable(
                    "A process without a role has this catalogue alone.",
                    "Stop it; a server can share it: `assay serve --role api` or `--role indexer`.",
                )
            if not free:
                raise DirectoryNotUsable(
                    "Other processes work with this catalogue already.",
                    "Ask one of them with --url; or start each server with --role, which shares "
                    "it; or stop them.",
                )
            yield

    async def homes(self) -> Homes:
        """Where the indexes lie."""
        if not self.stores.chroma_url:
            return Homes(self.directory, None)
        from index.vectors import ChromaServer

        owner = await self.catalogue.identity()
        return Homes(self.directory, ChromaServer(self.stores.chroma_url, owner))

    async def begin_from(self, snapshot: Path, generation: int) -> None:
        """Put a replica's index where none is yet. Raises `DirectoryNotUsable`."""
        identity = await self.catalogue.identity()
        usable = await asyncio.to_thread(begin_from, snapshot, self.directory, generation, identity)
        if not usable:
            _log.warning("%s is of indexes that are in use no more; all is read instead.", snapshot)

    async def following(
        self, vectors: "Vectors", lexical: "Lexical", generation: int
    ) -> "Follower":
        """Who follows what others index, and has taken over all that there is by now."""
        from index.following import Follower

        place = self.directory.followed(generation)
        follower = Follower(self.catalogue, vectors, lexical, generation, place)
        await reported(follower.follow())
        return follower

    async def tidy(self, homes: Homes) -> None:
        """Clear away generations that are not in use, unless one is being made just now."""
        async with self.catalogue.alone(REBUILDING) as free:
            if free:
                await tidy(self.catalogue, homes.all)

    async def standing(self) -> Standing:
        """What must stay where it is, as far as it lies in the data directory."""
        vectors, lexical = self.directory.files(await self.catalogue.generations.in_use())
        return Standing.of(
            None if self.stores.database_url else self.directory.catalogue,
            [lexical] if self.stores.chroma_url else [vectors, lexical],
        )


def load_libraries() -> None:
    """Load what indexes are opened with: it takes as long as a model, beside which it can be."""
    for name in ("index.lexical", "index.vectors"):
        import_module(name)


@asynccontextmanager
async def opened(stores: Stores, command: str, url: str | None = None) -> AsyncIterator[Opened]:
    """The catalogue, in a data directory that is held until the context ends.

    `command` and `url` say to others who holds it. Raises `DataDirectoryError` and its kin.
    """
    with hold(stores.data, command, url) as directory:
        if not stores.database_url:
            directory.refuse_loss()
        async with Catalogue.open(stores.database_url or directory.catalogue) as catalogue:
            yield Opened(stores, directory, catalogue)


def way_in(
    catalogue: Catalogue,
    vectors: "Vectors",
    lexical: "Lexical",
    embedding: "Embedding",
    lease: float | None = None,
    generation: int | None = None,
) -> "Ingest":
    """The way into these indexes; with a `lease` for one of several processes over a catalogue.

    If a `generation` is given, what it notes as found is found in these indexes.
    """
    from index.clusters import Clusters
    from index.ingest import Ingest
    from index.transforming import Transform

    return Ingest(
        catalogue=catalogue,
        vectors=vectors,
        lexical=lexical,
        transform=Transform(embedding),
        fingerprint=fingerprint_of(embedding),
        clusters=Clusters(catalogue, shared=lease is not None),
        lease=lease,
        generation=generation,
    )


def way_out(
    ingest: "Ingest", embedding: "Embedding", rerank: "Rerank | None" = None
) -> "HybridSearch":
    """The search over what this way in fills, fused as was fitted for the embedding.

    Raises `FitNotUsable`.
    """
    from index.fits import fit_of
    from index.naming import Naming
    from index.nearest import Nearest
    from index.search import Fusion, HybridSearch, dense_list

    catalogue, lexical = ingest.catalogue, ingest.lexical
    fitted_for, numbers = fit_of("fusion", embedding.fingerprint)
    return HybridSearch(
        store=catalogue,
        dense=dense_list(embedding.get_query_embedding, Nearest(ingest.vectors, lexical)),
        lexical=lexical.best,
        expand=Naming(catalogue.aliases_revision, catalogue.aliases),
        rerank=rerank,
        fusion=Fusion(**numbers, fitted_for=fitted_for),
        similar=lexical.similar,
        known=lexical.known,
    )


def fingerprint_of(embedding: "Embedding") -> str:
    """What the indexes depend on: the model, the versions of cutting and the languages' data."""
    from index import aliases, language, lexical, packing, sentences, words

    made_by = (sentences, packing, words, lexical, aliases)
    cuts = ".".join(str(part.VERSION) for part in made_by)
    return f"{embedding.fingerprint}/{cuts}/{language.DIGEST}"


def refuse_mismatch(data: Path, made_with: str | None, in_use: str) -> None:
    """Raises `FingerprintMismatch` where the indexes were made with something else."""
    if made_with not in (None, in_use):
        raise FingerprintMismatch(
            f"The indexes in {data} were made with {made_with}, but in use is {in_use}.",
            "Set ASSAY_EMBEDDING back, or make the indexes anew with `assay rebuild`.",
        )


async def refuse_incomplete(opened: Opened, vectors: "Vectors", lexical: "Lexical") -> None:
    """Raises `IndexesIncomplete` where the catalogue knows of more passages."""
    passages = (await opened.catalogue.counts())["passages"]
    if min(vectors.count(), lexical.count()) < passages:
        raise IndexesIncomplete(
            f"The indexes in {opened.stores.data} hold fewer passages than the catalogue.",
            "Mend them with `assay doctor`, or make them anew with `assay rebuild`.",
        )
