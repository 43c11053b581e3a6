"""Second opinions on what the check found: a judge is a language model with a prompt of its own.

It may doubt what is supported, and support what was only left open: where no exact layer speaks
against a claim. It is heard with words that stand in the passage; its silence is counted.
"""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from index.model import Hit
from index.words import terms
from prompts import Prompt
from service.answers import Verdict
from service.asking import Ask
from service.checking import Finding
from service.checking.reading import plain
from service.drafting.cleaning import without_thoughts
from service.errors import ModelError

_log = logging.getLogger(__name__)

Doubt = Callable[[str, Sequence[Hit]], Awaitable[str | None]]
Holding = Literal["supports", "doubts", "silent"]

_DENIES = re.compile(
    r"\b(?:un|not?[\s_-]|isn.t[\s_-]|partially[\s_-])support|contradict|refut|no[\s_-]entail|neutral"
)
_AFFIRMS = re.compile(r"\bsupport|\bentail")
_DECODER = json.JSONDecoder()
_QUOTES = " \"'“”‘’„«»「」『』`"
_LEAST = 2  # terms of a quotation


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge holds of a claim, and the words of the source that decide it."""

    holds: Holding
    quote: str = ""


_SILENT = Opinion("silent")


async def reconsider(
    finding: Finding, claim: str, cited: Sequence[Hit], judge: "Judge | None"
) -> tuple[Verdict, bool]:
    """The verdict with a judge's opinion, and whether the judge was asked and not heard."""
    verdict = finding.verdict
    if judge is None or not (verdict.name == "supported" or finding.open):
        return verdict, False
    opinion = await judge.opinion(claim, cited)
    if opinion.holds == "doubts" and verdict.name == "supported":
        return Verdict(name="unverified", reasons=(_told(opinion),)), False
    if opinion.holds == "supports" and finding.open:
        return Verdict(name="supported", supported_by=f"judge {judge.name}"), False
    return verdict, opinion.holds == "silent"


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks a language model. What it says without words from the passages is not heard."""

    template: Prompt
    ask: Ask
    name: str = ""

    async def __call__(self, claim: str, cited: Sequence[Hit]) -> str | None:
        """Why it doubts a claim; None where it doesn't, or is not heard."""
        opinion = await self.opinion(claim, cited)
        return _told(opinion) if opinion.holds == "doubts" else None

    async def opinion(self, claim: str, cited: Sequence[Hit]) -> Opinion:
        """What it holds of a claim."""
        passages = "\n\n".join(hit.text for hit in cited)
        try:
            said = _read(await self._answer(claim, passages))
        except ModelError as error:
            _log.warning("the judge was not heard: %s", error.message)
            return _SILENT
        verdict, quote = str(said.get("verdict")).casefold(), str(said.get("evidence") or "")
        quote = quote.strip(_QUOTES)
        if not _stands(quote, passages):
            return _SILENT
        if _DENIES.search(verdict):
            return Opinion("doubts", quote)
        return Opinion("supports", quote) if _AFFIRMS.search(verdict) else _SILENT

    async def _answer(self, claim: str, passages: str) -> str:
        # A JSON string is a fence that no text inside it can close.
        claim, passages = (json.dumps(text, ensure_ascii=False) for text in (claim, passages))
        messages = self.template.render(claim=claim, passages=passages)
        async with aclosing(self.ask(messages)) as pieces:
            return "".join([piece async for piece in pieces if isinstance(piece, str)])


def _told(opinion: Opinion) -> str:
    return f"The judge doubts it: the source says “{opinion.quote}”."


def _stands(quote: str, passages: str) -> bool:
    """Whether the words of a quotation stand in the passages, in order where some are left out."""
    rest = plain(passages)
    parts = [part for part in re.split(r"…|\.{3,}|\[\s*\]", quote) if terms(part)]
    for part in parts:
        _, found, rest = rest.partition(plain(part.strip(f"{_QUOTES}.,;:")))
        if not found:
            return False
    return sum(len(terms(part)) for part in parts) >= _LEAST


def _read(answer: str) -> Mapping[str, Any]:
    """The last object with a verdict in an answer, behind all thoughts; empty where none is."""
    found = [said for said in _objects(without_thoughts(answer)) if "verdict" in said]
    return found[-1] if found else {}


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    at = text.find("{")
    while at >= 0:
        try:
            said, end = _DECODER.raw_decode(text, at)
        except ValueError:
            end = at + 1
        else:
            yield {str(name).casefold(): value for name, value in said.items()}
        at = text.find("{", end)
