"""The sample articles, and questions about them: most are answered in one, some in none."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evals.articles import CORPUS
from evals.bench.rows import CouldNotMeasure

if TYPE_CHECKING:
    from service.service import Service

_QUESTIONS = Path(__file__).parents[1] / "questions.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleQuestion:
    """A question and, where it is answerable, a file of the corpus and its words that answer."""

    id: str
    question: str
    answerable: bool
    article: str | None
    quote: str | None


def questions() -> list[SampleQuestion]:
    """All questions about the sample articles."""
    lines = _QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [SampleQuestion(**json.loads(line)) for line in lines]


async def take_in(service: "Service", folder: Path = CORPUS) -> None:
    """Add the sample articles, or those of a folder. Raises `CouldNotMeasure`."""
    from index.reading import read

    report = await service.ingest.add(read([folder]))
    if report.failed:
        names = ", ".join(one.uri for one in report.failed)
        raise CouldNotMeasure(f"Sample articles failed: {names}.", f"Look at {folder}.")
