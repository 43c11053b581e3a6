"""A run: every case asked, every edit tried, and the folder that keeps it all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evals.items import Item, Metric, metrics
from index.errors import AssayError

_MANIFEST, _ITEMS, _EDITS, _METRICS = (
    "manifest.json",
    "items.jsonl",
    "edits.json",
    "metrics.json",
)
_TOO_MANY_ERRORS = 0.02


class RunBroken(AssayError):
    """A run that says nothing: too many questions failed, or its folder can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditResult:
    """How an edit's law held over `checks` cases; `broken` says which broke it, and how."""

    name: str
    law: str
    checks: int
    broken: Mapping[str, str]

    @property
    def kept(self) -> float | None:
        """The share that kept the law; None where no case was asked."""
        return 1 - len(self.broken) / self.checks if self.checks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was judged (`manifest`), and how it came out."""

    manifest: Mapping[str, Any]
    items: tuple[Item, ...]
    edits: tuple[EditResult, ...] = ()

    @property
    def errors(self) -> list[Item]:
        """The cases that got no answer."""
        return [item for item in self.items if item.answer is None]

    @property
    def metrics(self) -> list[Metric]:
        """All scores over its items."""
        return metrics(self.items)


_RUN_PARTS: Mapping[str, TypeAdapter[Any]] = {
    _MANIFEST: TypeAdapter(dict[str, Any]),
    _EDITS: TypeAdapter(tuple[EditResult, ...]),
    _METRICS: TypeAdapter(list[Metric]),
}
_ITEM = TypeAdapter(Item)


def require_sound(run: Run) -> None:
    """Raises `RunBroken` where a run has no items, or more than 2 % of them failed."""
    if not run.items:
        raise RunBroken("The run asked nothing.", "Name cases that exist.")
    if len(run.errors) > _TOO_MANY_ERRORS * len(run.items):
        raise RunBroken(
            f"{len(run.errors)} of {len(run.items)} questions got no answer; "
            f"the first: {run.errors[0].error}",
            "A run with more than 2 % of errors says nothing. Mend the cause and run again.",
        )


def write(run: Run, folder: Path) -> None:
    """Keep a run in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {_MANIFEST: run.manifest, _EDITS: run.edits, _METRICS: run.metrics}
    for name, part in parts.items():
        (folder / name).write_bytes(_RUN_PARTS[name].dump_json(part, indent=2) + b"\n")
    lines = [_ITEM.dump_json(item) + b"\n" for item in run.items]
    (folder / _ITEMS).write_bytes(b"".join(lines))


def read(folder: Path) -> Run:
    """The run that a folder keeps. Raises `RunBroken`."""
    try:
        return Run(
            manifest=_RUN_PARTS[_MANIFEST].validate_json((folder / _MANIFEST).read_bytes()),
            items=tuple(map(_ITEM.validate_json, (folder / _ITEMS).read_bytes().splitlines())),
            edits=_RUN_PARTS[_EDITS].validate_json((folder / _EDITS).read_bytes()),
        )
    except (OSError, ValidationError) as error:
        raise RunBroken(
            f"{folder} holds no run: {error}", "Name a folder of `evals run`."
        ) from error


def same_answers(one: Sequence[Item], other: Sequence[Item]) -> list[str]:
    """The ids of the cases whose answers differ by a byte, ids and timings left out."""
    pairs = zip(one, other, strict=True)
    return [a.case.id for a, b in pairs if _bytes(a) != _bytes(b)]


def _bytes(item: Item) -> str:
    told = json.loads(_ITEM.dump_json(item))
    if told["answer"]:
        del told["answer"]["id"], told["answer"]["timings_ms"]
    del told["marks"]
    return json.dumps(told, sort_keys=True)
