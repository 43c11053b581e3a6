"""Passages for a query."""

from dataclasses import dataclass, field
from time import perf_counter
from typing import ClassVar

from fastapi import APIRouter
from pydantic import ConfigDict

from index.model import Filters, Hit
from service.answers import MAX_QUESTION, check_filters, check_limit, check_text
from service.api.problems import documented
from service.api.state import ServiceNow

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search. `explain` asks for the lists as they were before they were fused."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    query: str
    limit: int = 10
    filters: Filters = field(default_factory=Filters)
    explain: bool = False

    def __post_init__(self) -> None:
        check_text(self.query, "the query", MAX_QUESTION)
        check_limit(self.limit)
        check_filters(self.filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A passage in one list, with that list's own score."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReply:
    """What a search found, best first."""

    hits: tuple[Hit, ...]
    took_ms: float
    lists: dict[str, tuple[Listed, ...]] | None = None


@router.post("/v1/search", responses=documented(422, 503))
async def search(request: SearchRequest, service: ServiceNow) -> SearchReply:
    """The passages that match best."""
    since = perf_counter()
    hits = await service.search(request.query, request.filters, request.limit)
    took = round(1000 * (perf_counter() - since), 1)
    if not request.explain:
        return SearchReply(hits=hits, took_ms=took)
    lists = await service.search.lists(request.query, request.filters)
    explained = {
        name: tuple(Listed(id=id_, score=score) for id_, score in ranked)
        for name, ranked in lists.items()
    }
    return SearchReply(hits=hits, took_ms=took, lists=explained)
