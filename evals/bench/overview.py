"""Is what an overview proposes answered when somebody presses it?

Each question about the sample articles is answered by quoting, and every question that the overview
of its answer proposes is then put like any other, to search and quoting.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

from evals.bench.rows import Row, mean_row, median_row
from evals.bench.sample import questions as sample_questions
from evals.bench.sample import take_in
from service.answers import Question

if TYPE_CHECKING:
    from service.overview import Overview
    from service.service import Service


def overview(questions: int | None = None) -> list[Row]:
    """How much overviews hold, what they cost, and the share of what they propose that is answered.

    Of the sample questions only so many. Raises `CouldNotMeasure`.
    """
    return asyncio.run(_overview(questions))


async def _overview(asked: int | None) -> list[Row]:
    from service.settings import Settings
    from service.wiring import build

    overviews: list[Overview] = []
    costs: list[float] = []
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        settings = Settings.model_construct(data=Path(folder))
        async with build(settings, "evals bench overview") as service:
            await take_in(service)
            for one in sample_questions()[:asked]:
                answer = await service.pipeline.answer(Question(text=one.question))
                before = process_time()
                overviews.append(service.overview(answer))
                costs.append(1000 * (process_time() - before))
            proposed = [question for one in overviews for question in one.questions]
            answered = [await _is_answered(service, question) for question in proposed]
    return [
        mean_row("of what is proposed, answered", answered or [0.0]),
        _count("proposed", [len(one.questions) for one in overviews]),
        _count("mentions", [len(one.mentions) for one in overviews]),
        _count("differences", [len(one.differences) for one in overviews]),
        median_row("CPU of an overview", costs, "ms"),
    ]


async def _is_answered(service: "Service", question: str) -> float:
    answer = await service.pipeline.answer(Question(text=question, quote=True))
    return float(answer.status != "not_in_articles")


def _count(name: str, numbers: Sequence[int]) -> Row:
    return mean_row(f"{name}, of an answer", [float(number) for number in numbers], "")
