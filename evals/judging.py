"""A language model's second opinion on the sentences shown: heard once it was calibrated.

The judge is the service's own (`service.opinions`), whose doubt counts only with words of the
passage. There, one that does not answer leaves the verdict as it is; here that would pass for
agreement, so it is an error.
"""

import hashlib
import os
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from evals.items import Item
from evals.outcomes import DOES_NOT_APPLY, Mark, shared
from evals.replies import REPLIES, kept
from evals.runs import RunBroken
from evals.scores.judged_groundedness import JUDGED_GROUNDEDNESS
from index.errors import AssayError
from index.model import Hit
from prompts import load
from service.answers import Answer, Claim, Piece
from service.asking import Ask, Messages
from service.calibrating import (
    Agreement,
    LabelledClaim,
    Share,
    cited_by,
    sentences_of,
    wilson,
)
from service.errors import BadInput, ModelError
from service.opinions import Judge
from service.settings import Settings

Doubt = Callable[[str, Sequence[Hit]], Awaitable[str | None]]
"""Why a claim is doubted; None where it isn't, or the judge says nothing of the passages."""

JUDGES = Path(__file__).parent / "judges"
PROMPT = "check/v2"
LEAST_KAPPA = 0.4  # up to here agreement is no more than fair (Landis and Koch 1977)
FEWEST_CLAIMS = 200
_FEWEST_OF_A_KIND = 20  # below, one of the two rates says nothing


class JudgeSilent(AssayError):
    """The judge did not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How far a judge agrees with people. A positive is a claim that it doubts.

    `prompt` and `claims` are digests, `n` is how many claims there were.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    judge: str
    prompt: str
    claims: str
    n: int
    kappa: float
    true_positive_rate: Share
    false_positive_rate: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedJudge:
    """A judge that may be heard."""

    calibration: Calibration
    doubt: Doubt

    @property
    def facts(self) -> dict[str, str | float]:
        """For the manifest."""
        return {"judge": self.calibration.judge, "judge_kappa": self.calibration.kappa}


_CALIBRATION = TypeAdapter(Calibration)
_CLAIMS = TypeAdapter(list[LabelledClaim])


def doubt_of(ask: Ask) -> Doubt:
    """The judge that is asked so. It raises `JudgeSilent`, and what else `ask` raises."""
    judge = Judge(load(PROMPT), partial(_insisting, ask))

    async def doubt(claim: str, cited: Sequence[Hit]) -> str | None:
        [opinion] = await judge.opinions([(claim, cited)])
        return judge.doubt(opinion) if opinion.holds == "doubts" else None

    return doubt


@asynccontextmanager
async def open_judge(
    model: str, api_base: str | None = None, replies: Path = REPLIES
) -> AsyncIterator[Doubt]:
    """The judge that is this LiteLLM model. Its replies are kept; with CI set, it isn't asked."""
    from service import llm
    from service.budget import Budget
    from service.language_models import ask_of

    settings = Settings.model_construct(judge=model, api_base=api_base)
    ask = ask_of(model, settings, Budget(), settings.answer_tokens)
    offline = os.environ.get("CI", "") not in ("", "0", "false")
    try:
        yield doubt_of(kept(ask, model, replies, offline=offline))
    finally:
        await llm.close()


async def calibrate(judge: str, claims: Sequence[LabelledClaim], doubt: Doubt) -> Calibration:
    """Ask about every claim. Raises `BadInput`, `JudgeSilent`, `ReplyNotUsable`."""
    _require_enough(claims)
    counts = Counter([(not claim.supported, await _doubts(doubt, claim)) for claim in claims])
    return Calibration(
        judge=judge,
        prompt=load(PROMPT).digest,
        claims=hashlib.sha256(_CLAIMS.dump_json(list(claims))).hexdigest(),
        n=len(claims),
        kappa=cohens_kappa(counts),
        true_positive_rate=_rate(counts, kind=True),
        false_positive_rate=_rate(counts, kind=False),
    )


def cohens_kappa(counts: Counter[Agreement]) -> float:
    """Agreement beyond chance of two raters who each say yes or no (Cohen 1960)."""
    n = counts.total()
    agreed = (counts[True, True] + counts[False, False]) / n
    first, second = (
        (counts[True, True] + one) / n for one in (counts[True, False], counts[False, True])
    )
    chance = first * second + (1 - first) * (1 - second)
    return (agreed - chance) / (1 - chance)


def keep(calibration: Calibration, folder: Path = JUDGES) -> Path:
    """Write it where `admitted` looks for it."""
    folder.mkdir(exist_ok=True)
    path = _path(calibration.judge, folder)
    path.write_bytes(_CALIBRATION.dump_json(calibration, indent=2) + b"\n")
    return path


def admitted(judge: str, folder: Path = JUDGES) -> Calibration:
    """The calibration of a judge that may be heard. Raises `RunBroken` where it may not."""
    path, how = (
        _path(judge, folder),
        f"python -m evals calibrate-judge --model {judge} --claims FILE",
    )
    try:
        found = _CALIBRATION.validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise RunBroken(f"The judge {judge} was never calibrated: no {path}.", how) from error
    except ValidationError as error:
        raise RunBroken(f"{path} holds no calibration.", how) from error
    if found.judge != judge:
        raise RunBroken(f"{path} is the calibration of {found.judge}, not of {judge}.", how)
    if found.prompt != load(PROMPT).digest:
        raise RunBroken(f"The prompt {PROMPT} has changed since {judge} was calibrated.", how)
    if found.kappa < LEAST_KAPPA:
        raise RunBroken(
            f"The judge {judge} agrees too little with people: "
            f"kappa {found.kappa:.2f}, at least {LEAST_KAPPA:g} is needed.",
            "Name another judge.",
        )
    return found


async def judged(items: Sequence[Item], doubt: Doubt) -> list[Item]:
    """The items with the judge's mark."""
    return [await _judged(item, doubt) for item in items]


def silences(items: Sequence[Item]) -> list[str]:
    """Why the judge did not answer, for each case where it didn't."""
    marks = [item.marks[JUDGED_GROUNDEDNESS.name] for item in items if item.answer]
    return [mark.reason for mark in marks if mark.outcome == "error"]


async def _insisting(ask: Ask, messages: Messages) -> AsyncGenerator[Piece, None]:
    try:
        async with aclosing(ask(messages)) as pieces:
            async for piece in pieces:
                yield piece
    except ModelError as error:
        raise JudgeSilent(f"The judge did not answer. {error.message}", error.hint) from error


def _require_enough(claims: Sequence[LabelledClaim]) -> None:
    kinds = Counter(claim.supported for claim in claims)
    if len(claims) < FEWEST_CLAIMS or min(kinds[True], kinds[False]) < _FEWEST_OF_A_KIND:
        raise BadInput(
            f"There are {kinds[True]} supported and {kinds[False]} unsupported claims.",
            f"Give at least {FEWEST_CLAIMS}, {_FEWEST_OF_A_KIND} of each kind among them.",
        )


async def _doubts(doubt: Doubt, claim: LabelledClaim) -> bool:
    """Whether the judge doubts a claim: one sentence of it is enough."""
    cited = cited_by(claim)
    for sentence in sentences_of(claim):
        if await doubt(sentence, cited):
            return True
    return False


def _rate(counts: Counter[Agreement], *, kind: bool) -> Share:
    """The share that the judge doubts of the claims that people doubt, or of the others."""
    n = counts[kind, True] + counts[kind, False]
    return wilson(counts[kind, True] / n, n)


def _path(judge: str, folder: Path) -> Path:
    return folder / f"{judge.replace('/', '-')}.json"


async def _judged(item: Item, doubt: Doubt) -> Item:
    if item.answer is None:
        return item
    mark = await _mark(item.answer, doubt)
    return replace(item, marks={**item.marks, JUDGED_GROUNDEDNESS.name: mark})


async def _mark(answer: Answer, doubt: Doubt) -> Mark:
    if not answer.claims:
        return DOES_NOT_APPLY
    try:
        said = [(claim, await _doubt_of_shown(claim, answer, doubt)) for claim in answer.claims]
    except JudgeSilent as error:
        return Mark(outcome="error", reason=error.message)
    doubted = [f"{claim.text} ({reason})" for claim, reason in said if reason]
    return shared(1 - len(doubted) / len(said), f"Doubted: {' | '.join(doubted)}")


async def _doubt_of_shown(claim: Claim, answer: Answer, doubt: Doubt) -> str | None:
    numbers = {citation.number for citation in claim.citations}
    cited: list[Hit] = [hit for hit in answer.passages if hit.number in numbers]
    return await doubt(claim.text, cited) if cited else "It cites nothing."
