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
from uuid import uuid4

from index import language
from index.model import Article, Hit
from service.answers import (
    Answer,
    Answered,
    Blanked,
    Checked,
    CitationError,
    Claim,
    Drafted,
    Event,
    Failed,
    Finished,
    MadeWith,
    Piece,
    Question,
    Refused,
    Retrieved,
    Rewritten,
    Sources,
    Status,
    Usage,
    Verdict,
    answer_of,
    join,
)
from service.citing import numbered, pointed
from service.doubting import Hearing, Judge, heard, silences
from service.draft_ends import cut_of, next_piece, usage_behind, why_useless
from service.drafting import DraftReader, Sentence, tells
from service.errors import ContextTooSmall, DraftUseless, ModelError
from service.examining import CheckInSteps, Examined, carrying, evidence, examined
from service.flow import ArticlesOf, Retrieve, clock, unfailing
from service.instructions import blanked
from service.ordering import in_order
from service.quoting import asks_summary
from service.relevance import adds_no_word, goes_astray, is_left_open
from service.repairing import Repair
from service.rewriting import Spell, respelled
from service.tracing import (
    checking,
    note_usage,
    note_verdict,
    retrieval,
    traced,
    written_by,
)
from service.widening import headed
from service.writing import Writer

_log = logging.getLogger(__name__)

_SILENT = "wrote nothing"
_NO_SUMMARY = (
    "Without a language model one article is summed up by its first sentences, and several are not:"
    " name one by its title."
)
_FOUND = "The draft named no passage for it; this one was found to carry it."

Rewrite = Callable[[Question], Awaitable[Rewritten]]
Widen = Callable[[Sequence[Hit], Mapping[str, Article]], tuple[Hit, ...]]
Keep = Callable[[Question, Answer, str], Awaitable[bool]]


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
    order: dict[str, int] = field(default_factory=dict)  # cited articles, numbered by first use
    drafted_by: str | None = None  # the model that writes now
    finished: Finished | None = None  # how the provider says that the draft ended
    hearings: Sequence[Hearing] = ()  # models with an opinion, about this answer
    checking: int = 0  # sentences that are being checked
    repairs: int = 0  # sentences that went back to their model
    cut: bool = False  # the draft was not written to its end
    broken: ModelError | None = None  # what ended it after something was shown


@dataclass(frozen=True, slots=True)
class _Judged:
    """A sentence of a draft after all looks at it."""

    claim: Claim
    shown: bool
    errors: Sequence[CitationError]


_Step = Drafted | _Judged


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stations of an answer, in order. `writers` in order of preference, quoting last.

    The `judges` have opinions on what the check finds; `repair` sends what it refuses back to
    the model that wrote it. `widen` gives models more to read than was found. Where models have
    shown nothing for `patience` seconds, the answer quotes. `spell` tells which names are misspelt.
    """

    rewrite: Rewrite
    retrieve: Retrieve
    articles_of: ArticlesOf
    writers: Sequence[Writer]
    check: CheckInSteps
    keep: Keep
    fingerprint: str
    rewriter: str | None = None
    judges: Sequence[Judge] = ()
    repair: Repair | None = None
    widen: Widen | None = None
    patience: float = 45.0
    spell: Spell | None = None

    def events(self, question: Question) -> AsyncGenerator[Event, None]:
        """Answer a question; the last event is `Answered` or `Failed`, whatever happens."""
        return unfailing(self._answer(question))

    async def answer(self, question: Question) -> Answer:
        """The answer alone. Raises what `Failed` carries."""
        return await answer_of(self.events(question))

    async def _answer(self, question: Question) -> AsyncGenerator[Event, None]:
        begun = perf_counter()
        rewritten = await self._understood(question)
        hearings = [Hearing(judge) for judge in self.judges]
        work = _Work(question=question, asked=rewritten.text or question.text, hearings=hearings)
        clock(work.timings, "rewrite", begun)

        since = perf_counter()
        with traced(*retrieval()):
            found = await self.retrieve(work.asked, question.filters, question.limit)
            work.articles = await self.articles_of(found)
            work.passages = tuple(hit for hit in found if hit.article_id in work.articles)
            if self.widen and work.passages:
                work.passages = self.widen(work.passages, work.articles)
            elif asks_summary(work.asked):
                work.passages = headed(work.passages, work.articles)
            work.evidence = await asyncio.to_thread(evidence, work.passages, work.articles)
        clock(work.timings, "retrieve", since)
        yield Retrieved(passages=work.passages)

        until = asyncio.get_running_loop().time() + self.patience
        tries = [(writer, work.evidence) for writer in self._writers(work)]
        while tries:
            writer, passages = tries.pop(0)
            reader = DraftReader(passages)
            since = perf_counter()
            events = self._write(writer, passages, reader, work, until)
            try:
                async with aclosing(_in_span(events, writer, work)) as written:
                    async for event in written:
                        yield event
            except ModelError as error:
                clock(work.timings, "failed", since)
                work.degraded.append(error.message)
                if isinstance(error, ContextTooSmall) and 1 < len(passages) == len(work.passages):
                    work.evidence = passages[: (len(passages) + 1) // 2]
                    tries.insert(0, (writer, work.evidence))
                    work.degraded.append(_halved(work))
                continue
            clock(work.timings, "total", begun)
            answer = await self._kept(work, self._finish(work, reader, writer, rewritten))
            yield (
                Failed(error=work.broken, answer=answer) if work.broken else Answered(answer=answer)
            )
            return
        raise AssertionError("the last writer failed, though it needs no model")

    async def _understood(self, question: Question) -> Rewritten:
        """The question as it is answered."""
        if question.as_written:
            return Rewritten(text=None)
        rewritten = await self.rewrite(question)
        return await respelled(self.spell, question, rewritten) if self.spell else rewritten

    def _writers(self, work: _Work) -> Sequence[Writer]:
        """Who may be asked: without passages there is nothing that a model could write from."""
        models = work.passages and not work.question.quote
        return self.writers if models else self.writers[-1:]

    async def _write(
        self,
        writer: Writer,
        passages: Sequence[Hit],
        reader: DraftReader,
        work: _Work,
        until: float,
    ) -> AsyncGenerator[Event, None]:
        """Write, cite and check, one event for each finished sentence.

        Sentences are checked beside the writing. Raises `ModelError` while nothing was shown; later
        an error ends the draft.
        """
        work.draft.clear()
        work.drafted_by, work.finished, work.broken = writer.model, None, None
        since, written = perf_counter(), work.timings.get("write", 0.0)
        draft = writer(work.asked, passages, work.question.length)
        steps: AsyncGenerator[_Step, None] = in_order(self._read(draft, reader, work, until))
        async with aclosing(steps) as events:
            async for event in events:
                if isinstance(event, _Judged):
                    yield _noted(event, work)
                else:
                    yield event
        clock(work.timings, "check", since)
        work.timings["check"] -= work.timings["write"] - written
        if more := _beyond_the_question(reader, work):
            yield more
        if not work.shown and work.broken:
            raise work.broken
        if writer.model:
            _note_end(writer.model, reader, work)

    async def _read(
        self, draft: AsyncGenerator[Piece, None], reader: DraftReader, work: _Work, until: float
    ) -> AsyncGenerator[_Step | asyncio.Task[_Step], None]:
        """Read a draft as it is written, up to its end, and begin to check each sentence."""
        since = perf_counter()
        limit = until if work.drafted_by else None
        try:
            async with aclosing(draft):
                while not reader.at_end and (piece := await _next(draft, work, limit)) is not None:
                    if not isinstance(piece, str):
                        _note(piece, work)
                        continue
                    work.draft.append(piece)
                    if work.question.drafts:
                        yield Drafted(text=piece, drafted_by=work.drafted_by)
                    for sentence in _fresh(reader.feed(piece), work):
                        yield asyncio.create_task(self._judged(sentence, work))
                if reader.at_end:
                    work.usage += await usage_behind(draft)
        except ModelError as error:
            work.broken = error
        for sentence in _fresh(_rest(reader, work), work):
            yield asyncio.create_task(self._judged(sentence, work))
        clock(work.timings, "write", since)

    async def _judged(self, sentence: Sentence, work: _Work) -> _Step:
        """A sentence after the check; where that refuses it, as its model writes it now."""
        work.checking += 1
        try:
            found = await self._check(sentence, work)
            if found.claim.verdict == "contradicted":
                return await self._repaired(sentence, found, work) or found
            return found
        finally:
            work.checking -= 1

    async def _repaired(self, sentence: Sentence, found: _Judged, work: _Work) -> _Judged | None:
        """A refused sentence as its model writes it now, if that can be shown."""
        model, refused = work.drafted_by, found.claim
        if not (self.repair and model and work.repairs < self.repair.most):
            return None
        work.repairs += 1
        cited, _ = pointed(sentence, work.evidence)
        again, usage = await self.repair(model, sentence, refused.reasons, cited)
        work.usage += usage
        if again is None:
            return None
        repaired = await self._check(again, work)
        before = Refused(text=refused.text, reasons=refused.reasons)
        claim = replace(repaired.claim, repaired=before)
        return replace(repaired, claim=claim) if repaired.shown else None

    async def _check(self, sentence: Sentence, work: _Work) -> _Judged:
        cited, errors = pointed(sentence, work.evidence)
        with traced(*checking()) as check:
            found = await self._examined(sentence, cited, work)
            note_verdict(check, found.verdict.name)
        verdict = found.verdict
        if shown := _may_show(verdict, strict=work.question.strict):
            astray = goes_astray(sentence.text, verdict, work.asked, found.cited)
            if astray:  # the source that it names is none
                shown, verdict = False, Verdict(name="uncited", reasons=(astray,))
        claim = Claim(
            text=sentence.text,
            verdict=verdict.name,
            reasons=verdict.reasons,
            citations=found.citations,
            supported_by=verdict.supported_by,
            drafted_by=work.drafted_by,
            begins=sentence.begins,
        )
        return _Judged(claim, shown, errors)

    async def _examined(self, sentence: Sentence, cited: Sequence[Hit], work: _Work) -> Examined:
        """A sentence beside what it cites; where its mark is a later one's, beside all, too."""
        if not sentence.marks:
            return await self._unmarked(sentence, work)
        found = await examined(
            self.check, work.hearings, sentence.claim, [cited], work.articles, work.passages
        )
        if sentence.borrowed and found.verdict.name != "supported":
            alone = await self._unmarked(sentence, work)
            return alone if alone.verdict.name == "supported" else found
        return found

    async def _unmarked(self, sentence: Sentence, work: _Work) -> Examined:
        """A sentence without a mark is uncited, unless a passage is found to carry it.

        One that is not supported must say nothing in words that neither its passage nor the
        question has.
        """
        tries = await asyncio.to_thread(
            carrying, self.check, sentence.claim, work.evidence, work.articles
        )
        found = await examined(
            self.check, work.hearings, sentence.claim, tries, work.articles, work.passages
        )
        name = found.verdict.name
        if name == "supported" or (
            name == "unverified" and adds_no_word(sentence.claim, work.asked, found.cited)
        ):
            reasons = (*found.verdict.reasons, _FOUND)
            return replace(found, verdict=replace(found.verdict, reasons=reasons))
        return replace(found, verdict=self.check.examine(None).verdict, cited=(), citations=())

    def _finish(
        self, work: _Work, reader: DraftReader, writer: Writer, rewritten: Rewritten
    ) -> Answer:
        claims = tuple(work.shown)
        return Answer(
            id=uuid4().hex,
            question=work.question.text,
            rewritten_question=rewritten.text,
            status=_status(work, reader),
            text=join(claims),
            claims=claims,
            withheld=tuple(work.withheld),
            citation_errors=tuple(work.errors),
            passages=work.passages,
            blanked=tuple(_blanked(work)),
            respelled=rewritten.respelled,
            question_language=_spoken(work.asked),
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
                **heard(work.hearings),
                assay=version("assay"),
            ),
            usage=rewritten.usage + work.usage,
            timings_ms={
                name: round(work.timings.get(name, 0.0), 1)
                for name in ("rewrite", "retrieve", "write", "check", "failed", "total")
                if name in work.timings or name != "failed"
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


async def _in_span(
    events: AsyncGenerator[Event, None], writer: Writer, work: _Work
) -> AsyncGenerator[Event, None]:
    """The same events within a span that names the model and counts its tokens."""
    before = work.usage
    with traced(*(written_by(writer.model) if writer.model else ("quote",))) as writing:
        async with aclosing(events):
            async for event in events:
                yield event
        note_usage(writing, before, work.usage)


def _blanked(work: _Work) -> Iterator[Blanked]:
    seen = {hit.number: hit for hit in work.evidence}
    for hit in work.passages:
        for span in blanked(hit, seen.get(hit.number, hit)):
            start, end = hit.start + span.start, hit.start + span.end
            yield Blanked(number=hit.number, start=start, end=end)


def _beyond_the_question(reader: DraftReader, work: _Work) -> Checked | None:
    """What a draft tells where it should name the part that is left open; then that is unknown."""
    asked = f"{work.question.text}\n{work.asked}"
    if reader.missing is None or is_left_open(reader.missing, asked):
        return None
    reason = "It tells more than which part of the question the articles leave open."
    claim = Claim(
        text=reader.missing, verdict="uncited", reasons=(reason,), drafted_by=work.drafted_by
    )
    work.withheld.append(claim)
    reader.missing = work.asked
    return Checked(claim=claim, shown=False)


def _noted(judged: _Judged, work: _Work) -> Checked:
    """Put a sentence where it belongs in the answer."""
    claim = judged.claim
    if judged.shown:
        claim = replace(claim, citations=numbered(claim.citations, work.order))
    (work.shown if judged.shown else work.withheld).append(claim)
    work.errors += judged.errors
    return Checked(claim=claim, shown=judged.shown)


def _may_show(verdict: Verdict, *, strict: bool) -> bool:
    return verdict.name == "supported" or (verdict.name == "unverified" and not strict)


def _fresh(sentences: Sequence[Sentence], work: _Work) -> Iterator[Sentence]:
    """The sentences that say something and were not read before: a model may repeat itself."""
    for sentence in sentences:
        own_mark = sentence.marks and not sentence.borrowed
        if sentence not in work.read and (own_mark or tells(sentence.text, work.asked)):
            work.read.add(sentence)
            yield sentence


async def _next(
    draft: AsyncGenerator[Piece, None], work: _Work, limit: float | None
) -> Piece | None:
    """The next piece of a draft; once something was shown, it is waited for without limit."""
    heard = work.shown or work.checking
    return await next_piece(draft, work.drafted_by, None if heard else limit)


def _note(piece: Usage | Finished, work: _Work) -> None:
    """Take note of what comes beside the text of a draft."""
    if isinstance(piece, Usage):
        work.usage += piece
    else:
        work.finished = piece


def _rest(reader: DraftReader, work: _Work) -> list[Sentence]:
    """The sentences that the end of a draft finished."""
    told = work.finished is None or work.finished.done
    return reader.close(broken=not (reader.at_end or (work.broken is None and told)))


def _note_end(model: str, reader: DraftReader, work: _Work) -> None:
    """Note where a draft was not written to its end. Raises `ModelError` if it shows nothing."""
    cut = cut_of(model, reader, work.finished)
    if not (work.shown or reader.no_answer or reader.missing):
        written = [claim for claim in work.withheld if claim.drafted_by == model]
        why = why_useless(written, work.errors)
        raise cut if cut and not why else DraftUseless(f"The model {model} {why or _SILENT}.")
    if work.broken:
        work.degraded.append(work.broken.message)
    elif cut:
        work.cut = True
        work.degraded.append(cut.message)


def _halved(work: _Work) -> str:
    return f"It was given the first {len(work.evidence)} of {len(work.passages)} passages."


def _spoken(question: str) -> str | None:
    """The code of a question's language, where that can be told."""
    spoken = language.of(question)
    return None if spoken is language.UNKNOWN else spoken.code


def _sources(claims: tuple[Claim, ...], articles: Mapping[str, Article]) -> Sources:
    cited = {citation.article_id for claim in claims for citation in claim.citations}
    return Sources(
        articles=len(cited), independent=len({articles[id_].cluster or id_ for id_ in cited})
    )


def _status(work: _Work, reader: DraftReader) -> Status:
    if not work.shown:
        return "not_in_articles"
    return "partial" if reader.missing or work.cut or work.broken else "answered"


def _degraded(work: _Work, writer: Writer) -> str | None:
    reasons = list(work.degraded)
    if not reasons and writer.name == "quoting" and not work.question.quote:
        reasons.append("No language model is set, so answers quote the articles.")
    if writer.name == "quoting" and not work.shown and asks_summary(work.asked):
        reasons.append(_NO_SUMMARY)
    reasons += silences(work.hearings)
    return " ".join(reasons) or None
