"""Cases from the field, printed with what came of each: for people, who judge them.

A folder holds `files.jsonl` (`{file, expected}`, files by their path in it) and `questions.jsonl`
(`{id, question, expected}`, with the questions before it as `history`), asked by quoting over what
stands in its `questions/`.
"""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from evals.bench.rows import CouldNotMeasure, Row
from index.errors import ArticleRefused
from index.ingest import prepare
from index.model import Received
from index.reading import Item, Remark, read
from service.answers import Answer, Question, Turn, join
from service.console import source_lines

_LONGEST = 2_000  # characters of a text that are printed


def field(folder: Path) -> list[Row]:
    """Print every case with what came; the rows count files that were read and questions answered.

    Raises `CouldNotMeasure`.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    files, questions = (list(_cases(folder / f"{name}.jsonl")) for name in ("files", "questions"))
    if not files and not questions:
        raise CouldNotMeasure(
            f"{folder} holds no cases.", "It needs files.jsonl or questions.jsonl."
        )
    found = [list(read([folder / case["file"]])) for case in files]
    for case, items in zip(files, found, strict=True):
        console.print(f"\n## {case['file']}\n   expected: {case['expected']}")
        console.print("\n".join(map(_told, items)))
    answers = asyncio.run(_ask(folder / "questions", questions)) if questions else []
    for case, answer in zip(questions, answers, strict=True):
        console.print(f"\n## {case['id']}: {case['question']}\n   expected: {case['expected']}")
        console.print(f"{answer.status}: {join(answer.claims)}")
        console.print("\n".join(source_lines(answer)))
    read_ = [any(isinstance(item, Received) for item in items) for items in found]
    answered = [answer.status == "answered" for answer in answers]
    return [*_share("files read", read_), *_share("questions answered", answered)]


def _cases(file: Path) -> Iterator[dict[str, Any]]:
    if not file.exists():
        return
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        try:
            case = json.loads(line)
            yield {**case, "expected": case.get("expected", "")}
        except ValueError as error:
            raise CouldNotMeasure(f"{file}, line {number}, is no case.", str(error)) from error


def _told(item: Item) -> str:
    """An article as it stands in the collection, or what was said instead."""
    if isinstance(item, Remark):
        return f"   note: {item.text}"
    if not isinstance(item, Received):
        return f"   failed: {item.problem}. {item.hint}"
    made = prepare(item)
    if isinstance(made, ArticleRefused):
        return f"   failed: {made.message} {made.hint}"
    item, text = made.received, made.text[:_LONGEST]
    about = (
        item.outlet,
        item.author,
        item.published and f"{item.published} ({item.published_how})",
    )
    return f"   {item.title} | {' | '.join(str(one) for one in about)} | {item.uri}\n{text}"


async def _ask(folder: Path, cases: Sequence[dict[str, Any]]) -> list[Answer]:
    from service.settings import Settings
    from service.wiring import build

    with TemporaryDirectory(prefix="assay-bench-") as data:
        settings = Settings.model_construct(data=Path(data))  # defaults alone
        async with build(settings, "evals bench field") as service:
            await service.ingest.add(read([folder]))
            return [await service.pipeline.answer(_question(case)) for case in cases]


def _question(case: dict[str, Any]) -> Question:
    before = tuple(Turn(role="user", content=asked) for asked in case.get("history", ()))
    return Question(text=case["question"], history=before)


def _share(name: str, outcomes: Sequence[bool]) -> Iterator[Row]:
    if outcomes:
        value = round(sum(outcomes) / len(outcomes), 4)
        yield Row(name=name, value=value, low=None, high=None, unit="share", n=len(outcomes))
