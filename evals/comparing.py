"""What changed between two runs, item by item."""

from collections.abc import Iterator
from dataclasses import dataclass

from evals.items import Item
from evals.runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """A case that came out otherwise."""

    id: str
    question: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Metrics side by side as (name, before, after); the cases that changed, or are in one run."""

    metrics: tuple[tuple[str, float | None, float | None], ...]
    changes: tuple[ItemChange, ...]
    same: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Run, after: Run) -> Comparison:
    """Two runs, whatever they judged. A case that was rewritten counts as another."""
    old = {(item.case.id, item.digest): item for item in before.items}
    new = {(item.case.id, item.digest): item for item in after.items}
    both = [(old[key], new[key]) for key in new if key in old]
    values = {metric.name: metric.value for metric in before.metrics}
    changes = tuple(_changes(both))
    return Comparison(
        metrics=tuple((m.name, values.get(m.name), m.value) for m in after.metrics),
        changes=changes,
        same=len(both) - len(changes),
        only_before=tuple(sorted(id_ for id_, _ in old.keys() - new.keys())),
        only_after=tuple(sorted(id_ for id_, _ in new.keys() - old.keys())),
    )


def _changes(both: list[tuple[Item, Item]]) -> Iterator[ItemChange]:
    """Cases with another outcome first, then those with another text."""
    moved = [pair for pair in both if _outcome(pair[0]) != _outcome(pair[1])]
    reworded = [pair for pair in both if pair not in moved and _text(pair[0]) != _text(pair[1])]
    for one, other in [*moved, *reworded]:
        yield ItemChange(
            id=one.case.id,
            question=one.case.question,
            before=f"{_outcome(one)}: {_text(one)}",
            after=f"{_outcome(other)}: {_text(other)}",
            why=other.primary.reason,
        )


def _outcome(item: Item) -> str:
    return item.primary.outcome


def _text(item: Item) -> str:
    return item.answer.text or item.answer.status if item.answer else item.error or ""
