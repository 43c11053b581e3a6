"""The routes. Each says what it takes and gives; the work is done elsewhere."""

from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from index.model import Article, ArticleSummary, Filters, Hit
from service.answers import (
    MAX_QUESTION,
    Answer,
    Question,
    check_filters,
    check_limit,
    check_text,
)
from service.api.events import encode
from service.api.problems import MEDIA_TYPE
from service.api.startup import Startup

_FORBID = ConfigDict(extra="forbid")
_PROBLEM: dict[str, Any] = {
    "description": "A problem (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "hint"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "hint": {"type": "string"},
                },
            }
        }
    },
}
_PROBLEMS: dict[int | str, dict[str, Any]] = {422: _PROBLEM, 503: _PROBLEM}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search. `explain` asks for the lists as they were before they were fused."""

    __pydantic_config__: ClassVar[ConfigDict] = _FORBID

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


class ArticlesQuery(BaseModel):
    """Which page of the articles."""

    model_config = _FORBID

    cursor: str | None = None
    limit: int = Field(default=100, ge=1, le=1000)


class ArticleQuery(BaseModel):
    """Which version of an article; by default the one that is found."""

    model_config = _FORBID

    version: int | None = Field(default=None, ge=1, lt=2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesReply:
    """Articles in order of id, without their texts; `next` is the next page's cursor."""

    articles: tuple[ArticleSummary, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the service lives or is ready."""

    status: str


def routes(startup: Startup, web: Path) -> APIRouter:
    """All routes over the service that `startup` opens."""
    router = APIRouter()

    @router.get("/livez")
    async def livez() -> Health:
        """Answers as soon as the process runs."""
        return Health(status="alive")

    @router.get("/readyz", responses={503: _PROBLEM})
    async def readyz() -> Health:
        """Answers once questions can be asked."""
        _ = startup.service
        return Health(status="ready")

    @router.post(
        "/v1/answers",
        response_model=Answer,
        responses={
            **_PROBLEMS,
            502: _PROBLEM,
            200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
        },
    )
    async def answers(
        question: Question, accept: Annotated[str | None, Header()] = None
    ) -> Answer | Response:
        """The answer; with `Accept: text/event-stream`, its events as they happen."""
        pipeline = startup.service.pipeline
        if "text/event-stream" in (accept or ""):
            return StreamingResponse(
                encode(pipeline.events(question)),
                media_type="text/event-stream",
                headers={"cache-control": "no-cache", "x-accel-buffering": "no"},
            )
        return await pipeline.answer(question)

    @router.post("/v1/search", responses=_PROBLEMS)
    async def search(request: SearchRequest) -> SearchReply:
        """The passages that match best."""
        find = startup.service.search
        since = perf_counter()
        hits = await find(request.query, request.filters, request.limit)
        took = round(1000 * (perf_counter() - since), 1)
        if not request.explain:
            return SearchReply(hits=hits, took_ms=took)
        lists = await find.lists(request.query, request.filters)
        explained = {
            name: tuple(Listed(id=id_, score=score) for id_, score in ranked)
            for name, ranked in lists.items()
        }
        return SearchReply(hits=hits, took_ms=took, lists=explained)

    @router.get("/v1/articles", responses=_PROBLEMS)
    async def articles(page: Annotated[ArticlesQuery, Query()]) -> ArticlesReply:
        """The articles, page by page."""
        catalogue = startup.service.catalogue
        found, following = await catalogue.page(page.cursor, page.limit)
        counts = await catalogue.counts()
        return ArticlesReply(articles=tuple(found), next=following, total=counts["articles"])

    @router.get("/v1/articles/{id}", responses={**_PROBLEMS, 404: _PROBLEM})
    async def article(id: str, query: Annotated[ArticleQuery, Query()]) -> Article:  # noqa: A002
        """An article with its text, its text as received, and how the two map."""
        return await startup.service.catalogue.article(id, query.version)

    @router.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(web / "index.html")

    return router
