"""What is judged: a service in this process, or one behind a URL. Both answer over the samples."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from evals.articles import last_part
from index.errors import AssayError
from index.model import Article, Filters, Hit, Received
from service.answers import Answer, Question
from service.client import Client, connect
from service.settings import Settings

if TYPE_CHECKING:
    from index.embedding import Embedding
    from service.service import Service

LoadEmbedding = Callable[[Settings], "Embedding"]


class NotJudgeable(AssayError):
    """What was to be judged can't be asked about the sample articles."""


class Subject(Protocol):
    """Answers, searches, and shows the sample articles by name."""

    @property
    def articles(self) -> Mapping[str, Article]: ...
    @property
    def index(self) -> str: ...
    async def answer(self, question: Question) -> Answer: ...
    async def search(self, query: str, filters: Filters, limit: int) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """The service in this process."""

    articles: Mapping[str, Article]
    service: "Service"

    @property
    def index(self) -> str:
        return self.service.ingest.fingerprint

    async def answer(self, question: Question) -> Answer:
        return await self.service.pipeline.answer(question)

    async def search(self, query: str, filters: Filters, limit: int) -> Sequence[Hit]:
        return await self.service.search(query, filters, limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A server, over its public API."""

    articles: Mapping[str, Article]
    client: Client
    index: str

    async def answer(self, question: Question) -> Answer:
        return await self.client.answer(question)

    async def search(self, query: str, filters: Filters, limit: int) -> Sequence[Hit]:
        return await self.client.search(query, filters, limit)


@asynccontextmanager
async def here(
    received: Mapping[str, Received], settings: Settings, load_embedding: LoadEmbedding
) -> AsyncIterator[Here]:
    """The service over these articles by name, in a directory of its own.

    Raises `NotJudgeable`, and what opening the service raises.
    """
    from service.wiring import build

    with TemporaryDirectory(prefix="assay-evals-") as folder:
        own = settings.model_copy(update={"data": Path(folder)})
        async with build(own, "evals", load_embedding=load_embedding) as service:
            report = await service.ingest.add(received.values())
            if report.failed:
                raise NotJudgeable(
                    f"Sample articles failed: {report.failed}.", "Mend evals/corpus."
                )
            names = {article.uri: name for name, article in received.items()}
            yield Here(articles=await _articles(service, names), service=service)


@asynccontextmanager
async def there(url: str, received: Mapping[str, Received]) -> AsyncIterator[There]:
    """The server at `url`, which must hold the sample articles. Raises `NotJudgeable`."""
    async with connect(url, print) as client:
        ends = {last_part(article.uri): name for name, article in received.items()}
        articles = {
            ends[last_part(summary.uri)]: await client.article(summary.id)
            async for summary in client.articles()
            if last_part(summary.uri) in ends
        }
        if missing := sorted(received.keys() - articles.keys()):
            raise NotJudgeable(
                f"The server at {url} lacks {len(missing)} sample articles, {missing[0]} for one.",
                f"Add them: assay add evals/corpus --url {url}",
            )
        status = await client.status()
        yield There(articles=articles, client=client, index=str(status["index"]))


async def _articles(service: "Service", names: Mapping[str, str]) -> dict[str, Article]:
    """The articles that can be found, by name."""
    found: list[Article] = []
    while batch := await service.catalogue.found(found[-1].id if found else None, 100):
        found += batch
    return {names[article.uri]: article for article in found}
