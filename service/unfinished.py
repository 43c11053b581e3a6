"""An answer in the making: what its stations have put together so far, and what it becomes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from index import language
from index.model import Article, Hit
from service.answers import (
    Answer,
    Blanked,
    Checked,
    CitationError,
    Claim,
    Finished,
    MadeWith,
    Question,
    Rewritten,
    Sources,
    Status,
    Usage,
    join,
)
from service.citing import numbered
from service.drafting import DraftReader, Sentence, tells
from service.errors import ModelError
from service.instructions import blanked
from service.opinions import Hearing, silences
from service.quoting import asks_summary
from service.writing import Writer

_NO_MODEL = "No language model is set, so answers quote the articles."
_NO_SUMMARY = (
    "Without a language model one article is summed up by its first sentences, and several are not:"
    " name one by its title, as the list of articles has it."
)


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A sentence of a draft after all looks at it; `errors` are of its marks."""

    claim: Claim
    shown: bool
    errors: Sequence[CitationError]


@dataclass(slots=True)
class Draft:
    """What a writer makes of some passages, as far as it has come."""

    writer: Writer
    passages: Sequence[Hit]
    reader: DraftReader = field(init=False)
    text: list[str] = field(default_factory=list)
    said: set[Sentence] = field(default_factory=set)
    errors: list[CitationError] = field(default_factory=list)
    finished: Finished | None = None  # how the provider says that it ended
    broken: ModelError | None = None  # what it broke off with

    def __post_init__(self) -> None:
        self.reader = DraftReader(self.passages)

    @property
    def model(self) -> str | None:
        """The model that writes it; None where no model does."""
        return self.writer.model

    def rest(self) -> list[Sentence]:
        """The sentences that its end finished."""
        in_order = self.broken is None and (self.finished is None or self.finished.done)
        return self.reader.close(broken=not (self.reader.at_end or in_order))


@dataclass(slots=True, kw_only=True)
class UnfinishedAnswer:
    """An answer in the making."""

    question: Question
    asked: str  # the question that stands alone
    hearings: Sequence[Hearing]  # models with an opinion, about this answer
    passages: tuple[Hit, ...] = ()
    screened: tuple[Hit, ...] = ()  # the passages without instructions planted in them
    articles: Mapping[str, Article] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    shown: list[Claim] = field(default_factory=list)
    withheld: list[Claim] = field(default_factory=list)
    degraded: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    timings: dict[str, float] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)  # cited articles, numbered by first use
    checking: int = 0  # sentences that are being checked
    repairs: int = 0  # sentences that went back to their model
    cut: bool = False  # the draft was not written to its end

    @property
    def draft(self) -> Draft:
        """The latest one."""
        return self.drafts[-1]

    def fresh(self, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
        """Those that say something and are new in the draft: a model may repeat itself."""
        said = self.draft.said
        for sentence in sentences:
            own_mark = sentence.marks and not sentence.borrowed
            if sentence not in said and (own_mark or tells(sentence.text, self.asked)):
                said.add(sentence)
                yield sentence

    def take(self, checked: CheckedClaim) -> Checked:
        """Put a claim where it belongs."""
        claim = checked.claim
        if checked.shown:
            claim = replace(claim, citations=numbered(claim.citations, self.order))
        (self.shown if checked.shown else self.withheld).append(claim)
        self.draft.errors += checked.errors
        return Checked(claim=claim, shown=checked.shown)


def finished(answer: UnfinishedAnswer, rewritten: Rewritten, made_with: MadeWith) -> Answer:
    """The answer as it is given."""
    claims, spoken = tuple(answer.shown), language.of(answer.asked)
    return Answer(
        id=uuid4().hex,
        question=answer.question.text,
        rewritten_question=rewritten.text,
        status=_status(answer),
        text=join(claims),
        claims=claims,
        withheld=tuple(answer.withheld),
        citation_errors=tuple(error for draft in answer.drafts for error in draft.errors),
        passages=answer.passages,
        blanked=tuple(_blanked(answer)),
        respelled=rewritten.respelled,
        question_language=None if spoken is language.UNKNOWN else spoken.code,
        sources=_sources(answer),
        missing=answer.draft.reader.missing,
        degraded_reason=_degraded(answer),
        made_with=made_with,
        usage=rewritten.usage + answer.usage,
        timings_ms={
            name: round(answer.timings.get(name, 0.0), 1)
            for name in ("rewrite", "retrieve", "write", "check", "failed", "total")
            if name in answer.timings or name != "failed"
        },
    )


def _status(answer: UnfinishedAnswer) -> Status:
    if not answer.shown:
        return "not_in_articles"
    part = answer.draft.reader.missing or answer.cut or answer.draft.broken
    return "partial" if part else "answered"


def _blanked(answer: UnfinishedAnswer) -> Iterator[Blanked]:
    """The stretches of the passages that no model was given."""
    given = {hit.number: hit for hit in answer.screened}
    for hit in answer.passages:
        for span in blanked(hit, given[hit.number]):
            start, end = hit.start + span.start, hit.start + span.end
            yield Blanked(number=hit.number, start=start, end=end)


def _sources(answer: UnfinishedAnswer) -> Sources:
    cited = {citation.article_id for claim in answer.shown for citation in claim.citations}
    independent = {answer.articles[id_].cluster or id_ for id_ in cited}
    return Sources(articles=len(cited), independent=len(independent))


def _degraded(answer: UnfinishedAnswer) -> str | None:
    reasons, quotes = list(answer.degraded), answer.draft.writer.name == "quoting"
    if quotes and not reasons and not answer.question.quote:
        reasons.append(_NO_MODEL)
    if quotes and not answer.shown and asks_summary(answer.asked):
        reasons.append(_NO_SUMMARY)
    reasons += silences(answer.hearings)
    return " ".join(reasons) or None
