"""The service, put together: what the command line, the API and the evals use."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

from index.arrivals import Failed, Indexed
from index.catalogue import Catalogue
from index.collecting import Within
from index.directory import Standing
from index.search import HybridSearch
from index.spelling import Spelling
from service.answers import Answer
from service.budget import Used
from service.flow import ArticlesOf, Retrieve
from service.grants import narrowed
from service.overview import Overview
from service.pipeline import Pipeline
from service.receipts import Receipts
from service.verifying import Verifier

if TYPE_CHECKING:
    from index.following import Follower
    from index.ingest import Ingest


class Work(Protocol):
    """What is done beside the answering, as events."""

    def __call__(self) -> AsyncGenerator[Indexed | Failed, None]: ...


@dataclass(frozen=True, slots=True)
class Service:
    """Everything, built."""

    pipeline: Pipeline
    verifier: Verifier
    search: HybridSearch
    ingest: "Ingest"
    catalogue: Catalogue
    receipts: Receipts
    standing: Standing
    temporary: Path
    """The folder for files that nobody needs once this process has ended."""
    back_up: Callable[[Path], None]
    write_snapshot: Callable[[Path], Awaitable[None]]
    overview: Callable[[Answer], Overview]
    used: Mapping[str, Used]
    """What each language model used since the process began."""
    work: Work
    """Index what waits, or take over what others indexed."""
    follower: "Follower | None" = None

    def seen_by(self, within: Within) -> "Service":
        """The service as somebody has it who may see these collections only; None: all."""
        if within is None:
            return self
        catalogue = self.catalogue.seen_by(within)
        receipts = replace(self.receipts, within=within)
        search = replace(
            self.search, store=catalogue, narrow=lambda filters: narrowed(filters, within)
        )
        finding: _Finding = {"retrieve": search, "articles_of": catalogue.articles_of}
        spell = Spelling(search)
        return replace(
            self,
            pipeline=replace(self.pipeline, **finding, spell=spell, keep=receipts.keep),
            verifier=replace(self.verifier, **finding, article=catalogue.article),
            search=search,
            ingest=replace(self.ingest, catalogue=catalogue),
            catalogue=catalogue,
            receipts=receipts,
        )


class _Finding(TypedDict):
    retrieve: Retrieve
    articles_of: ArticlesOf
