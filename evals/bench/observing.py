"""What metrics and traces cost: CPU of answers with both and without, by turns.

Without a model, over the sample articles. Each question was asked once before, so that all ways
find the same in memory, and each way is as often the first. Sums are compared, since a mean of
shares is too large where what it divides by varies; what the two times without differ by is the
machine's doing. Beside stands what counting and spans take by themselves: the events of an answer
are played again and again.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

from evals.bench.rows import Row, interval_row, median_row
from evals.bench.sample import questions as sample_questions
from evals.bench.sample import take_in
from service import tracing
from service.admission import Admission
from service.answers import Answered, Event, Question
from service.api.metrics import Metrics

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

    from service.pipeline import Pipeline

_ROUNDS = 6  # a multiple of three: each way is as often the first of the three
_PLAYED = 300  # times that an answer's events are played


@dataclass(frozen=True, slots=True)
class Compared:
    """Milliseconds of CPU of one answer, twice without and once with both."""

    without: float
    again: float
    with_both: float


def observing(questions: int | None = None) -> list[Row]:
    """Ask the sample's questions, so many at most, some rounds over."""
    return as_rows(*asyncio.run(_measure(questions)))


def as_rows(compared: Sequence[Compared], alone: Sequence[float]) -> list[Row]:
    """CPU of an answer, the share that both add, and what both take `alone`, in milliseconds."""
    bare = median(one.without for one in compared)
    return [
        median_row("CPU of an answer ms", [one.without for one in compared], "ms"),
        interval_row(
            "added by metrics and traces, by turns", compared,
            lambda some: sum(2 * one.with_both for one in some) / _without(some) - 1,
        ),
        interval_row(
            "added by nothing, by turns", compared,
            lambda some: sum(2 * one.again for one in some) / _without(some) - 1,
        ),
        median_row("metrics and traces alone ms", alone, "ms"),
        median_row("metrics and traces alone", [one / bare for one in alone], "share"),
    ]  # fmt: skip


def _without(compared: Sequence[Compared]) -> float:
    """What all answers without took, both times together."""
    return sum(one.without + one.again for one in compared)


async def _measure(most: int | None) -> tuple[list[Compared], list[float]]:
    from service.settings import Settings
    from service.wiring import build

    texts = [sample.question for sample in sample_questions()[:most]]
    tracer, metrics = _recording(), Metrics(Admission())  # which a process makes once
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        settings = Settings.model_construct(data=Path(folder))
        async with build(settings, "evals bench observing") as service:
            await take_in(service)
            pipeline = service.pipeline
            answers = [await _events(pipeline.events(Question(text=text))) for text in texts]
            compared = [
                await _compare(pipeline, text, tracer, metrics, turn + place)
                for turn in range(_ROUNDS)
                for place, text in enumerate(texts)
            ]
    return compared, [await _alone(events, tracer) for events in answers]


def _recording() -> "Tracer":
    """A tracer whose spans are exported, to nowhere, as a batch now and then."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(InMemorySpanExporter()))
    return provider.get_tracer("assay")


async def _compare(
    pipeline: "Pipeline", text: str, tracer: "Tracer", metrics: Metrics, turn: int
) -> Compared:
    """The same question in each way, one after the other; the first is another each `turn`."""
    spent: dict[str, float] = {}
    ways = ("without", "with_both", "again")
    for place in range(len(ways)):
        way = ways[(turn + place) % len(ways)]
        since = process_time()
        if way == "with_both":
            with _traced(tracer):
                await _events(metrics.questions(pipeline.events(Question(text=text))))
        else:
            await _events(pipeline.events(Question(text=text)))
        spent[way] = 1000 * (process_time() - since)
    return Compared(**spent)


async def _alone(events: Sequence[Event], tracer: "Tracer") -> float:
    """Milliseconds of CPU that counting one answer and its spans take."""
    metrics = Metrics(Admission())

    async def play() -> AsyncGenerator[Event, None]:
        for event in events:
            yield event

    with _traced(tracer):
        since = process_time()
        for _ in range(_PLAYED):
            await _events(play())
        bare = process_time() - since
        since = process_time()
        for _ in range(_PLAYED):
            for name, attributes in _spans(events):
                with tracing.traced(name, attributes):
                    pass
            await _events(metrics.questions(play()))
        return 1000 * max(process_time() - since - bare, 0.0) / _PLAYED


def _spans(events: Sequence[Event]) -> "Iterator[tuple[str, dict[str, tracing.Attribute]]]":
    """As many as such an answer has."""
    yield tracing.retrieval()
    yield "quote", {}
    for event in events:
        if isinstance(event, Answered):
            yield from (tracing.checking() for _ in (*event.answer.claims, *event.answer.withheld))


@contextmanager
def _traced(tracer: "Tracer") -> Iterator[None]:
    before = tracing._TRACER  # noqa: SLF001  a process has one provider for good, and this needs two
    tracing._TRACER = tracer  # noqa: SLF001
    try:
        yield
    finally:
        tracing._TRACER = before  # noqa: SLF001


async def _events(events: AsyncGenerator[Event, None]) -> list[Event]:
    async with aclosing(events) as stream:
        return [event async for event in stream]
