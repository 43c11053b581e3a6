"""Does what a model is given to read hold what a broad question asks for?

`evals/broad.jsonl` has questions of 22 kinds about the sample articles whose answers stand in
several places of one, with the words of each place. Passages are found, and widened for models, as
the product does with its defaults; nobody writes.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evals.bench.rows import Row, median_row
from evals.bench.sample import take_in
from index.model import Filters, Hit
from service.answers import Question

if TYPE_CHECKING:
    from service.service import Service

_QUESTIONS = Path(__file__).parents[1] / "broad.jsonl"


@dataclass(frozen=True, slots=True)
class Place:
    """Words that an answer rests on, and the file of the article that holds them."""

    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Broad:
    """A question of some kind, and all places that a full answer rests on."""

    kind: str
    question: str
    quotes: tuple[Place, ...]


def broad_questions() -> list[Broad]:
    """The questions that come along."""
    lines = map(json.loads, _QUESTIONS.read_text("utf-8").splitlines())
    return [
        Broad(line["kind"], line["question"], tuple(Place(**place) for place in line["quotes"]))
        for line in lines
    ]


def context(keep: Path | None = None) -> list[Row]:
    """Share of the questions all of whose places are in the prompt, and of all places.

    The same of what was found, before it is widened. Indexes may be kept in a folder. Raises
    `CouldNotMeasure`.
    """
    return asyncio.run(_context(keep))


def held(asked: Broad, passages: Sequence[Hit]) -> list[bool]:
    """Of each place, whether its words stand in a passage."""
    texts = [" ".join(hit.text.split()) for hit in passages]
    return [any(" ".join(place.quote.split()) in text for text in texts) for place in asked.quotes]


async def _context(keep: Path | None) -> list[Row]:
    from service.widening import tokens

    found: list[list[bool]] = []
    given: list[list[bool]] = []
    lengths: list[float] = []
    async with _service(keep) as service:
        widen = service.pipeline.widen
        for asked in broad_questions():
            hits = await service.search(asked.question, Filters(), Question(text="?").limit)
            articles = await service.catalogue.articles_of(hits)
            wide = widen(hits, articles) if widen else hits
            found.append(held(asked, hits))
            given.append(held(asked, wide))
            lengths.append(sum(tokens(hit.text) for hit in wide))
    return [
        *_shares("in the prompt", given),
        *_shares("found", found),
        median_row("tokens", lengths, "tokens"),
    ]


def _shares(name: str, outcomes: Sequence[Sequence[bool]]) -> list[Row]:
    whole = [all(places) for places in outcomes]
    single = [place for places in outcomes for place in places]
    return [
        Row(
            name=f"{what} {name}",
            value=round(sum(held) / len(held), 4),
            low=None,
            high=None,
            unit="share",
            n=len(held),
        )
        for what, held in (("questions", whole), ("places", single))
    ]


@asynccontextmanager
async def _service(keep: Path | None) -> AsyncGenerator["Service", None]:
    from service.settings import Settings
    from service.wiring import build

    with TemporaryDirectory(prefix="assay-bench-") as folder:
        data = keep / "context" if keep else Path(folder)
        settings = Settings.model_construct(data=data, model=("openai/none",))
        async with build(settings, "evals bench context") as service:
            await take_in(service)
            yield service
