"""What becomes of the sentences of drafts as models write them: a scripted upstream writes each.

A draft's `template` holds `<<key>>` where the number of the passage goes that holds the words of
`keys[key]`; `expected` lists its sentences with labels: T true and cited, T- true without a mark of
its own, D derived, F false; others are not counted. Articles are the samples, and those in a folder
`seeds` beside the file or its folder.
"""

import asyncio
import json
import os
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from evals.bench.rows import CouldNotMeasure, Row
from evals.bench.sample import take_in
from evals.personas import Asked, read
from evals.upstream import Reply, Request, Upstream, always
from index.words import terms
from service.answers import Answer, Claim, Question
from service.drafting import cut

if TYPE_CHECKING:
    from service.wiring import Service

_LABELS = {"T": "true", "T-": "unmarked true", "D": "derived", "F": "false"}
_OUTCOMES = ("supported", "unverified", "contradicted", "lost")
_SAME = 0.7  # of the terms of a sentence must stand in the claim that it became
_KEY = re.compile(r"<<(\w+)>>")


@dataclass(frozen=True, slots=True)
class Became:
    """A labelled sentence of a draft, and what became of it."""

    style: str
    label: str
    outcome: str


def drafts(file: Path) -> list[Row]:
    """Put every draft of a file through the whole pipeline. Raises `CouldNotMeasure`.

    Beside what became of the sentences: for how many questions every passage that the draft cites
    stood in the prompt.
    """
    became, given = asyncio.run(_try_all(file, _read(file)))
    share = round(sum(given) / len(given), 4)
    row = Row(name="passages given", value=share, low=None, high=None, unit="share", n=len(given))
    return [*as_rows(became), row]


def as_rows(became: Sequence[Became]) -> list[Row]:
    """Shares of the sentences of each label, over all drafts and for each style."""
    rows = _rows("", became)
    for style in dict.fromkeys(one.style for one in became):
        rows += _rows(f"{style} ", [one for one in became if one.style == style])
    return rows


def _rows(front: str, became: Sequence[Became]) -> list[Row]:
    rows: list[Row] = []
    for label in _LABELS.values():
        outcomes = [one.outcome for one in became if one.label == label]
        for outcome in _OUTCOMES if outcomes else ():
            share = round(outcomes.count(outcome) / len(outcomes), 4)
            name = f"{front}{label} {outcome}"
            rows.append(
                Row(name=name, value=share, low=None, high=None, unit="share", n=len(outcomes))
            )
    return rows


def _read(file: Path) -> list[Mapping[str, Any]]:
    try:
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        found = [line for line in lines if line.get("template") and line["question"]]
    except (OSError, ValueError, KeyError, AttributeError):
        found = []
    if not found:
        raise CouldNotMeasure(
            f"{file} holds no drafts.", "Give it lines of {question, template, keys, expected}."
        )
    return found


async def _try_all(
    file: Path, drafts: Sequence[Mapping[str, Any]]
) -> tuple[list[Became], list[bool]]:
    became: list[Became] = []
    all_given: list[bool] = []
    async with Upstream(always(Reply())).running() as upstream, _service(file, upstream) as service:
        for draft in drafts:
            given: dict[str, int] = {}

            def write(request: Request, draft: Mapping[str, Any] = draft) -> Reply:
                given.update(_numbers(draft["keys"], read(request)))  # noqa: B023  read at once
                return _reply(draft, given)  # noqa: B023

            upstream.script = write
            answer = await service.pipeline.answer(Question(text=draft["question"]))
            became += _became(draft, given, answer)
            all_given.append(given.keys() >= set(_KEY.findall(draft["template"])))
    return became, all_given


def _numbers(keys: Mapping[str, str], asked: Asked) -> dict[str, int]:
    """The number of the passage that holds each key's words."""
    held = {number: " ".join(text.split()) for number, text in asked.passages.items()}
    return {
        key: number
        for key, words in keys.items()
        for number, text in reversed(held.items())
        if " ".join(words.split()) in text
    }


def _reply(draft: Mapping[str, Any], given: Mapping[str, int]) -> Reply:
    text = _filled(draft["template"], given)
    mode = draft.get("mode") or {}
    return Reply(
        pieces=[text[at : at + 5] for at in range(0, len(text), 5)],
        reasoning=str(mode.get("reasoning") or ""),
        finish=str(mode.get("finish") or "stop"),
    )


def _filled(template: str, given: Mapping[str, int]) -> str:
    return _KEY.sub(lambda key: str(given.get(key[1], 99)), template)


def _became(draft: Mapping[str, Any], given: Mapping[str, int], answer: Answer) -> list[Became]:
    """What became of the labelled sentences whose passages were given."""
    expected = draft["expected"] if isinstance(draft["expected"], list) else []
    found: list[Became] = []
    for one in expected:
        keys = _KEY.findall(one["text"])
        if one["label"] in _LABELS and given.keys() >= set(keys):
            text = " ".join(part.text for part in cut(_filled(one["text"], given)))
            found.append(Became(draft["style"], _LABELS[one["label"]], _outcome(text, answer)))
    return found


def _outcome(text: str, answer: Answer) -> str:
    wanted = set(terms(text))
    claims = [claim for claim in (*answer.claims, *answer.withheld) if claim.drafted_by]

    def shared(claim: Claim) -> float:
        own = set(terms(claim.text))
        return len(wanted & own) / max(len(wanted), len(own), 1)

    best = max(claims, key=shared, default=None)
    if best is None or shared(best) < _SAME or best.verdict == "uncited":
        return "lost"
    return best.verdict


@asynccontextmanager
async def _service(file: Path, upstream: Upstream) -> AsyncGenerator["Service", None]:
    from index.reading import read as read_articles
    from service.settings import Settings
    from service.wiring import build

    os.environ.setdefault("OPENAI_API_KEY", "none")  # the client wants one; loopback doesn't
    with TemporaryDirectory(prefix="assay-bench-") as folder:
        settings = Settings.model_construct(
            data=Path(folder), model=("openai/scripted",), api_base=upstream.url
        )
        async with build(settings, "evals bench drafts") as service:
            await take_in(service)
            for beside in (file.parent, file.parent.parent):
                if (beside / "seeds").is_dir():
                    await service.ingest.add(read_articles([beside / "seeds"]))
            yield service
