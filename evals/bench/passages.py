"""Questions that come with their passages: what `bench abstention` and `bench quoting` ask.

A folder's `questions.jsonl` has lines of {id, question, passages: [{id, title, text}], answers,
answerable}. Passages keep their order and become hits; terms are weighed by a lexical index of all
passages of the folder, as in the product.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from evals.bench.rows import CouldNotMeasure
from index.model import Hit
from index.words import is_cjk
from service.quoting import Quote

T = TypeVar("T")

_FILE = "questions.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question, its passages, and what people found: an answer in their words, or none."""

    question: str
    passages: tuple[Hit, ...]
    answers: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A question and what was quoted for it: nothing where quoting found no answer."""

    item: Item
    quotes: Sequence[Quote]


def items(folder: Path, limit: int | None = None) -> Sequence[Item]:
    """The questions of a folder, or a fixed random `limit` of them. Raises `CouldNotMeasure`."""
    file = folder / _FILE
    if not file.is_file():
        raise CouldNotMeasure(f"{folder} holds no {_FILE}.", "Name a folder with such a file.")
    found = [_item(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    return sampled(found, limit)


def sampled(asked: Sequence[T], limit: int | None) -> Sequence[T]:
    """A fixed random `limit` of the questions, or all."""
    if limit and limit < len(asked):
        return random.Random(0).sample(asked, limit)  # noqa: S311  no secret
    return asked


def try_all(asked: Sequence[Item]) -> Iterator[Tried]:
    """Quote for each question as the product does."""
    from index.lexical import Lexical
    from service.loading import load_embedding
    from service.reading_models import quoting_of
    from service.settings import Settings

    settings = Settings.model_construct()

    with (
        TemporaryDirectory(prefix="assay-bench-") as folder,
        closing(Lexical(Path(folder))) as lexical,
    ):
        passages = {hit.text: hit for item in asked for hit in item.passages}.values()
        lexical.upsert(replace(hit, id=str(place)) for place, hit in enumerate(passages))
        choose = quoting_of(settings, lru_cache(None)(lexical.weight), load_embedding(settings))
        for item in asked:
            yield Tried(item, choose(item.question, item.passages).quotes)


def _item(line: dict[str, Any]) -> Item:
    return Item(
        question=line["question"],
        passages=tuple(as_hit(number, one) for number, one in enumerate(line["passages"], start=1)),
        answers=tuple(line["answers"]),
        answerable=line["answerable"],
    )


def as_hit(number: int, passage: Mapping[str, str]) -> Hit:
    """A passage of {id, title, text} as what a search found at that place, from 1."""
    return Hit(
        id=f"{passage['id']}:1:0",
        article_id=passage["id"],
        version=1,
        title=passage["title"],
        language="zh" if is_cjk(passage["text"]) else "en",
        start=0,
        end=len(passage["text"]),
        text=passage["text"],
        number=number,
        score=1 / number,
    )
