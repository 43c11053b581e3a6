"""The service under attack: a crowd, readers who leave, streams that are cut, long use.

A scripted model streams to a real service over the sample articles, all on this machine. Counts
are what matters here; times belong to `load`.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing

import httpx
import psutil

from evals.bench.load import served
from evals.bench.rows import Row
from evals.bench.sample import questions as sample_questions
from evals.bench.startup import Running
from evals.personas import draft_of, faithful
from evals.upstream import Reply, Request, Upstream, stream_of
from service.answers import Answered, Checked, Question
from service.client import Client
from service.drafting import END

_CROWD = 200
_LONG_USE = (250, 2000)  # questions after which memory and files are looked at
_CUTS = 352
_CUT_EVERY = 3  # bytes
_AT_ONCE = 16
_WORD = 0.05  # seconds that the model takes for a word


class _Model:
    """Faithful; slow at first, then cut a few bytes later each time, then quick."""

    def __init__(self) -> None:
        self.pause = _WORD
        self.cutting = False
        self.cuts = 0

    def __call__(self, request: Request) -> Reply:
        reply = Reply(pieces=draft_of(faithful, request), pause=self.pause)
        if not self.cutting:
            return reply
        end = stream_of(reply).index(END.encode())
        self.cuts += 1
        return Reply(pieces=reply.pieces, cut_at=_CUT_EVERY * self.cuts % end)


def attack(questions: int = _CROWD) -> list[Row]:
    """So many questions at once and readers who leave. Raises `CouldNotMeasure`."""
    return asyncio.run(_attack(questions))


async def _attack(count: int) -> list[Row]:
    model = _Model()
    async with (
        Upstream(model).running() as upstream,
        served(upstream.url) as (server, client, http),
    ):
        texts = [sample.question for sample in sample_questions()]
        rows = await _crowd(http, _many(texts, count))
        said = server.said()
        rows += await _leaving(upstream, client, _many(texts, count))
        rows.append(_row("lines in the log", len(server.said()[len(said) :].splitlines()), count))
        model.pause, model.cutting = 0.0, True
        rows.append(await _cut(client, _many(texts, _CUTS)))
        model.cutting = False
        rows += await _long_use(server, client, texts)
    return rows


async def _crowd(http: httpx.AsyncClient, texts: Sequence[str]) -> list[Row]:
    """All at once: each is to be answered, or told to come back."""
    asked = (http.post("/v1/answers", json={"question": text}) for text in texts)
    replies = await asyncio.gather(*asked, return_exceptions=True)
    told = Counter(
        reply.status_code if isinstance(reply, httpx.Response) else 0 for reply in replies
    )
    others = len(texts) - told[200] - told[503]
    return [
        _row("crowd answered", told[200], len(texts)),
        _row("crowd told to come back", told[503], len(texts)),
        _row("crowd failed", others, len(texts)),
    ]


async def _leaving(upstream: Upstream, client: Client, texts: Sequence[str]) -> list[Row]:
    """Each reader leaves at its first sentence."""

    async def leave(text: str) -> None:
        async with aclosing(client.events(Question(text=text))) as events:
            async for event in events:
                if isinstance(event, Checked):
                    return

    await _in_turn(leave, texts)
    await asyncio.sleep(2)
    return [_row("streams left open", upstream.talking, len(texts))]


async def _cut(client: Client, texts: Sequence[str]) -> Row:
    """A stream that ends before its end mark is never a finished answer of the model."""
    early = 0

    async def ask(text: str) -> None:
        nonlocal early
        async with aclosing(client.events(Question(text=text))) as events:
            async for event in events:
                if isinstance(event, Answered) and event.answer.made_with.writer == "model":
                    early += 1

    await _in_turn(ask, texts)
    return _row("cut streams finished", early, len(texts))


async def _long_use(server: Running, client: Client, texts: Sequence[str]) -> list[Row]:
    async def ask(text: str) -> None:
        async with aclosing(client.events(Question(text=text))) as events:
            async for _ in events:
                pass

    rows: list[Row] = []
    done = 0
    for count in _LONG_USE:
        await _in_turn(ask, _many(texts, count)[done:])
        done = count
        rows.append(_row(f"MB after {count}", server.resident(), count, "MB"))
        rows.append(_row(f"files after {count}", _files(server), count))
    return rows


async def _in_turn(ask: Callable[[str], Awaitable[None]], texts: Sequence[str]) -> None:
    """All of them, some at once."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def one(text: str) -> None:
        async with places:
            await ask(text)

    await asyncio.gather(*(one(text) for text in texts))


def _many(texts: Sequence[str], count: int) -> list[str]:
    return [texts[place % len(texts)] for place in range(count)]


def _files(server: Running) -> int:
    return psutil.Process(server.process.pid).num_fds()


def _row(name: str, value: float, n: int, unit: str = "") -> Row:
    return Row(name=name, value=float(value), low=None, high=None, unit=unit, n=n)
