"""What the collection covers, and questions to begin with."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter

from index.coverage import Tally
from index.reading import SUFFIXES
from service.api.problems import documented
from service.api.state import ServiceNow
from service.examples import examples

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """How many articles can be found, what they cover, and questions to begin with."""

    articles: int
    undated: int
    pending: int
    all_outlets: int  # of which `outlets` has the most frequent
    published_from: date | None
    published_to: date | None
    outlets: tuple[Tally, ...]
    languages: tuple[Tally, ...]
    collections: tuple[Tally, ...]
    examples: tuple[str, ...]
    kinds: tuple[str, ...]  # the endings of files that can be added


@router.get("/v1/collection", responses=documented(503))
async def collection(service: ServiceNow) -> Collection:
    """What the articles cover: days, outlets, languages, collections, the most frequent first."""
    coverage = await service.catalogue.coverage()
    counts = await service.catalogue.counts()
    return Collection(
        articles=coverage.articles,
        undated=coverage.undated,
        pending=counts["pending"],
        all_outlets=coverage.all_outlets,
        published_from=coverage.published_from,
        published_to=coverage.published_to,
        outlets=coverage.outlets,
        languages=coverage.languages,
        collections=coverage.collections,
        examples=examples(coverage.newest),
        kinds=SUFFIXES,
    )
