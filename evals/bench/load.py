"""Many questions at once on one process, and what Assay costs beside the model.

A scripted model streams drafts to a real service, and both stand on this machine: its clock is the
one that measures. What each question must be answered was asked alone before.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from evals.articles import CORPUS
from evals.bench.rows import CouldNotMeasure, Row, median_row, percentile, rounds_row
from evals.bench.sample import questions
from evals.bench.startup import READY, WITHIN, Running, assay, running
from evals.personas import draft_of, faithful
from evals.servers import free_port
from evals.upstream import Reply, Request, Upstream
from index.errors import AssayError
from service.answers import Answer, Answered, Checked, Event, Failed, Question
from service.client import Client

_QUESTIONS = 200
_ROUNDS = 3
_ALONE = 30  # questions that are asked one after the other to measure the overhead
_PAUSE = 0.01  # seconds between two tokens of the model
_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as a client met it: what was shown and when, in seconds of the clock."""

    question: str
    shown: tuple[str, ...]
    answer: Answer | None
    times: tuple[float, ...]
    begun: float
    ended: float

    @property
    def took(self) -> float:
        """Milliseconds until the last event."""
        return 1000 * (self.ended - self.begun)


@dataclass(slots=True)
class Clocked:
    """A model that is faithful, and knows when it wrote the last token of each sentence."""

    written: list[float] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        pieces = draft_of(faithful, request)
        return Reply(pieces=pieces, pause=_PAUSE, wrote=self._note)

    def _note(self, piece: str) -> None:
        if piece.endswith("]\n"):
            self.written.append(perf_counter())


def load(questions: int = _QUESTIONS) -> list[Row]:
    """Ask so many at once, some times over. Raises `CouldNotMeasure`."""
    return asyncio.run(_load(questions))


def lost_and_mixed(alone: Sequence[Heard], together: Sequence[Heard]) -> tuple[int, int]:
    """How many answers lack events, and how many hold those of another question."""
    right = {heard.question: heard.shown for heard in alone}
    lost = sum(not _whole(heard) for heard in together)
    mixed = sum(not set(heard.shown) <= set(right[heard.question]) for heard in together)
    lost += sum(len(heard.shown) < len(right[heard.question]) for heard in together)
    return lost, mixed


async def _load(count: int) -> list[Row]:
    texts = [sample.question for sample in questions()]
    model = Clocked()
    room = {"ASSAY_QUESTIONS_AT_ONCE": str(count)}  # `attack` asks more than there is room for
    async with (
        Upstream(model).running() as upstream,
        served(upstream.url, room) as (server, client, _),
    ):
        alone = [await _ask(client, text) for text in texts]
        overhead = await _overhead(client, upstream, model, texts[:_ALONE])
        asked = [texts[place % len(texts)] for place in range(count)]
        rounds: list[list[Heard]] = []
        memory: list[float] = []
        for _ in range(_ROUNDS):
            rounds.append(await asyncio.gather(*(_ask(client, text) for text in asked)))
            memory.append(server.resident())
        quoted = await asyncio.gather(*(_ask(client, text, quote=True) for text in asked))
    took = [heard.took for heard in quoted]
    by_quoting = rounds_row("by quoting p50 ms", [took], partial(percentile, percent=50), "ms")
    return [*_rows(alone, rounds, memory), by_quoting, *overhead]


def _rows(
    alone: Sequence[Heard], rounds: Sequence[Sequence[Heard]], memory: Sequence[float]
) -> list[Row]:
    """The first round warms up what grows once; memory must not grow after it."""
    times = [[heard.took for heard in round_] for round_ in rounds]
    lost, mixed = lost_and_mixed(alone, [heard for round_ in rounds for heard in round_])
    count = sum(map(len, rounds))
    return [
        _count("lost events", lost, count),
        _count("mixed events", mixed, count),
        rounds_row("p50 ms", times, partial(percentile, percent=50), "ms"),
        rounds_row("p95 ms", times, partial(percentile, percent=95), "ms"),
        median_row("memory MB", [memory[-1] - memory[0]], "MB"),
        median_row("resident MB", memory, "MB"),
    ]


async def _overhead(
    client: Client, upstream: Upstream, model: Clocked, texts: Sequence[str]
) -> list[Row]:
    """What lies between a model's sentence and the reader, and how much longer the whole takes."""
    late: list[float] = []
    longer: list[float] = []
    for text in texts:
        model.written.clear()
        upstream.requests.clear()
        heard = await _ask(client, text)
        if not upstream.requests or len(heard.times) != len(model.written):
            continue  # nothing was found, or not every sentence was shown
        late += [
            1000 * (shown - written)
            for shown, written in zip(heard.times, model.written, strict=True)
        ]
        direct = await _directly(upstream, upstream.requests[0])
        longer.append(heard.took / direct - 1)
    if not late:
        raise CouldNotMeasure("No answer of the model was shown.", "Try `evals bench answer`.")
    return [
        rounds_row("sentence overhead p50 ms", [late], partial(percentile, percent=50), "ms"),
        rounds_row("sentence overhead p95 ms", [late], partial(percentile, percent=95), "ms"),
        median_row("answer overhead", longer, "share"),
    ]


async def _directly(upstream: Upstream, request: Request) -> float:
    """Milliseconds that the model alone takes for the same request."""
    since = perf_counter()
    async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as http:
        (await http.post(f"{upstream.url}/chat/completions", json=request)).raise_for_status()
    return 1000 * (perf_counter() - since)


@asynccontextmanager
async def served(
    model_url: str, more: Mapping[str, str] | None = None
) -> AsyncGenerator[tuple[Running, Client, httpx.AsyncClient], None]:
    """A service over the sample articles that asks the model at `model_url`, with more settings."""
    port = free_port()
    with TemporaryDirectory(prefix="assay-bench-") as name:
        folder = Path(name)
        options = ("--port", str(port), "--data", str(folder / "data"), "--add", str(CORPUS))
        settings = {
            "ASSAY_MODEL": "openai/scripted",
            "ASSAY_API_BASE": model_url,
            "OPENAI_API_KEY": os.environ.get("OPENAI_API_KEY", "none"),
            **(more or {}),
        }
        with running([*assay(), "serve", *options], folder, settings) as server:
            await asyncio.to_thread(
                server.seconds_until, "its articles were in", lambda: READY in server.said(), WITHIN
            )
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{port}",
                limits=httpx.Limits(max_connections=None),
                timeout=_PATIENCE,
                trust_env=False,
            ) as http:
                yield server, Client(http), http


async def _ask(client: Client, text: str, *, quote: bool = False) -> Heard:
    begun = perf_counter()
    shown: list[str] = []
    times: list[float] = []
    last: Event | None = None
    async with aclosing(client.events(Question(text=text, quote=quote))) as events:
        async for event in events:
            last = event
            if isinstance(event, Checked) and event.shown:
                shown.append(event.claim.text)
                times.append(perf_counter())
    if isinstance(last, Failed) and not isinstance(last.error, AssayError):
        raise last.error
    answer = last.answer if isinstance(last, Answered) else None
    return Heard(text, tuple(shown), answer, tuple(times), begun, perf_counter())


def _whole(heard: Heard) -> bool:
    """Whether the last event came, and holds what the events before it showed."""
    if heard.answer is None or heard.answer.question != heard.question:
        return False
    return heard.shown == tuple(claim.text for claim in heard.answer.claims)


def _count(name: str, value: int, n: int) -> Row:
    return Row(name=name, value=float(value), low=None, high=None, unit="", n=n)
