"""The nouns of a check: a text that somebody wrote, and what its sentences rest on."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field

from index.model import Filters, Hit
from service.answers import (
    Checked,
    CitationError,
    Claim,
    Failed,
    Limit,
    ReadFilters,
    Retrieved,
    check_filters,
    check_limit,
    check_text,
)
from service.errors import BadInput

MAX_TEXT = 100_000  # characters
MAX_GIVEN = 50  # articles

GivenArticle = str | Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """A text to check. Each of `articles` is an id, or the fields of an article going in.

    A mark such as [2] points at the second of them, a sentence without one may rest on any. Without
    articles marks mean nothing: for each sentence `limit` passages are searched, within `filters`.

    Raises `BadInput`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    text: Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT})]
    articles: Annotated[
        tuple[GivenArticle, ...], Field(json_schema_extra={"maxItems": MAX_GIVEN})
    ] = ()
    filters: ReadFilters = field(default_factory=Filters)
    limit: Limit = 8

    def __post_init__(self) -> None:
        check_text(self.text, "the text", MAX_TEXT)
        check_limit(self.limit)
        check_filters(self.filters)
        if len(self.articles) > MAX_GIVEN:
            raise BadInput(
                f"{len(self.articles)} articles are given, at most {MAX_GIVEN} are read.",
                "Give fewer, or none: then the evidence is searched.",
            )
        if self.articles and self.filters.any:
            raise BadInput(
                "Filters narrow a search, and where articles are given nothing is searched.",
                "Leave out one of the two.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedWith:
    """What decided, so that the same text can be checked again in the same way."""

    check: str
    checker: str | None = None  # the language model that reads for the check
    checker_silent: int = 0  # sentences that it was asked about and did not answer for
    judge: str | None = None
    judge_silent: int = 0  # the same of the judge
    index: str
    assay: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What the sentences of a text rest on, in their order. Timings are milliseconds.

    The text is `supported` if every claim is. Sentences that claim nothing, such as questions and
    headings, are no claims. `passages` are the articles that were given, or the passages that a
    claim cites.
    """

    id: str
    supported: bool
    claims: tuple[Claim, ...]
    citation_errors: tuple[CitationError, ...]
    passages: tuple[Hit, ...]
    made_with: CheckedWith
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The last event of a check that went well."""

    report: CheckReport


CheckEvent = Retrieved | Checked | Reported | Failed


async def report_of(events: AsyncGenerator[CheckEvent, None]) -> CheckReport:
    """The report that a stream of events leads to. Raises what `Failed` carries."""
    async with aclosing(events) as stream:
        async for event in stream:
            if isinstance(event, Reported):
                return event.report
            if isinstance(event, Failed):
                raise event.error
    raise AssertionError("a stream ended without Reported or Failed")
