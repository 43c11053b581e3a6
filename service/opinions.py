"""Opinions of language models on what the check found: of one that reads for it, and of a judge.

They may doubt what is supported, and support what was only left open: where no exact layer speaks
against a claim. They are heard with words that stand in the passage; their silence is counted.
"""

import asyncio
import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from index import language
from index.model import Hit
from index.words import terms
from prompts import Prompt
from service.answers import Verdict
from service.asking import Ask
from service.checking import Finding
from service.checking.lexicon import words_of
from service.checking.reading import plain
from service.drafting.cleaning import without_thoughts
from service.errors import ModelError

_log = logging.getLogger(__name__)

Cited = tuple[str, Sequence[Hit]]  # a claim and the passages that it cites
Holding = Literal["supports", "doubts", "silent"]

_DENIES = re.compile(
    r"\b(?:un|not?[\s_-]|isn.t[\s_-]|partially[\s_-])support|contradict|refut|no[\s_-]entail|neutral"
)
_AFFIRMS = re.compile(r"\bsupport|\bentail")
_DECODER = json.JSONDecoder()
_QUOTES = " \"'“”‘’„«»「」『』`"
_LEAST = 2  # terms of a quotation
_TOGETHER = 8  # sentences that a judge is asked about at once


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge holds of a claim, and the words of the source that decide it."""

    holds: Holding
    quote: str = ""


_SILENT = Opinion("silent")


async def reconsider(
    finding: Finding, claim: str, cited: Sequence[Hit], hearings: "Sequence[Hearing]"
) -> Verdict:
    """The verdict with the opinions of those who are heard, one after the other."""
    verdict, left_open = finding.verdict, finding.open
    for hearing in hearings:
        judge = hearing.judge
        if not (verdict.name == "supported" or left_open):
            break
        if finding.verbatim and judge.role == "checker":
            continue  # there is nothing to read in it
        opinion = await hearing.opinion(claim, cited)
        if opinion.holds == "doubts" and verdict.name == "supported":
            reasons = (judge.doubt(opinion),)
            verdict, left_open = Verdict(name="unverified", reasons=reasons), True
        elif opinion.holds == "supports" and left_open:
            by = "reading" if judge.role == "checker" else f"judge {judge.name}"
            verdict, left_open = Verdict(name="supported", supported_by=by), False
    return verdict


@dataclass(frozen=True, slots=True)
class Judge:
    """Asks a language model. What it says without words from the passages is not heard.

    As `checker` it takes the place of the model that reads for the check.
    """

    template: Prompt
    ask: Ask
    name: str = ""
    role: Literal["checker", "judge"] = "judge"

    @property
    def called(self) -> str:
        """What readers know it as."""
        return "The judge" if self.role == "judge" else "The model that reads for the check"

    def doubt(self, opinion: Opinion) -> str:
        """A doubt as a reason."""
        return f"{self.called} doubts it: the source says “{opinion.quote}”."

    async def opinions(self, claims: Sequence[Cited]) -> list[Opinion]:
        """What it holds of each claim; it is asked about all of them at once."""
        try:
            answer = await self._answer(claims)
        except ModelError as error:
            _log.warning("%s was not heard: %s", self.called, error.message)
            return [_SILENT] * len(claims)
        said = _by_sentence(answer, len(claims))
        return [
            _opinion(said.get(number, {}), "\n\n".join(hit.text for hit in cited))
            for number, (_, cited) in enumerate(claims, start=1)
        ]

    async def _answer(self, claims: Sequence[Cited]) -> str:
        # JSON strings are a fence that no text inside them can close.
        passages = {hit.number: hit.text for _, cited in claims for hit in cited}
        sentences = [
            {"sentence": number, "cites": [hit.number for hit in cited], "text": claim}
            for number, (claim, cited) in enumerate(claims, start=1)
        ]
        messages = self.template.render(
            passages=json.dumps(passages, ensure_ascii=False),
            sentences=json.dumps(sentences, ensure_ascii=False),
        )
        async with aclosing(self.ask(messages)) as pieces:
            return "".join([piece async for piece in pieces if isinstance(piece, str)])


@dataclass(slots=True)
class Hearing:
    """A judge and the sentences of one answer: those that come while it is asked go together.

    `silent` are those that it was asked about and did not answer for.
    """

    judge: Judge
    silent: set[str] = field(default_factory=set)
    _waiting: list[tuple[Cited, asyncio.Future[Opinion]]] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def opinion(self, claim: str, cited: Sequence[Hit]) -> Opinion:
        """What the judge holds of a claim."""
        told: asyncio.Future[Opinion] = asyncio.get_running_loop().create_future()
        self._waiting.append(((claim, cited), told))
        async with self._turn:
            while not told.done():  # whoever has the turn asks for those behind, too
                asked, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
                try:
                    opinions = await self.judge.opinions([one for one, _ in asked])
                except BaseException:  # the others ask for themselves
                    self._waiting[:0] = [one for one in asked if one[1] is not told]
                    raise
                for (_, future), opinion in zip(asked, opinions, strict=True):
                    future.set_result(opinion)
        found = told.result()
        (self.silent.add if found.holds == "silent" else self.silent.discard)(claim)
        return found


class Heard(TypedDict, total=False):
    """Who was asked for opinions on an answer, and for how many sentences none came."""

    checker: str
    checker_silent: int
    judge: str
    judge_silent: int


def heard(hearings: Sequence[Hearing]) -> Heard:
    """What `made_with` tells of them."""
    told = Heard()
    for hearing in hearings:
        if hearing.judge.role == "judge":
            told |= Heard(judge=hearing.judge.name, judge_silent=len(hearing.silent))
        else:
            told |= Heard(checker=hearing.judge.name, checker_silent=len(hearing.silent))
    return told


def silences(hearings: Sequence[Hearing]) -> Iterator[str]:
    """What is told to readers of those that were not heard on every sentence."""
    for hearing in hearings:
        if hearing.silent:
            count = len(hearing.silent)
            yield f"{hearing.judge.called} did not answer for {count} of the sentences."


def _opinion(said: Mapping[str, Any], passages: str) -> Opinion:
    """What an object of a judge's answer says, if its words stand in the passages."""
    verdict, quote = str(said.get("verdict")).casefold(), str(said.get("evidence") or "")
    quote = quote.strip(_QUOTES)
    if not _stands(quote, passages):
        return _SILENT
    if _DENIES.search(verdict):
        return Opinion("doubts", quote)
    return Opinion("supports", quote) if _AFFIRMS.search(verdict) else _SILENT


def _stands(quote: str, passages: str) -> bool:
    """Whether the words of a quotation stand in the passages, in order where some are left out."""
    words = words_of([language.of(passages)])
    rest = plain(passages, words)
    parts = [part for part in re.split(r"…|\.{3,}|\[\s*\]", quote) if terms(part)]
    for part in parts:
        _, found, rest = rest.partition(plain(part.strip(f"{_QUOTES}.,;:"), words))
        if not found:
            return False
    return sum(len(terms(part)) for part in parts) >= _LEAST


def _by_sentence(answer: str, count: int) -> dict[int, Mapping[str, Any]]:
    """The last object with a verdict for each sentence, behind all thoughts.

    One that names no sentence is about the only one that was asked about.
    """
    found: dict[int, Mapping[str, Any]] = {}
    for said in _objects(without_thoughts(answer)):
        number = re.search(r"\d+", str(said.get("sentence", 1 if count == 1 else "")))
        if "verdict" in said and number:
            found[int(number[0])] = said
    return found


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The innermost JSON objects of a text."""
    at = text.find("{")
    while at >= 0:
        try:
            said, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if any(isinstance(value, dict | list) for value in said.values()):
                end = at + 1  # it holds others
            else:
                yield {str(name).casefold(): value for name, value in said.items()}
        at = text.find("{", end)
