"""Baselines: how each case came out in the last release, committed, one line a case."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.items import Item
from evals.runs import Run, RunBroken
from evals.scores import SCORES

BASELINES = Path(__file__).parent / "baselines"
_LEFT_OUT = {name for name, score in SCORES.items() if score.unit == "ms"}  # never the same twice

Values = Mapping[str, float]  # the value of each score that had one
Baseline = Mapping[str, tuple[str, Values]]  # for each case its digest and values


def path_of(subject: str) -> Path:
    """Where the baseline of a subject is kept."""
    return BASELINES / f"{subject}.jsonl"


def accept(run: Run) -> Path:
    """Make a run the baseline of its subject. The file's diff is what a reviewer reads."""
    path = path_of(run.manifest["subject"])
    path.parent.mkdir(exist_ok=True)
    items = sorted(run.items, key=lambda item: item.case.id)
    path.write_text("".join(f"{_line(item)}\n" for item in items), encoding="utf-8")
    return path


def load(subject: str) -> Baseline:
    """The baseline of a subject. Raises `RunBroken` where there is none."""
    path = path_of(subject)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise RunBroken(
            f"There is no baseline for {subject!r}.", "Make one: python -m evals accept RUN."
        ) from error
    items = [json.loads(line) for line in lines]
    return {item["id"]: (item["case"], item["values"]) for item in items}


def _line(item: Item) -> str:
    told: dict[str, Any] = {
        "id": item.case.id,
        "case": item.digest,
        "outcome": item.primary.outcome,
        "values": values_of(item),
    }
    return json.dumps(told, ensure_ascii=False)


def values_of(item: Item) -> dict[str, float]:
    """What an item has under each score that comes out the same each time."""
    return {
        name: round(mark.value, 4)
        for name, mark in item.marks.items()
        if mark.value is not None and name not in _LEFT_OUT
    }
