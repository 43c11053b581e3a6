"""Passages for a query."""

from dataclasses import dataclass, field
from time import perf_counter
from typing import ClassVar

from fastapi import APIRouter
from pydantic import ConfigDict

from index.model import Filters, Hit
from index.search import Dropped
from service.answers import (
    MAX_QUESTION,
    Limit,
    QuestionText,
    ReadFilters,
    check_filters,
    check_limit,
    check_text,
)
from service.api.problems import OF_BODIES, documented
from service.api.state import ServiceNow, StartupNow

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search. `explain` asks for what the lists held besides the hits, and why it is none."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    query: QuestionText
    limit: Limit = 10
    filters: ReadFilters = field(default_factory=Filters)
    explain: bool = False

    def __post_init__(self) -> None:
        check_text(self.query, "the query", MAX_QUESTION)
        check_limit(self.limit)
        check_filters(self.filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReply:
    """What a search found, best first; `dropped` where an explanation was asked for."""

    hits: tuple[Hit, ...]
    took_ms: float
    dropped: tuple[Dropped, ...] | None = None


@router.post("/v1/search", responses=documented(*OF_BODIES, 503))
async def search(request: SearchRequest, service: ServiceNow, startup: StartupNow) -> SearchReply:
    """The passages that match best."""
    startup.searched()
    since = perf_counter()
    asked = (request.query, request.filters, request.limit)
    dropped = None
    if request.explain:
        explained = await service.search.explain(*asked)
        hits, dropped = explained.hits, explained.dropped
    else:
        hits = await service.search(*asked)
    took = round(1000 * (perf_counter() - since), 1)
    return SearchReply(hits=hits, took_ms=took, dropped=dropped)
