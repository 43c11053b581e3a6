"""What is done to a data directory as a whole: its indexes made anew, its catalogue copied."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.arrivals import Failure, Progress, reported, silent
from index.backup import copy, put_back
from index.catalogue import Catalogue
from index.directory import DataDirectory, hold
from index.errors import DirectoryNotUsable
from index.opening import opened, way_in
from index.rebuilding import REBUILDING, next_generation, tidy
from index.rebuilding import rebuild as fill_and_switch
from index.snapshots import take_snapshot
from service.errors import BadInput
from service.loading import load_embedding, stores_of
from service.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Embedding

_OF_EMBEDDINGS = {"embedding", "embedding_args", "embedding_tokens"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """How many articles are indexed now, and why others are not."""

    indexed: int
    failed: Sequence[Failure]


async def embed(
    settings: Settings,
    command: str,
    folder: Path,
    tell: Callable[[int], None] = lambda _: None,
    *,
    with_ray: bool = False,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> int:
    """Embed all articles into shards in a folder, as far as it lacks them; how many that were.

    Raises `DataDirectoryError` and its kin, and `EmbeddingNotUsable`; what is done stays.
    """
    from index.bulk import embed_all
    from index.bulk import here as in_this_process
    from index.shards import Shards

    async with opened(stores_of(settings), command) as here:
        embedding = await asyncio.to_thread(load_embedding, settings)
        shards = Shards(folder, embedding.fingerprint)
        if not with_ray:
            return await embed_all(here.catalogue, shards, in_this_process(embedding), tell)
        from index.on_ray import on_ray

        named = settings.model_fields_set & _OF_EMBEDDINGS  # workers need no other secrets
        alone = {name: getattr(settings, name) for name in named}
        with on_ray(partial(load_embedding, Settings.model_construct(**alone))) as run:
            return await embed_all(here.catalogue, shards, run, tell)


async def rebuild(
    settings: Settings,
    command: str,
    progress: Progress = silent,
    *,
    embedded: Path | None = None,
    load_embedding: Callable[[Settings], "Embedding"] = load_embedding,
) -> Rebuilt:
    """Make all indexes anew from the catalogue, whatever the old ones are or were made with.

    Vectors that `embed` put into the folder `embedded` are taken from there. Raises
    `DataDirectoryError` and its kin, and `EmbeddingNotUsable`; then nothing was changed.
    """
    async with opened(stores_of(settings), command) as here, here.admitted(shared=True):
        embedding = await asyncio.to_thread(load_embedding, settings)
        if embedded:
            from index.shards import Shards, embedded_before

            embedding = embedded_before(embedding, Shards(embedded, embedding.fingerprint))
        homes = await here.homes()
        async with here.catalogue.alone(REBUILDING) as free:
            if not free:
                raise DirectoryNotUsable(
                    "Another process makes the indexes of this catalogue anew.",
                    "Wait until it is done.",
                )
            generation = await next_generation(here.catalogue, homes.all)
            async with homes.indexes(generation) as (vectors, lexical):
                ingest = way_in(here.catalogue, vectors, lexical, embedding)
                report = await reported(fill_and_switch(ingest, generation), progress)
            await tidy(here.catalogue, homes.all)
        indexed = (await here.catalogue.counts())["indexed"]
        return Rebuilt(indexed=indexed, failed=report.failed)


async def write_snapshot(settings: Settings, catalogue: Catalogue, to: Path) -> None:
    """Write the lexical index of a replica to a file, also while it is in use.

    Raises `BadInput` where there is no replica, and `DirectoryNotUsable`.
    """
    directory = DataDirectory(settings.data.absolute())
    generation, identity = await catalogue.generations.in_use(), await catalogue.identity()
    if not directory.followed(generation).exists():
        raise BadInput(
            "This server follows no other, so there is no index that another could begin from.",
            "Ask a server that was started with --role.",
        )
    await asyncio.to_thread(take_snapshot, directory, generation, identity, to)


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
