"""Articles: taken in, listed, shown, replaced and removed."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from index.errors import ArticleRefused, ArticleUnknown
from index.model import Article, ArticleSummary, Filters, State
from index.reading.fields import FIELDS
from service.answers import check_filters, written_as_day
from service.api.bodies import JsonBody
from service.api.events import STREAM, streamed, wants_events
from service.api.problems import documented
from service.api.state import ServiceNow, StartupNow
from service.api.taking import MAX_ARTICLES, follow, take, take_one
from service.intake import Intake, Taken
from service.wiring import Service

router = APIRouter(prefix="/v1/articles")

_ARTICLE: dict[str, Any] = {
    "title": "An article going in",
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {
        **{name: {"type": ["string", "null"]} for name in sorted(FIELDS)},
        "published": {"type": ["string", "null"], "format": "date"},
        "text": {"type": "string", "minLength": 1},
    },
}
_ARTICLES: dict[str, Any] = {
    "title": "A batch of articles",
    "type": "object",
    "required": ["articles"],
    "additionalProperties": False,
    "properties": {
        "articles": {"type": "array", "items": _ARTICLE, "minItems": 1, "maxItems": MAX_ARTICLES}
    },
}


Day = Annotated[date, BeforeValidator(written_as_day)]


class ArticlesQuery(BaseModel):
    """Which page of which articles."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    outlet: list[str] = []
    language: list[str] = []
    published_from: Day | None = None
    published_to: Day | None = None
    cursor: str | None = None
    limit: int = Field(default=100, ge=1, le=1000)

    @property
    def filters(self) -> Filters:
        """Raises `BadInput`."""
        filters = Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            outlets=tuple(self.outlet),
            languages=tuple(self.language),
        )
        check_filters(filters)
        return filters


class ArticleQuery(BaseModel):
    """Which version of an article; by default the one that is found."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(default=None, ge=1, lt=2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesReply:
    """Articles in order of id, without their texts; `next` is the next page's cursor.

    `total` counts all articles, whatever was asked for.
    """

    articles: tuple[ArticleSummary, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Articles that say the same as another, without their texts."""

    articles: tuple[ArticleSummary, ...]


def _body(*schemas: dict[str, Any]) -> dict[str, Any]:
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "",
    status_code=202,
    response_model=Intake,
    responses={**documented(408, 409, 413, 422, 503), 202: {"content": STREAM}},
    openapi_extra=_body(_ARTICLE, _ARTICLES),
)
async def take_in(
    request: Request,
    service: ServiceNow,
    startup: StartupNow,
    body: JsonBody,
    accept: Annotated[str | None, Header()] = None,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Intake | Response:
    """Accept one article or a batch, to be indexed in the background; accepted means kept.

    In a batch a bad article fails alone. With `Accept: text/event-stream`, events: `accepted`
    for each, `indexed` or `failed` as it happens, last `done` with the reply. A request that is
    sent again with the same `Idempotency-Key` gets its first reply again.
    """
    if idempotency_key is None:
        intake = await take(service, body)
    else:
        intake = await startup.keys.once(
            service.catalogue, idempotency_key, await request.body(), lambda: take(service, body)
        )
    startup.indexer.wake()
    if wants_events(accept):
        return streamed(follow(service, startup.indexer, startup.farewell, intake), 202)
    return intake


@router.put(
    "/{id}",
    responses={**documented(408, 413, 422, 503), 201: {"model": Taken, "description": "It is new"}},
    openapi_extra=_body(_ARTICLE),
)
async def put(
    id: str,  # noqa: A002  as the path has it
    response: Response,
    service: ServiceNow,
    startup: StartupNow,
    body: JsonBody,
) -> Taken:
    """Accept an article under this id: 201 where it is new, 200 where one is replaced."""
    taken = await take_one(service, await _under(id, body, service))
    startup.indexer.wake()
    response.status_code = 201 if taken.outcome == "added" else 200
    return taken


async def _under(id_: str, body: object, service: Service) -> object:
    """The fields with the id of the path, and the uri that this id has already."""
    if not isinstance(body, Mapping):
        return body
    if body.get("id") not in (None, "", id_):
        raise ArticleRefused("Its id is not the one in the path.", "Leave the id out.")
    fields = {**body, "id": id_}
    if fields.get("uri") in (None, ""):
        with suppress(ArticleUnknown):
            fields["uri"] = (await service.catalogue.article(id_)).uri
    return fields


@router.get("", responses=documented(422, 503))
async def page(query: Annotated[ArticlesQuery, Query()], service: ServiceNow) -> ArticlesReply:
    """The articles, page by page."""
    found, following = await service.catalogue.page(
        query.cursor, query.limit, query.filters, query.state
    )
    counts = await service.catalogue.counts()
    return ArticlesReply(articles=tuple(found), next=following, total=counts["articles"])


@router.get("/{id}", responses=documented(404, 422, 503))
async def show(
    id: str,  # noqa: A002  as the path has it
    query: Annotated[ArticleQuery, Query()],
    service: ServiceNow,
) -> Article:
    """An article with its text, its text as received, and how the two map."""
    return await service.catalogue.article(id, query.version)


@router.get("/{id}/copies", responses=documented(404, 503))
async def copies(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
) -> Copies:
    """Near-copies of an article in the collection, the first published first."""
    label = (await service.catalogue.article(id)).cluster
    members = await service.catalogue.members(label) if label else []
    return Copies(articles=tuple(member for member in members if member.id != id))


@router.delete("/{id}", status_code=204, responses=documented(404, 503))
async def remove(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
    startup: StartupNow,
) -> None:
    """Forget an article for good. No search finds it any more; the indexes are cleared beside."""
    await service.catalogue.remove(id)
    startup.indexer.wake()
