"""Changes to a text, and the edits that lead from the changed text back."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from index.model import Edit, Span


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `text[start:end]` by `by`."""

    start: int
    end: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Touch:
    """An edit of one of two passes, by the stretch it covers in the text between them."""

    start: int
    end: int
    second: bool
    edit: Edit

    @property
    def growth(self) -> int:
        """How much longer the side away from the text between is."""
        there = self.edit.end - self.edit.start
        back = self.edit.raw_end - self.edit.raw_start
        return there - back if self.second else back - there


def lines(text: str) -> Iterator[re.Match[str]]:
    """The lines of a text that hold anything."""
    return (line for line in re.finditer(r"[^\n]+", text) if not line.group().isspace())


def to_raw(edits: Sequence[Edit], start: int, end: int) -> Span:
    """The stretch of the text as received that `text[start:end]` stands for."""
    before = bisect_right(edits, start, key=attrgetter("start"))
    within = bisect_left(edits, end, key=attrgetter("start"))
    first = edits[before - 1] if before else None
    last = edits[within - 1] if within else None
    return Span(
        start=_back(first, start, inside=first.raw_start if first else 0),
        end=_back(last, end, inside=last.raw_end if last else 0),
    )


def apply(text: str, changes: Iterable[Change]) -> tuple[str, tuple[Edit, ...]]:
    """Make the changes, which come in order and don't overlap."""
    pieces: list[str] = []
    edits: list[Edit] = []
    done = length = 0
    for change in changes:
        kept = text[done : change.start]
        start = length + len(kept)
        length = start + len(change.by)
        pieces += (kept, change.by)
        edits.append(
            Edit(
                start=start,
                end=length,
                raw_start=change.start,
                raw_end=change.end,
                reason=change.reason,
            )
        )
        done = change.end
    return "".join((*pieces, text[done:])), tuple(edits)


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits of two passes in a row as one: `second`'s raw text is `first`'s repaired text.

    Edits that touch in the text between are joined, for only their outer ends map back exactly.
    """
    joined: list[Edit] = []
    back = ahead = 0  # what leads from a place between to the raw text, and to the last one
    for group in _groups(first, second):
        start, end = group[0].start, max(touch.end for touch in group)
        back_after = back + sum(touch.growth for touch in group if not touch.second)
        ahead_after = ahead + sum(touch.growth for touch in group if touch.second)
        reasons = dict.fromkeys(r for touch in group for r in touch.edit.reason.split("; "))
        joined.append(
            Edit(
                start=start + ahead,
                end=end + ahead_after,
                raw_start=start + back,
                raw_end=end + back_after,
                reason="; ".join(reasons),
            )
        )
        back, ahead = back_after, ahead_after
    return tuple(joined)


def _groups(first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[list[_Touch]]:
    """The edits of both passes in order, those that touch in the text between together."""
    touches = [_Touch(edit.start, edit.end, second=False, edit=edit) for edit in first]
    touches += [_Touch(edit.raw_start, edit.raw_end, second=True, edit=edit) for edit in second]
    group: list[_Touch] = []
    reached = 0
    for touch in sorted(touches, key=attrgetter("start", "end", "second")):
        if group and touch.start > reached:
            yield group
            group = []
        reached = max(reached, touch.end) if group else touch.end
        group.append(touch)
    if group:
        yield group


def _back(edit: Edit | None, place: int, *, inside: int) -> int:
    """Where a place was before `edit`, the last one that starts ahead of it."""
    if edit is None:
        return place
    return edit.raw_end + place - edit.end if place >= edit.end else inside
