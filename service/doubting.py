"""Second opinions on claims that the check found supported. They may add doubt, and nothing else.

A judge is a language model with a prompt of its own, whose evidence must stand in the passage word
for word.
"""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from index.model import Hit
from prompts import Prompt
from service.answers import Verdict
from service.asking import Ask
from service.checking.reading import plain
from service.errors import ModelError

_log = logging.getLogger(__name__)

Doubt = Callable[[str, Sequence[Hit]], Awaitable[str | None]]


async def reconsider(
    verdict: Verdict, claim: str, cited: Sequence[Hit], doubts: Sequence[Doubt]
) -> Verdict:
    """The verdict; `unverified` where it was `supported` and somebody doubts."""
    if verdict.name != "supported":
        return verdict
    reasons = [reason for doubt in doubts if (reason := await doubt(claim, cited))]
    return Verdict(name="unverified", reasons=tuple(reasons)) if reasons else verdict


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks a language model. What it says without a quote from the passages is not heard."""

    template: Prompt
    ask: Ask

    async def __call__(self, claim: str, cited: Sequence[Hit]) -> str | None:
        passages = "\n\n".join(hit.text for hit in cited)
        try:
            said = _read(await self._answer(claim, passages))
        except ModelError as error:
            _log.warning("the judge was not heard: %s", error.message)
            return None
        if said.get("verdict") not in ("unsupported", "contradicted"):
            return None
        quote = str(said.get("evidence", ""))
        if len(quote.split()) < 2 or plain(quote) not in plain(passages):
            return None
        return f"The judge doubts it: the source says “{quote}”."

    async def _answer(self, claim: str, passages: str) -> str:
        # A JSON string is a fence that no text inside it can close.
        claim, passages = (json.dumps(text, ensure_ascii=False) for text in (claim, passages))
        messages = self.template.render(claim=claim, passages=passages)
        async with aclosing(self.ask(messages)) as pieces:
            return "".join([piece async for piece in pieces if isinstance(piece, str)])


def _read(answer: str) -> Mapping[str, Any]:
    """The JSON object of an answer; empty where there is none."""
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        said = json.loads(found.group()) if found else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
