"""What Assay adds to the call of a model: time to the first sentence, and CPU for a draft's length.

A scripted model streams from this machine. The bare call is the very request that Assay sent, sent
again without it; its first sentence is there when its line is. What drafts of growing length cost
is CPU of the whole process: finding, reading the draft, citing, checking, and the scripted model.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import httpx

from evals.bench.answer import ask
from evals.bench.rows import CouldNotMeasure, Row, median_row
from evals.bench.sample import questions, take_in
from evals.personas import Asked, Draft, faithful, script
from evals.upstream import Reply, Upstream, always
from service.drafting import END, escape

if TYPE_CHECKING:
    from service.service import Service

_QUESTIONS = 20
_PAUSE = 0.02  # seconds that the model takes for a word
_LENGTHS = (5, 10, 20, 40)  # sentences of a draft in one line


@dataclass(frozen=True, slots=True)
class Compared:
    """Milliseconds to the first sentence of one answer: of the bare call, and checked."""

    bare: float
    checked: float


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of CPU for an answer whose draft had so many characters."""

    characters: int
    cpu: float


def overhead(questions: int = _QUESTIONS) -> list[Row]:
    """Ask so many sample questions. Raises `CouldNotMeasure`."""
    return as_rows(*asyncio.run(_measure(questions)))


def as_rows(compared: Sequence[Compared], spent: Sequence[Sequence[Spent]]) -> list[Row]:
    """Medians; `spent` by length."""
    over = [one.checked - one.bare for one in compared]
    return [
        median_row("bare first sentence ms", [one.bare for one in compared], "ms"),
        median_row("first checked sentence ms", [one.checked for one in compared], "ms"),
        median_row("over the bare call ms", over, "ms"),
        *(
            median_row(
                f"CPU of 1,000 characters in a draft of {max(one.characters for one in same):,}",
                [1000 * one.cpu / one.characters for one in same],
                "ms",
            )
            for same in spent
        ),
    ]


async def _measure(count: int) -> tuple[list[Compared], list[list[Spent]]]:
    texts = [one.question for one in questions() if one.answerable][:count]
    async with Upstream(always(Reply())).running() as upstream, _service(upstream) as service:
        upstream.script = script(faithful)
        await ask(service.pipeline, texts[0])  # what is loaded once is loaded now
        upstream.script = script(faithful, pause=_PAUSE)
        compared = [await _compare(service, upstream, text) for text in texts]
        spent = [[await _spend(service, upstream, text, n) for text in texts] for n in _LENGTHS]
    return compared, spent


async def _compare(service: "Service", upstream: Upstream, text: str) -> Compared:
    upstream.requests.clear()
    asked = await ask(service.pipeline, text)
    if asked.first_sentence is None or asked.answer.made_with.writer != "model":
        raise CouldNotMeasure(f"{text!r} got no sentence of the model.", "Ask it another question.")
    since = perf_counter()
    async with (
        httpx.AsyncClient(trust_env=False) as http,
        http.stream(
            "POST", f"{upstream.url}/chat/completions", json=dict(upstream.requests[-1])
        ) as reply,
    ):
        async for line in reply.aiter_lines():
            if "\\n" in line:
                return Compared(1000 * (perf_counter() - since), asked.first_sentence)
    raise CouldNotMeasure("The scripted model wrote no line.", "Look at `evals.personas`.")


async def _spend(service: "Service", upstream: Upstream, text: str, sentences: int) -> Spent:
    """An answer from a draft of so many different sentences in one line."""
    lengths: list[int] = []

    def write(asked: Asked) -> Draft:
        said = [f"{escape(one.text)} [{one.number}]" for one in asked.best()[:sentences]]
        lengths.append(len(" ".join(said)))
        return Draft(f"{' '.join(said)}\n{END}")

    upstream.script = script(write)
    since = process_time()
    await ask(service.pipeline, text)
    return Spent(lengths[0], 1000 * (process_time() - since))


@asynccontextmanager
async def _service(upstream: Upstream) -> AsyncGenerator["Service", None]:
    from service.settings import Settings
    from service.wiring import build

    os.environ.setdefault("OPENAI_API_KEY", "none")  # the client wants one; loopback doesn't
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        settings = Settings.model_construct(
            data=Path(folder), model=("openai/scripted",), api_base=upstream.url
        )
        async with build(settings, "evals bench overhead") as service:
            await take_in(service)
            yield service
