"""THE FLOW: a question becomes one stream of events. Every way to use Assay reads this stream.

rewrite → retrieve → write → cite → check, sentence by sentence while the draft is written.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from time import perf_counter
from typing import Protocol
from uuid import uuid4

from index.errors import AssayError
from index.model import Article, Filters, Hit
from service.answers import (
    Answer,
    Answered,
    Checked,
    CitationError,
    Claim,
    Drafted,
    Event,
    Failed,
    MadeWith,
    Question,
    Retrieved,
    Rewritten,
    Sources,
    Status,
    Usage,
    Verdict,
    answer_of,
    join,
)
from service.checking import Finding
from service.checking.aligning import Alignment
from service.citing import cite, pointed
from service.doubting import Doubt, reconsider
from service.drafting import DraftReader, Sentence
from service.errors import DraftCut, DraftUseless, ModelError
from service.instructions import without_instructions
from service.straying import goes_astray, is_left_open
from service.writing import Writer

_log = logging.getLogger(__name__)

Rewrite = Callable[[Question], Awaitable[Rewritten]]
Retrieve = Callable[[str, Filters, int], Awaitable[tuple[Hit, ...]]]
ArticlesOf = Callable[[Sequence[Hit]], Awaitable[Mapping[str, Article]]]
Keep = Callable[[Question, Answer, str], Awaitable[bool]]


class CheckClaim(Protocol):
    """Checks one claim against the passages it cites and their articles, by id."""

    def __call__(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Verdict: ...


class CheckInSteps(CheckClaim, Protocol):
    """The same in two steps: what is aligned is cited, and then examined."""

    @property
    def made_with(self) -> str: ...

    @property
    def reader(self) -> object | None: ...

    def align(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Alignment | None: ...

    def examine(self, alignment: Alignment | None) -> Finding: ...


@dataclass(slots=True)
class _Work:
    """An answer in the making."""

    question: Question
    asked: str  # the question that stands alone
    passages: tuple[Hit, ...] = ()
    evidence: tuple[Hit, ...] = ()  # the passages without instructions planted in them
    articles: Mapping[str, Article] = field(default_factory=dict)
    draft: list[str] = field(default_factory=list)
    shown: list[Claim] = field(default_factory=list)
    withheld: list[Claim] = field(default_factory=list)
    errors: list[CitationError] = field(default_factory=list)
    degraded: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    timings: dict[str, float] = field(default_factory=dict)
    read: set[Sentence] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stations of an answer, in order. `writers` in order of preference, quoting last.

    `doubts` are second opinions on what the check finds supported.
    """

    rewrite: Rewrite
    retrieve: Retrieve
    articles_of: ArticlesOf
    writers: Sequence[Writer]
    check: CheckInSteps
    keep: Keep
    fingerprint: str
    rewriter: str | None = None
    doubts: Sequence[Doubt] = ()

    async def events(self, question: Question) -> AsyncGenerator[Event, None]:
        """Answer a question; the last event is `Answered` or `Failed`, whatever happens."""
        try:
            async with aclosing(self._answer(question)) as events:
                async for event in events:
                    yield event
        except AssayError as error:
            yield Failed(error=error)
        except Exception as error:  # noqa: BLE001  our own faults are an event, too
            _log.exception("a question failed")
            yield Failed(error=error)

    async def answer(self, question: Question) -> Answer:
        """The answer alone. Raises what `Failed` carries."""
        return await answer_of(self.events(question))

    async def _answer(self, question: Question) -> AsyncGenerator[Event, None]:
        begun = perf_counter()
        rewritten = await self.rewrite(question)
        work = _Work(question=question, asked=rewritten.text or question.text)
        _clock(work, "rewrite", begun)

        since = perf_counter()
        found = await self.retrieve(work.asked, question.filters, question.limit)
        work.articles = await self.articles_of(found)
        work.passages = tuple(hit for hit in found if hit.article_id in work.articles)
        work.evidence = await asyncio.to_thread(_evidence, work.passages, work.articles)
        _clock(work, "retrieve", since)
        yield Retrieved(passages=work.passages)

        for writer in self.writers if work.passages else self.writers[-1:]:
            reader = DraftReader()
            try:
                async with aclosing(self._write(writer, reader, work)) as events:
                    async for event in events:
                        yield event
            except ModelError as error:
                if work.shown:  # the reader holds a part already: nobody else can finish it
                    raise
                work.degraded.append(error.message)
                continue
            _clock(work, "total", begun)
            answer = self._finish(work, reader, writer, rewritten)
            yield Answered(answer=await self._kept(work, answer))
            return
        raise AssertionError("the last writer failed, though it needs no model")

    async def _write(
        self, writer: Writer, reader: DraftReader, work: _Work
    ) -> AsyncGenerator[Event, None]:
        """Write, cite and check, one event for each finished sentence. Raises `ModelError`."""
        since, checking = perf_counter(), work.timings.get("check", 0.0)
        work.draft.clear()
        async with aclosing(writer(work.asked, work.evidence)) as draft:
            async for piece in draft:
                if isinstance(piece, Usage):
                    work.usage += piece
                    continue
                work.draft.append(piece)
                if work.question.drafts:
                    yield Drafted(text=piece)
                for sentence in _fresh(reader.feed(piece), work):
                    yield await self._check(sentence, work)
        async with aclosing(self._rest(reader, work)) as events:
            async for event in events:
                yield event
        _clock(work, "write", since)
        work.timings["write"] -= work.timings.get("check", 0.0) - checking
        if not reader.ended:
            raise DraftCut(f"The model {writer.model} stopped in the middle.", "Ask again.")
        if writer.model and not (work.shown or reader.no_answer or reader.missing):
            raise DraftUseless(
                f"The model {writer.model} wrote nothing that the articles carry.", "Ask again."
            )

    async def _rest(self, reader: DraftReader, work: _Work) -> AsyncGenerator[Checked, None]:
        """What the end of a draft finished; without its end mark that is a fragment."""
        rest = reader.close()
        if not reader.ended:
            return
        for sentence in _fresh(rest, work):
            yield await self._check(sentence, work)
        if more := _beyond_the_question(reader, work):
            yield more

    async def _check(self, sentence: Sentence, work: _Work) -> Checked:
        since = perf_counter()
        cited, errors = pointed(sentence, work.evidence)
        alignment = self.check.align(sentence.text, cited, work.articles)
        if self.check.reader:  # a model that reads takes its time
            found = await asyncio.to_thread(self.check.examine, alignment)
        else:
            found = self.check.examine(alignment)
        verdict = await reconsider(found.verdict, sentence.text, cited, self.doubts)
        if shown := _may_show(verdict, strict=work.question.strict):
            astray = goes_astray(sentence.text, verdict, work.asked, cited)
            if astray:  # the source that it names is none
                shown, verdict = False, Verdict(name="uncited", reasons=(astray,))
        claim = Claim(
            text=sentence.text,
            verdict=verdict.name,
            reasons=verdict.reasons,
            citations=cite(alignment) if alignment else (),
            supported_by=verdict.supported_by,
        )
        (work.shown if shown else work.withheld).append(claim)
        work.errors += errors
        _clock(work, "check", since)
        return Checked(claim=claim, shown=shown)

    def _finish(
        self, work: _Work, reader: DraftReader, writer: Writer, rewritten: Rewritten
    ) -> Answer:
        claims = tuple(work.shown)
        return Answer(
            id=uuid4().hex,
            question=work.question.text,
            rewritten_question=rewritten.text,
            status=_status(claims, reader),
            text=join(claims),
            claims=claims,
            withheld=tuple(work.withheld),
            citation_errors=tuple(work.errors),
            passages=work.passages,
            sources=_sources(claims, work.articles),
            missing=reader.missing,
            degraded_reason=_degraded(work, writer),
            made_with=MadeWith(
                writer=writer.name,
                model=writer.model,
                prompt=writer.prompt,
                index=self.fingerprint,
                rewriter=self.rewriter if work.question.history else None,
                check=self.check.made_with,
                assay=version("assay"),
            ),
            usage=rewritten.usage + work.usage,
            timings_ms={
                name: round(work.timings.get(name, 0.0), 1)
                for name in ("rewrite", "retrieve", "write", "check", "total")
            },
        )

    async def _kept(self, work: _Work, answer: Answer) -> Answer:
        """The answer, and whether it can be had again: one that can't be kept is given, too."""
        try:
            kept = await self.keep(work.question, answer, "".join(work.draft))
        except Exception as error:  # noqa: BLE001  the answer is good, whatever keeping it met
            _log.warning("The answer %s was given, but not kept: %s", answer.id, error)
            kept = False
        return replace(answer, kept=kept)


def _evidence(passages: Sequence[Hit], articles: Mapping[str, Article]) -> tuple[Hit, ...]:
    return tuple(without_instructions(hit, articles[hit.article_id]) for hit in passages)


def _beyond_the_question(reader: DraftReader, work: _Work) -> Checked | None:
    """What a draft tells where it should name the part that is left open; then that is unknown."""
    asked = f"{work.question.text}\n{work.asked}"
    if reader.missing is None or is_left_open(reader.missing, asked):
        return None
    reason = "It tells more than which part of the question the articles leave open."
    claim = Claim(text=reader.missing, verdict="uncited", reasons=(reason,))
    work.withheld.append(claim)
    reader.missing = work.asked
    return Checked(claim=claim, shown=False)


def _may_show(verdict: Verdict, *, strict: bool) -> bool:
    return verdict.name == "supported" or (verdict.name == "unverified" and not strict)


def _fresh(sentences: Sequence[Sentence], work: _Work) -> Iterator[Sentence]:
    """The sentences that were not read before: a model that repeats itself says a thing once."""
    for sentence in sentences:
        if sentence not in work.read:
            work.read.add(sentence)
            yield sentence


def _sources(claims: tuple[Claim, ...], articles: Mapping[str, Article]) -> Sources:
    cited = {citation.article_id for claim in claims for citation in claim.citations}
    return Sources(
        articles=len(cited), independent=len({articles[id_].cluster or id_ for id_ in cited})
    )


def _status(claims: tuple[Claim, ...], reader: DraftReader) -> Status:
    if not claims:
        return "not_in_articles"
    return "partial" if reader.missing else "answered"


def _degraded(work: _Work, writer: Writer) -> str | None:
    if work.degraded:
        return " ".join(work.degraded)
    if writer.name == "quoting":
        return "No language model is set, so answers quote the articles."
    return None


def _clock(work: _Work, what: str, since: float) -> None:
    """Add the milliseconds since then."""
    work.timings[what] = work.timings.get(what, 0.0) + 1000 * (perf_counter() - since)
