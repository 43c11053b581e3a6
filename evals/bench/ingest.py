"""How fast articles come in, and what that time goes into: the real way in."""

import asyncio
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from functools import wraps
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from evals.bench.beir import corpus, is_beir
from evals.bench.rows import CouldNotMeasure, Row
from index.model import Received

if TYPE_CHECKING:
    from index.arrivals import Report
    from index.ingest import Ingest
    from index.reading import Item
    from index.transforming import Transform

_PARTS = ("reading", "repairing", "catalogue", "splitting", "embedding", "indexes", "clusters")
_DECIMALS = 4
_ARTICLES = 100
_FEW = 40  # articles that LlamaIndex takes in

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a first and a second run over the same articles took, in seconds."""

    articles: int
    failed: int
    passages: int
    first: float
    second: float
    parts: Mapping[str, float]  # of the first run


class Clock:
    """Sums up the seconds that each part takes. One part runs at a time."""

    def __init__(self) -> None:
        self.seconds = defaultdict[str, float](float)

    @contextmanager
    def running(self, part: str) -> Iterator[None]:
        """The time from here to the end is that part's."""
        since = perf_counter()
        try:
            yield
        finally:
            self.seconds[part] += perf_counter() - since

    def each(self, part: str, items: Iterable[_Item]) -> Iterator[_Item]:
        """The items; the time to make each is that part's."""
        iterator, end = iter(items), object()
        while True:
            with self.running(part):
                item: Any = next(iterator, end)
            if item is end:
                return
            yield item

    def call(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, async or not; its time is that part's."""

        @wraps(function)
        def clocked(*args: Any, **kwargs: Any) -> Any:
            with self.running(part):
                return function(*args, **kwargs)

        @wraps(function)
        async def clocked_async(*args: Any, **kwargs: Any) -> Any:
            with self.running(part):
                return await function(*args, **kwargs)

        return clocked_async if inspect.iscoroutinefunction(function) else clocked


class Clocked:
    """Stands for an object and its stores; the time that their methods take is that part's."""

    def __init__(self, clock: Clock, part: str, whole: object) -> None:
        self._clock, self._part, self._whole = clock, part, whole

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._whole, name)
        if callable(found):
            return self._clock.call(self._part, found)
        ours = type(found).__module__.startswith("index.")
        return Clocked(self._clock, self._part, found) if ours else found


class ClockedPipeline:
    """Stands for a pipeline, and runs it step by step."""

    def __init__(self, clock: Clock, pipeline: Any) -> None:
        self._clock = clock
        self._steps = {
            "embedding" if hasattr(step, "get_text_embedding") else "splitting": (
                pipeline.model_copy(update={"transformations": [step]})
            )
            for step in pipeline.transformations
        }

    def run(self, documents: Sequence[Any]) -> Sequence[Any]:
        for part, step in self._steps.items():
            with self._clock.running(part):
                documents = step.run(nodes=documents)
        return documents


def clocked_transform(clock: Clock, transform: "Transform") -> "Transform":
    """A transform whose pipeline is clocked step by step."""
    clocked = copy(transform)
    clocked.__dict__["pipeline"] = ClockedPipeline(clock, transform.pipeline)
    return clocked


def ingest(folder: Path, limit: int = _ARTICLES) -> list[Row]:
    """Take in so many articles of a folder at most; then the same ones again.

    Beside it, LlamaIndex's index over a few of them: with the same model and with its usual one.
    """
    return [*as_rows(asyncio.run(_take_in_twice(folder, limit))), *_beside(folder, limit)]


def as_rows(taken: Taken) -> list[Row]:
    """Articles and passages per second of the first run, shares of it, ms of the second one."""

    def row(name: str, value: float, unit: str) -> Row:
        exact = round(value, _DECIMALS)
        return Row(name=name, value=exact, low=None, high=None, unit=unit, n=taken.articles)

    shares = {part: taken.parts.get(part, 0.0) / taken.first for part in _PARTS}
    shares["other"] = 1 - sum(shares.values())
    return [
        row("articles", taken.articles, "articles"),
        row("failed", taken.failed, "articles"),
        row("passages", taken.passages, "passages"),
        row("articles/s", taken.articles / taken.first, "1/s"),
        row("passages/s", taken.passages / taken.first, "1/s"),
        *(row(f"share {part}", share, "share") for part, share in shares.items()),
        row("unchanged ms", 1000 * taken.second / taken.articles, "ms"),
    ]


async def _take_in_twice(folder: Path, limit: int) -> Taken:
    from service.settings import Settings
    from service.wiring import build

    clock = Clock()
    with TemporaryDirectory(prefix="assay-bench-") as data:
        # Defaults alone: neither ASSAY_… nor .env may turn this into a measurement of a model.
        settings = Settings.model_construct(data=Path(data))
        async with build(settings, "evals bench ingest") as service:
            articles = clock.each("reading", islice(_articles(folder), limit))
            first, report = await _add(_clocked(service.ingest, clock), articles)
            second, again = await _add(service.ingest, islice(_articles(folder), limit))
            passages = (await service.catalogue.counts())["passages"]
    if not report.added or again.added or again.changed:
        came = f"{len(report.added)} of {folder} were new, then {len(again.added)}"
        raise CouldNotMeasure(f"No two runs over the same articles: {came}.", "Look into it.")
    return Taken(
        articles=len(report.added),
        failed=len(report.failed),
        passages=passages,
        first=first,
        second=second,
        parts=dict(clock.seconds),
    )


def _beside(folder: Path, limit: int) -> list[Row]:
    """How fast LlamaIndex takes them in: with the packaged embedding, with a model of its shape on
    torch, and with MiniLM on torch, which is half as large.
    """
    from evals.bench.llamaindex import like_e5_on_torch, passages_per_second
    from index.e5 import E5Embedding
    from index.llamaindex import as_llamaindex
    from index.sentence_embedding import SentenceEmbedding

    taken = islice(_articles(folder), min(limit, _FEW))
    articles = [one for one in taken if isinstance(one, Received)]
    packaged = E5Embedding()
    models = {
        "the packaged embedding": as_llamaindex(packaged),
        "a model of its shape on torch": like_e5_on_torch(),
        "MiniLM on torch": SentenceEmbedding("minilm"),
    }
    rows = []
    for name, model in models.items():
        with TemporaryDirectory(prefix="assay-bench-") as data:
            rate = passages_per_second(Path(data), articles, model, packaged.token_limit)
        rows.append(
            Row(
                name=f"LlamaIndex with {name} passages/s",
                value=round(rate, _DECIMALS),
                low=None,
                high=None,
                unit="1/s",
                n=len(articles),
            )
        )
    return rows


async def _add(way_in: "Ingest", articles: "Iterable[Item]") -> "tuple[float, Report]":
    since = perf_counter()
    report = await way_in.add(articles)
    return perf_counter() - since, report


def _articles(folder: Path) -> "Iterable[Item]":
    from index.reading import read

    return corpus(folder) if is_beir(folder) else read([folder])


def _clocked(way_in: "Ingest", clock: Clock) -> "Ingest":
    """The way in with its parts clocked."""
    stand_ins: dict[str, Any] = {
        "catalogue": Clocked(clock, "catalogue", way_in.catalogue),
        "vectors": Clocked(clock, "indexes", way_in.vectors),
        "lexical": Clocked(clock, "indexes", way_in.lexical),
        "transform": clocked_transform(clock, way_in.transform),
        "clusters": Clocked(clock, "clusters", way_in.clusters),
        "prepare": clock.call("repairing", way_in.prepare),
    }
    return replace(way_in, **stand_ins)
