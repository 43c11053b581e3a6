"""`bench search`: how long a search takes in a large collection, and what that time goes into.

The articles are invented and their vectors random, so nothing is said about what is found; the
questions are those about the sample articles. Embedding, stores and search are the product's own.
They are asked once more while the articles are indexed anew, embedded by the same model. Beside it,
over the same passages and vectors, LlamaIndex's retriever on Chroma.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from evals.bench.ingest import Clock, Clocked
from evals.bench.invented import DAYS, FIRST_DAY, batches, received, spans
from evals.bench.rows import CouldNotMeasure, Row, percentile
from evals.bench.sample import questions as sample_questions
from index.accepting import Repaired
from index.catalogue import Catalogue
from index.model import Article, Filters
from index.search import HybridSearch, dense_list

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.lexical import Lexical
    from index.vectors import Vectors

PASSAGES = 100_000

_ROUNDS = 3
_LIMIT = 10
_SHARES = (1, 10, 50, 90)  # % of the articles that pass a filter
_PARTS = ("embedding", "dense", "lexical", "catalogue")

Times = dict[str, list[float]]  # milliseconds, by what is measured
Stores = tuple[Catalogue, "Vectors", "Lexical"]


def search(passages: int = PASSAGES, questions: int | None = None) -> list[Row]:
    """Measure searches among so many passages, unfiltered and filtered, in milliseconds.

    So many questions about the sample articles are asked, by default all.
    """
    times = asyncio.run(_measure(passages, questions))
    return [
        _row(f"{name} p{percent} ms".strip(), values, percent)
        for name, values in times.items()
        for percent in (50, 95)
    ]


async def _measure(passages: int, most: int | None) -> Times:
    from evals.bench.llamaindex import llamaindex
    from service.loading import load_embedding
    from service.settings import Settings

    embedding = await asyncio.to_thread(load_embedding, Settings.model_construct())
    asked = [sample.question for sample in sample_questions()[:most]] * _ROUNDS
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        async with _filled(Path(folder), passages) as stores:
            ours = await _ours(stores, embedding, asked)
            ours |= await _while_importing(stores, embedding, asked)
        beside = Path(folder) / "llamaindex"
        return ours | await asyncio.to_thread(llamaindex, beside, passages, embedding, asked)


@asynccontextmanager
async def _filled(folder: Path, passages: int) -> AsyncIterator[Stores]:
    """The product's own stores with the invented articles."""
    from index.lexical import Lexical
    from index.vectors import Vectors

    with (
        closing(Vectors(folder / "vectors")) as vectors,
        closing(Lexical(folder / "lexical")) as lexical,
    ):
        async with Catalogue.open(folder / "catalogue.sqlite3") as catalogue:
            for written, drawn in batches(passages):
                await catalogue.accept_many([_repaired(one) for one, _ in written])
                await catalogue.generations.set_aside(
                    1, [(one, spans(some), ()) for one, some in written]
                )
                found = [one for _, some in written for one in some]
                await asyncio.to_thread(vectors.upsert, [one.id for one in found], drawn)
                await asyncio.to_thread(lexical.upsert, found)
            yield catalogue, vectors, lexical


def _repaired(article: Article) -> Repaired:
    return Repaired(
        received=received(article),
        text=article.text,
        edits=(),
        language=article.language,
        repaired_by=1,
    )


async def _ours(stores: Stores, embedding: "Embedding", asked: Sequence[str]) -> Times:
    times: Times = defaultdict(list)
    clock = Clock()
    find = _clocked(stores, embedding, clock)
    if not await find(asked[0], Filters(), _LIMIT):  # warms up, not counted
        raise CouldNotMeasure(f"“{asked[0]}” found nothing.", "Look into what fills the stores.")
    for question in asked:
        spent = await _ask(find, clock, question, Filters())
        for name, milliseconds in spent.items():
            times[name].append(milliseconds)
    for share in _SHARES:
        name, filters = f"filtered {share} %", passing(share)
        first = await _ask(find, clock, asked[0], filters)  # fetches what later ones find
        times[f"{name} first all but embedding"].append(first["all but embedding"])
        for question in asked:
            spent = await _ask(find, clock, question, filters)
            times[name].append(spent[""])
            times[f"{name} all but embedding"].append(spent["all but embedding"])
    return dict(times)


async def _while_importing(stores: Stores, embedding: "Embedding", asked: Sequence[str]) -> Times:
    """Whole searches, embedding and all, while what the catalogue holds is indexed anew."""
    from index.opening import way_in

    begun, over = asyncio.Event(), asyncio.Event()

    async def index() -> None:
        try:
            async with aclosing(way_in(*stores, embedding).indexing()) as indexing:
                async for _ in indexing:
                    begun.set()
                    if over.is_set():
                        return
        finally:
            begun.set()

    clock, times = Clock(), list[float]()
    find = _clocked(stores, embedding, clock)
    async with asyncio.TaskGroup() as group:
        indexing = group.create_task(index())
        await begun.wait()
        for question in asked:
            times.append((await _ask(find, clock, question, Filters()))[""])
        ended = indexing.done()
        over.set()
    if ended:
        raise CouldNotMeasure("All was indexed before the last search.", "Use more passages.")
    return {"while importing": times}


def _clocked(stores: Stores, embedding: "Embedding", clock: Clock) -> HybridSearch:
    """The product's search with its parts clocked."""
    from index.nearest import Nearest
    from index.opening import way_in, way_out

    catalogue, vectors, lexical = stores
    return replace(
        way_out(way_in(catalogue, vectors, lexical, embedding), embedding),
        store=Clocked(clock, "catalogue", catalogue),
        dense=dense_list(
            clock.call("embedding", embedding.get_query_embedding),
            clock.call("dense", Nearest(vectors, lexical).__call__),
        ),
        lexical=clock.call("lexical", lexical.best),
    )


async def _ask(
    find: HybridSearch, clock: Clock, question: str, filters: Filters
) -> Mapping[str, float]:
    """The milliseconds of the whole, of each part, and of the rest.

    Both lists are made at the same time, so what isn't embedding is less than the sum of its parts.
    """
    clock.seconds.clear()
    since = perf_counter()
    await find(question, filters, _LIMIT)
    whole = perf_counter() - since
    parts = {part: 1000 * clock.seconds[part] for part in _PARTS}
    lists = max(parts["embedding"] + parts["dense"], parts["lexical"])
    return {
        "": 1000 * whole,
        **parts,
        "fusion": 1000 * whole - lists - parts["catalogue"],
        "all but embedding": 1000 * whole - parts["embedding"],
    }


def passing(share: int) -> Filters:
    """A filter that `share` % of the articles pass, by their day."""
    days = max(round(DAYS * share / 100), 1)
    return Filters(published_from=FIRST_DAY + timedelta(days=DAYS - days))


def _row(name: str, values: Sequence[float], percent: int) -> Row:
    value = round(percentile(values, percent), 2)
    return Row(name=name, value=value, low=None, high=None, unit="ms", n=len(values))
