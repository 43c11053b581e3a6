"""THE FLOW: a question becomes one stream of events. Every way to use Assay reads this stream.

rewrite → retrieve → write → cite → check, sentence by sentence while the draft is written.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import perf_counter

from index.model import Article, Hit
from service.answers import (
    Answer,
    Answered,
    Drafted,
    Event,
    Failed,
    MadeWith,
    Question,
    Retrieved,
    Rewritten,
    answer_of,
)
from service.claims import checked_claim
from service.draft_ends import note_end, open_part, text_of_draft
from service.drafting import Sentence
from service.errors import ContextTooSmall, ModelError
from service.examining import CheckInSteps, screened
from service.flow import ArticlesOf, Retrieve, clock, release, unfailing
from service.opinions import Hearing, Judge, heard
from service.ordering import in_order
from service.quoting import asks_summary
from service.repairing import Repair
from service.rewriting import Spell, respelled
from service.tracing import note_usage, retrieval, traced, writing
from service.unfinished import CheckedClaim, Draft, UnfinishedAnswer, finished
from service.widening import headed
from service.writing import Writer

_log = logging.getLogger(__name__)

Rewrite = Callable[[Question], Awaitable[Rewritten]]
Widen = Callable[[Sequence[Hit], Mapping[str, Article]], tuple[Hit, ...]]
Keep = Callable[[Question, Answer, str], Awaitable[bool]]

_Step = Drafted | CheckedClaim


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The stations of an answer, in order. `writers` in order of preference, quoting last.

    The `judges` have opinions on what the check finds; `repair` sends what it refuses back to
    the model that wrote it. `widen` gives models more to read than was found. Where models have
    shown nothing for `patience` seconds, the answer quotes. `spell` tells which names are misspelt.
    `fusion` and `quoting` say what the numbers of searching and quoting were fitted for.
    """

    rewrite: Rewrite
    retrieve: Retrieve
    articles_of: ArticlesOf
    writers: Sequence[Writer]
    check: CheckInSteps
    keep: Keep
    fingerprint: str
    fusion: str | None = None
    quoting: str | None = None
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
        answer = UnfinishedAnswer(
            question=question,
            asked=rewritten.text or question.text,
            hearings=[Hearing(judge) for judge in self.judges],
        )
        clock(answer.timings, "rewrite", begun)
        await self._find(answer)
        yield Retrieved(passages=answer.passages)
        async with aclosing(self._written(answer)) as events:
            async for event in events:
                yield event
        clock(answer.timings, "total", begun)
        made = finished(answer, rewritten, self._made_with(answer))
        made = replace(made, kept=await self._kept(answer, made))
        broken = answer.draft.broken
        yield Failed(error=broken, answer=made) if broken else Answered(answer=made)

    async def _understood(self, question: Question) -> Rewritten:
        """The question as it is answered."""
        if question.as_written:
            return Rewritten(text=None)
        rewritten = await self.rewrite(question)
        return await respelled(self.spell, question, rewritten) if self.spell else rewritten

    async def _find(self, answer: UnfinishedAnswer) -> None:
        """Retrieve what the answer may rest on."""
        since, question = perf_counter(), answer.question
        with traced(*retrieval()):
            hits = await self.retrieve(answer.asked, question.filters, question.limit)
            answer.articles = await self.articles_of(hits)
            answer.passages = tuple(hit for hit in hits if hit.article_id in answer.articles)
            if self.widen and answer.passages:
                answer.passages = self.widen(answer.passages, answer.articles)
            elif asks_summary(answer.asked):
                answer.passages = headed(answer.passages, answer.articles)
            answer.screened = await asyncio.to_thread(screened, answer.passages, answer.articles)
        clock(answer.timings, "retrieve", since)

    async def _written(self, answer: UnfinishedAnswer) -> AsyncGenerator[Event, None]:
        """By the first writer whose draft shows something, or says that there is nothing."""
        until = asyncio.get_running_loop().time() + self.patience
        # Without passages there is nothing that a model could write from.
        by_models = answer.passages and not answer.question.quote
        writers = self.writers if by_models else self.writers[-1:]
        tries = deque((writer, answer.screened) for writer in writers)
        while tries:
            writer, passages = tries.popleft()
            answer.drafts.append(Draft(writer, passages))
            since = perf_counter()
            try:
                async with aclosing(self._write(answer, until)) as events:
                    async for event in events:
                        yield event
            except ModelError as error:
                clock(answer.timings, "failed", since)
                answer.degraded.append(error.message)
                if isinstance(error, ContextTooSmall) and 1 < len(passages) == len(answer.passages):
                    half = passages[: (len(passages) + 1) // 2]
                    tries.appendleft((writer, half))
                    fewer = f"It was given the first {len(half)} of {len(passages)} passages."
                    answer.degraded.append(fewer)
            else:
                return
        raise AssertionError("the last writer failed, though it needs no model")

    async def _write(self, answer: UnfinishedAnswer, until: float) -> AsyncGenerator[Event, None]:
        """Write, cite and check, one event for each finished sentence.

        Sentences are checked beside the writing. Raises `ModelError` while nothing was shown; later
        an error ends the draft.
        """
        since, before = perf_counter(), answer.usage
        written = answer.timings.get("write", 0.0)
        with traced(*writing(answer.draft.model)) as span:
            steps: AsyncGenerator[_Step, None] = in_order(self._read(answer, until))
            async with aclosing(steps) as events:
                async for event in events:
                    if isinstance(event, CheckedClaim):
                        yield answer.take(event)
                    else:
                        yield event
            clock(answer.timings, "check", since)
            answer.timings["check"] -= answer.timings["write"] - written
            if left_open := open_part(answer):
                yield left_open
            note_usage(span, before, answer.usage)
            note_end(answer)

    async def _read(
        self, answer: UnfinishedAnswer, until: float
    ) -> AsyncGenerator[_Step | asyncio.Task[_Step], None]:
        """Read a draft as it is written, up to its end, and begin to check each sentence."""
        since, draft = perf_counter(), answer.draft

        def begun(sentence: Sentence) -> asyncio.Task[_Step]:
            return asyncio.create_task(checked_claim(sentence, answer, self.check, self.repair))

        try:
            async with aclosing(text_of_draft(answer, until)) as pieces:
                async for piece in pieces:
                    draft.text.append(piece)
                    if answer.question.drafts:
                        yield Drafted(text=piece, drafted_by=draft.model)
                    for sentence in answer.fresh(draft.reader.feed(piece)):
                        yield begun(sentence)
        except ModelError as error:
            draft.broken = error
        for sentence in answer.fresh(draft.rest()):
            yield begun(sentence)
        clock(answer.timings, "write", since)

    def _made_with(self, answer: UnfinishedAnswer) -> MadeWith:
        writer = answer.draft.writer
        return MadeWith(
            writer=writer.name,
            model=writer.model,
            prompt=writer.prompt,
            index=self.fingerprint,
            fusion=self.fusion,
            quoting=self.quoting if writer.name == "quoting" else None,
            rewriter=self.rewriter if answer.question.history else None,
            check=self.check.made_with,
            **heard(answer.hearings),
            assay=release(),
        )

    async def _kept(self, answer: UnfinishedAnswer, made: Answer) -> bool:
        """Whether the answer can be had again: one that can't be kept is given, too."""
        try:
            return await self.keep(answer.question, made, "".join(answer.draft.text))
        except Exception as error:  # noqa: BLE001  the answer is good, whatever keeping it met
            _log.warning("The answer %s was given, but not kept: %s", made.id, error)
            return False
