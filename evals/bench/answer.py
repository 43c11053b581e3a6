"""How long an answer takes when Assay quotes: no model, no server, the sample articles."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from evals.articles import CORPUS
from evals.bench.rows import CouldNotMeasure, Row, percentile, rounds_row
from evals.bench.sample import questions, take_in
from service.answers import Answer, Answered, Checked, Failed, Question, Status

if TYPE_CHECKING:
    from service.pipeline import Pipeline

_ROUNDS = 3
_STATIONS = ("retrieve", "write", "check")
_P50 = partial(percentile, percent=50)
_P95 = partial(percentile, percent=95)


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and the milliseconds until it and until its first sentence, if it shows one."""

    answer: Answer
    total: float
    first_sentence: float | None


def answer(
    rounds: int = _ROUNDS, texts: Sequence[str] | None = None, corpus: Path = CORPUS
) -> list[Row]:
    """Ask every question of the sample, or `texts`, so many times over."""
    asked = texts or [sample.question for sample in questions()]
    return as_rows(asyncio.run(_ask_rounds(asked, rounds, corpus)))


def as_rows(rounds: Sequence[Sequence[Asked]]) -> list[Row]:
    """Milliseconds as percentiles; shares of the questions that were answered and refused."""
    rows = [
        rounds_row("p50 ms", _each(rounds, lambda asked: asked.total), _P50, "ms"),
        rounds_row("p95 ms", _each(rounds, lambda asked: asked.total), _P95, "ms"),
    ]
    for station in _STATIONS:
        spent = _each(rounds, partial(_spent, station))
        rows.append(rounds_row(f"{station} p50 ms", spent, _P50, "ms"))
    first = _each(rounds, lambda asked: asked.first_sentence)
    if any(first):
        rows.append(rounds_row("first sentence p50 ms", first, _P50, "ms"))
    return [*rows, _share(rounds, "answered"), _share(rounds, "not_in_articles")]


async def ask(pipeline: "Pipeline", text: str) -> Asked:
    """Ask one question, and clock its events. Raises what `Failed` carries."""
    since, first = perf_counter(), None
    async with aclosing(pipeline.events(Question(text=text))) as events:
        async for event in events:
            elapsed = 1000 * (perf_counter() - since)
            match event:
                case Checked(shown=True):
                    first = first or elapsed
                case Answered(answer=made):
                    return Asked(made, elapsed, first)
                case Failed(error=error):
                    raise error
                case _:
                    pass
    raise CouldNotMeasure("An answer's events ended too early.", "Ask the same with `assay ask`.")


async def _ask_rounds(texts: Sequence[str], rounds: int, corpus: Path) -> list[list[Asked]]:
    from service.settings import Settings
    from service.wiring import build

    with TemporaryDirectory(prefix="assay-bench-") as folder:
        # Defaults alone: neither ASSAY_… nor .env may turn this into a measurement of a model.
        settings = Settings.model_construct(data=Path(folder))
        async with build(settings, "evals bench answer") as service:
            await take_in(service, corpus)
            await ask(service.pipeline, texts[0])  # warms up, not counted
            return [[await ask(service.pipeline, text) for text in texts] for _ in range(rounds)]


def _each(
    rounds: Sequence[Sequence[Asked]], figure: Callable[[Asked], float | None]
) -> list[list[float]]:
    """The figure of every question that has one, round by round."""
    return [
        [value for asked in round_ if (value := figure(asked)) is not None] for round_ in rounds
    ]


def _spent(station: str, asked: Asked) -> float:
    return asked.answer.timings_ms[station]


def _share(rounds: Sequence[Sequence[Asked]], status: Status) -> Row:
    hits = _each(rounds, lambda asked: float(asked.answer.status == status))
    return rounds_row(status, hits, lambda values: sum(values) / len(values), "share")
