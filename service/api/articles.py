"""Articles: taken in, listed, shown, corrected, replaced and removed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Annotated, Any, Self

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from index.corrections import Correctable, Correction
from index.listing import ListCounts, Listed, Sort, VersionNote, Wanted
from index.model import LANGUAGE, Article, ArticleSummary, Filters, State
from index.reading.fields import FIELDS
from service.answers import check_filters, check_text, written_as_day
from service.api.arriving import reply_to
from service.api.bodies import JsonBody
from service.api.events import STREAM
from service.api.problems import OF_BODIES, documented
from service.api.state import ServiceNow, StartupNow
from service.grants import GRANT
from service.intake import Intake, Taken
from service.receiving import MAX_ARTICLES, receive, receive_under
from service.service import Service

router = APIRouter(prefix="/v1/articles")

_MOST_WORDS = 20  # of a search

_ARTICLE: dict[str, Any] = {
    "title": "An article going in",
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {
        **{name: {"type": ["string", "null"]} for name in sorted(FIELDS)},
        "published": {"type": ["string", "null"], "format": "date"},
        "language": {"type": ["string", "null"], "pattern": f"^{LANGUAGE.pattern}$"},
        "collections": {"type": "array", "items": {"type": "string"}},
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
    """Which page of which articles, in which order.

    `q` are words that stand in the title, or in the text; where no article has all of them, the
    nearest come on one page, the best first. `undated`, `repaired` and `copies` keep only articles
    without a day, that were repaired, or that have near-copies.
    """

    model_config = ConfigDict(extra="forbid")

    q: str = ""
    sort: Sort = "id"
    undated: bool = False
    repaired: bool = False
    copies: bool = False
    state: State | None = None
    outlet: list[str] = []
    language: list[str] = []
    collection: list[str] = []
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
            collections=tuple(self.collection),
        )
        check_filters(filters)
        return filters

    @property
    def words(self) -> tuple[str, ...]:
        """Raises `BadInput`."""
        if self.q.strip():
            check_text(self.q, "the search", _MOST_WORDS * 20)
        return tuple(dict.fromkeys(self.q.split()))[:_MOST_WORDS]


class Corrections(BaseModel):
    """What a reader puts right about an article; a field that is left out stays as it is.

    `collections` are those that it is to be in.
    """

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(default=None, min_length=1, max_length=500)
    outlet: str | None = Field(default=None, max_length=200)
    published: Day | None = None
    language: str | None = Field(default=None, pattern=f"^{LANGUAGE.pattern}$")
    collections: list[str] | None = Field(default=None, min_length=1, max_length=100)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Name a field: title, outlet, published, language or collections.")
        for name in ("title", "language", "collections"):
            if name in self.model_fields_set and not str(getattr(self, name) or "").strip():
                raise ValueError(f"An article needs a {name}.")
        return self

    @property
    def given(self) -> dict[Correctable, str | None]:
        """Each field with its text; None where it is to have none. Raises `BadInput`."""
        given: dict[Correctable, str | None] = {}
        names: tuple[Correctable, ...] = ("title", "outlet", "published", "language")
        for name in names:
            if name in self.model_fields_set:
                value = getattr(self, name)
                given[name] = str(value).strip() or None if value is not None else None
        for name, text in given.items():
            if text:
                check_text(text, f"the {name}", 500)
        return given


class ArticleQuery(BaseModel):
    """Which version of an article; by default the one that is found."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(default=None, ge=1, lt=2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesReply:
    """Articles without their texts; `next` is the next page's cursor.

    `total` counts all articles, whatever was asked for; `counts` come with the first page.
    `nearest` says that no article has all of the words, and these have most; `at_least` that the
    words are so common that not all articles with them were looked for.
    """

    articles: tuple[Listed, ...]
    next: str | None
    total: int
    counts: ListCounts | None = None
    nearest: bool = False
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReply(Article):
    """An article with its versions, the newest first, and what readers corrected."""

    versions: tuple[VersionNote, ...]
    corrections: tuple[Correction, ...]


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
    for each, `indexed` or `failed` as it happens, last `done` with the reply; they break off when
    the key ends. A request that is sent again with the same `Idempotency-Key` gets its first reply
    again.
    """
    if idempotency_key is None:
        intake = await receive(service, body)
    else:
        intake = await startup.replies.once(
            service.catalogue, idempotency_key, await request.body(), lambda: receive(service, body)
        )
    return reply_to(intake, startup, accept)


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
    taken = await receive_under(service, id, body)
    startup.indexer.wake()
    response.status_code = 201 if taken.outcome == "added" else 200
    return taken


@router.get("", responses=documented(422, 503))
async def page(query: Annotated[ArticlesQuery, Query()], service: ServiceNow) -> ArticlesReply:
    """The articles, page by page."""
    words = query.words
    holding, whole = await service.search.articles_with(words) if words else (set[str](), True)
    wanted = Wanted(
        filters=query.filters,
        state=query.state,
        words=words,
        found=holding,
        undated=query.undated,
        repaired=query.repaired,
        copies=query.copies,
        sort=query.sort,
    )
    found, following = await service.catalogue.page(query.cursor, query.limit, wanted)
    counts = await service.catalogue.list_counts(wanted)
    near: Sequence[str] = ()
    if words and not counts.matching and not query.cursor:
        near = await service.search.articles_near(words)
    if near:
        filters = replace(wanted.filters, articles=tuple(near))
        wanted = replace(wanted, filters=filters, words=(), sort="id")
        found, _ = await service.catalogue.page(None, len(near), wanted)
        found = sorted(found, key=lambda article: near.index(article.id))[: query.limit]
    return ArticlesReply(
        articles=tuple(found),
        next=following,
        total=counts.articles,
        counts=None if query.cursor else counts,
        nearest=bool(near and found),
        at_least=not whole,
    )


@router.get("/{id}", responses=documented(404, 422, 503))
async def show(
    id: str,  # noqa: A002  as the path has it
    query: Annotated[ArticleQuery, Query()],
    service: ServiceNow,
) -> ArticleReply:
    """An article with its text, its text as received, and how the two map."""
    return await _shown(service, await service.catalogue.article(id, query.version))


@router.patch("/{id}", responses=documented(*OF_BODIES, 404, 503))
async def correct(
    id: str,  # noqa: A002  as the path has it
    said: Corrections,
    service: ServiceNow,
    startup: StartupNow,
) -> ArticleReply:
    """Correct title, outlet, day or language: a new version, kept with who and when.

    Collections are no version's, so they make none. An article that is sent again keeps its
    corrections. The reply is the corrected version, which is found once it is indexed.
    """
    version = await service.catalogue.correct(id, said.given, _who(), said.collections or ())
    startup.indexer.wake()
    return await _shown(service, await service.catalogue.article(id, version))


async def _shown(service: Service, article: Article) -> ArticleReply:
    given = {field.name: getattr(article, field.name) for field in fields(Article)}
    versions = await service.catalogue.versions(article.id)
    corrections = await service.catalogue.corrections(article.id)
    return ArticleReply(**given, versions=versions, corrections=corrections)


def _who() -> str:
    """Who asks: the name of the key where keys have names."""
    grant = GRANT.get()
    return grant.name if grant else "a reader"


@router.get("/{id}/copies", responses=documented(404, 422, 503))
async def copies(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
) -> Copies:
    """Near-copies of an article in the collection, the first published first."""
    return Copies(articles=tuple(await service.catalogue.copies(id)))


@router.delete("/{id}", status_code=204, responses=documented(404, 422, 503))
async def remove(
    id: str,  # noqa: A002  as the path has it
    service: ServiceNow,
    startup: StartupNow,
) -> None:
    """Forget an article for good. No search finds it any more; the indexes are cleared beside."""
    await service.catalogue.remove(id)
    startup.indexer.wake()
