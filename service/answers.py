"""The nouns of an answer. One set of types is request body, reply, event and eval item at once."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter

from index.model import Filters, Hit
from index.words import is_cjk
from service.errors import BadInput

MAX_QUESTION = 4_000  # characters
MAX_TURNS = 50
MAX_LIMIT = 50

VerdictName = Literal["supported", "unverified", "contradicted", "uncited"]
Status = Literal["answered", "partial", "not_in_articles", "failed"]
WriterName = Literal["quoting", "model"]
Length = Literal["short", "brief"]
Begins = Literal["paragraph", "item"]

N = TypeVar("N", int, float)

_FORBID = ConfigDict(extra="forbid")


def _text_of(most: int) -> Any:
    """What a description says of a text that `check_text` looks at."""
    return Field(json_schema_extra={"minLength": 1, "maxLength": most})


def _written_as_days(given: object) -> object:
    """Filters as they came. Raises `ValueError` for days that are numbers: those count seconds."""
    for name in ("published_from", "published_to", "as_of"):
        if isinstance(given, Mapping) and given.get(name) is not None:
            written_as_day(given[name])
    return given


def written_as_day(value: object) -> object:
    """The same value. Raises `ValueError` for a number, also in a text, which is no day."""
    if not isinstance(value, str) and isinstance(value, date):
        return value
    if not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        raise ValueError("Write days as YYYY-MM-DD.")
    return value


QuestionText = Annotated[str, _text_of(MAX_QUESTION)]
Limit = Annotated[int, Field(json_schema_extra={"minimum": 1, "maximum": MAX_LIMIT})]
ReadFilters = Annotated[Filters, BeforeValidator(_written_as_days)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question or answer of the conversation."""

    __pydantic_config__: ClassVar[ConfigDict] = _FORBID

    role: Literal["user", "assistant"]
    content: Annotated[str, _text_of(20 * MAX_QUESTION)]

    def __post_init__(self) -> None:
        check_text(self.content, "a turn of the history", 20 * MAX_QUESTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. `strict` withholds unverified sentences; `drafts` asks for the raw draft too.

    `length` asks for a `short` answer or a `brief`; else a model decides by the question. `quote`
    asks for an answer by quoting, whatever models there are. `as_written` takes the question as it
    is: nothing is carried over from the history, and no name is spelled otherwise.

    Raises `BadInput`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _FORBID

    text: Annotated[QuestionText, Field(alias="question")]
    history: Annotated[tuple[Turn, ...], Field(json_schema_extra={"maxItems": MAX_TURNS})] = ()
    filters: ReadFilters = field(default_factory=Filters)
    limit: Limit = 8
    strict: bool = False
    drafts: bool = False
    length: Length | None = None
    quote: bool = False
    as_written: bool = False

    def __post_init__(self) -> None:
        check_text(self.text, "the question", MAX_QUESTION)
        check_limit(self.limit)
        check_filters(self.filters)
        if len(self.history) > MAX_TURNS:
            raise BadInput(
                f"The history has {len(self.history)} turns, at most {MAX_TURNS} are read.",
                "Send the latest turns only.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Exact characters of a source: `article.text[start:end] == quote`.

    `raw_start` and `raw_end` are their place in the article as received; `page` is counted from 1
    where it has pages, `heading` is that of the section, `language` the article's. `number` is that
    of the passage; `display_number` counts the articles that shown sentences cite, in order of
    first use, as readers see them everywhere.
    """

    number: int
    article_id: str
    version: int
    start: int
    end: int
    quote: str
    raw_start: int
    raw_end: int
    page: int | None = None
    heading: str | None = None
    display_number: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check found, with reasons that a person can read.

    `supported_by` says who found it supported: its "words", or a model's "reading".
    """

    name: VerdictName
    reasons: tuple[str, ...] = ()
    supported_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A sentence as a model wrote it first, and why the check refused it."""

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of an answer, what it cites, and what the check found.

    `supported_by` is "words", "reading" or "judge NAME" where the verdict is supported. Where it
    was `repaired`, it stands in the place of that one.
    """

    text: str
    verdict: VerdictName
    reasons: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    supported_by: str | None = None
    drafted_by: str | None = None  # the model that wrote it; None where it is a quote
    begins: Begins | None = None  # what it opens in the draft
    repaired: Replaced | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationError:
    """A mark in the draft that points at nothing, or can't be read."""

    mark: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanked:
    """A stretch of passage `number` that instructs whoever reads it, or is there for machines.

    `start` and `end` are places in its article. No model is shown it, and nothing rests on it.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeWith:
    """Enough to make the answer again, and to say what has changed where it comes out otherwise.

    `fusion` is the embedding that the weighing of the search's lists was fitted for, `quoting` the
    models that the choice of quotes was, where it quotes; `words` says that nothing was for them.
    """

    writer: WriterName
    model: str | None = None
    prompt: str | None = None
    index: str
    fusion: str | None = None
    quoting: str | None = None
    rewriter: str | None = None
    check: str | None = None
    checker: str | None = None  # the language model that reads for the check
    checker_silent: int = 0  # sentences that it was asked about and did not answer for
    judge: str | None = None
    judge_silent: int = 0  # the same of the judge
    assay: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What the model used; None where that is not known."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None

    def __add__(self, other: "Usage") -> "Usage":
        """Both together; of what only one is known, the whole is not. Nothing adds nothing."""
        if Usage() in (self, other):
            return other if self == Usage() else self
        return Usage(
            input_tokens=_plus(self.input_tokens, other.input_tokens),
            output_tokens=_plus(self.output_tokens, other.output_tokens),
            cost_usd=_plus(self.cost_usd, other.cost_usd),
        )


@dataclass(frozen=True, slots=True)
class Finished:
    """What the provider says of a draft's end: `stop` where the model was done.

    `length` where it ran into its limit, or another word of the provider's; then it is cut.
    """

    reason: str

    @property
    def done(self) -> bool:
        return self.reason == "stop"


Piece = str | Usage | Finished  # of what a model writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Respelled:
    """A name as the question has it, which no article has, and the one that it is taken for."""

    written: str
    meant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """The question as it is answered, None where that is as it was asked.

    It stands alone, with names as the articles spell them; `usage` is what a model used for it.
    """

    text: str | None
    usage: Usage = field(default_factory=Usage)
    respelled: tuple[Respelled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """How many articles the shown sentences cite, and how many of them aren't copies of others."""

    articles: int
    independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a question, and everything it rests on. Timings are milliseconds.

    One that is `kept` can be had again by its id. `respelled` are names that the rewritten question
    spells otherwise; `question_language` is what it is asked in, where that can be told.
    """

    id: str
    question: str
    rewritten_question: str | None
    status: Status
    text: str
    claims: tuple[Claim, ...]
    withheld: tuple[Claim, ...]
    citation_errors: tuple[CitationError, ...]
    passages: tuple[Hit, ...]
    sources: Sources
    missing: str | None
    degraded_reason: str | None
    made_with: MadeWith
    usage: Usage
    timings_ms: dict[str, float] = field(default_factory=dict)
    kept: bool = False
    blanked: tuple[Blanked, ...] = ()
    respelled: tuple[Respelled, ...] = ()
    question_language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """The passages that the answer may rest on."""

    passages: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Text as the writer wrote it, unchecked; only where drafts were asked for."""

    text: str
    drafted_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One sentence, checked."""

    claim: Claim
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The last event of a question that went well."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The last event of a question that went wrong.

    Where something was shown before, `answer` holds it as a partial answer.
    """

    error: Exception
    answer: Answer | None = None


Event = Retrieved | Drafted | Checked | Answered | Failed


async def answer_of(events: AsyncGenerator[Event, None]) -> Answer:
    """The answer that a stream of events leads to, partial where it broke off after a sentence.

    Raises what `Failed` carries where nothing was shown.
    """
    async with aclosing(events) as stream:
        async for event in stream:
            if isinstance(event, Answered):
                return event.answer
            if isinstance(event, Failed):
                if event.answer is None:
                    raise event.error
                return event.answer
    raise AssertionError("a stream ended without Answered or Failed")


def join(claims: tuple[Claim, ...]) -> str:
    """The shown sentences with their marks, in reading order."""
    text = ""
    for claim in claims:
        text += gap(text, claim) + marked(claim)
    return text


def gap(before: str, claim: Claim) -> str:
    """What stands between a text and the sentence that follows it."""
    if before and claim.begins:
        return "\n\n" if claim.begins == "paragraph" else "\n"
    return "" if not before or is_cjk(before[-8:]) else " "


def marked(claim: Claim) -> str:
    """A sentence with its marks before its full stop."""
    numbers = sorted({citation.number for citation in claim.citations})
    marks = "".join(f"[{number}]" for number in numbers)
    if not marks:
        return claim.text
    cut = len(claim.text.rstrip("\"'”’»)」』）").rstrip(".!?…。！？"))
    body = claim.text[:cut]
    return body + ("" if is_cjk(body[-8:]) else " ") + marks + claim.text[cut:]


def to_json(answer: Answer) -> str:
    """The answer as every face shows it."""
    return _ANSWER.dump_json(answer, indent=2).decode()


_ANSWER = TypeAdapter(Answer)


def _plus(one: N | None, other: N | None) -> N | None:
    return None if one is None or other is None else one + other


def check_text(text: str, what: str, most: int) -> None:
    """Refuse what no one can have meant to ask. Raises `BadInput`."""
    if not text.strip():
        raise BadInput(f"{what.capitalize()} is empty.", "Ask something.")
    if len(text) > most:
        raise BadInput(
            f"{what.capitalize()} has {len(text):,} characters, at most {most:,} are read.",
            "Shorten it; a text that is to be asked about goes in as an article.",
        )
    if bad := re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text.replace("\r\n", "\n")):
        raise BadInput(
            f"{what.capitalize()} holds the character U+{ord(bad.group()):04X}, "
            "which is no printable text.",
            "Remove it and ask again.",
        )


def check_limit(limit: int) -> None:
    """Raises `BadInput`."""
    if not 1 <= limit <= MAX_LIMIT:
        raise BadInput(f"The limit is {limit}.", f"Choose 1 to {MAX_LIMIT}.")


def check_filters(filters: Filters) -> None:
    """Raises `BadInput`."""
    first, last, as_of = filters.published_from, filters.published_to, filters.as_of
    if first and last and first > last:
        raise BadInput(f"published_from {first} is after published_to {last}.", "Swap them.")
    if first and as_of and first > as_of:
        raise BadInput(
            f"published_from {first} is after as_of {as_of}.",
            "Begin with an earlier day, or answer as on a later one.",
        )
    named = (filters.outlets, filters.languages, filters.articles, filters.collections)
    for value in (value for values in named for value in values):
        check_text(value, "a filter", 500)
