"""Tables and lists of a text by exact spans: rows `| a | b |`, and lines that start with `- `."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.model import Span

_LINE = re.compile(r"[^\n]+")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"(?=[^-]*-)[\s|:-]+")
_ITEM = re.compile(r"\s*(?:[-*•·▪◦‣–]|\d{1,3}[.)])\s+(?P<item>\S(?:.*\S)?)\s*")
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
_FAR = 2  # line feeds between a list and the line that leads it in


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, and what its row and its column are headed with; None where they have no head."""

    span: Span
    row: Span | None
    column: Span | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the head apart; a table without a head has an empty one."""

    start: int
    head: tuple[Span, ...]
    rows: tuple[tuple[Span, ...], ...]

    def cells(self) -> Iterator[Cell]:
        """Every cell that isn't itself a head, row by row. Empty cells are left out."""
        for row in self.rows:
            for place, span in enumerate(row[1:] or row, start=min(1, len(row) - 1)):
                if span.start < span.end:
                    column = self.head[place] if place < len(self.head) else None
                    yield Cell(span, row[0] if len(row) > 1 else None, column)


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of a list, and the line before it that ends in a colon, if there is one."""

    lead: Span | None
    items: tuple[Span, ...]


def tables(text: str) -> Iterator[Table]:
    """The tables of a text, in order."""
    lines = [(found, bool(_ROW.fullmatch(found.group()))) for found in _LINE.finditer(text)]
    for is_table, group in groupby(lines, key=lambda pair: pair[1]):
        if is_table:
            yield _table(text, [found for found, _ in group])


def lists(text: str) -> Iterator[Listing]:
    """The lists of a text, in order."""
    before: re.Match[str] | None = None
    lead: Span | None = None
    items: list[Span] = []
    for found in _LINE.finditer(text):
        item = _ITEM.fullmatch(found.group())
        if item:
            if not items:
                lead = _lead(before, found)
            at = found.start()
            items.append(Span(start=at + item.start("item"), end=at + item.end("item")))
        elif items:
            yield Listing(lead, tuple(items))
            items = []
        before = found
    if items:
        yield Listing(lead, tuple(items))


def as_sentence(text: str, cell: Cell) -> str:
    """A cell with its heads, as it is quoted: "Line B, Cost: $498 million"."""
    heads = [_said(text, head) for head in (cell.row, cell.column) if head]
    return f"{', '.join(filter(None, heads))}: {_said(text, cell.span)}"


def _said(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _lead(before: re.Match[str] | None, first: re.Match[str]) -> Span | None:
    if before is None or first.start() - before.end() > _FAR:
        return None
    line = before.group().rstrip()
    return (
        Span(start=before.start(), end=before.start() + len(line))
        if line.endswith((":", "："))
        else None
    )


def _table(text: str, lines: Sequence[re.Match[str]]) -> Table:
    ruled = len(lines) > 1 and bool(_RULE.fullmatch(lines[1].group()))
    rows = [_cells(line) for line in lines if not _RULE.fullmatch(line.group())]
    start = lines[0].start()
    if not rows:
        return Table(start, (), ())
    has_head = len(rows) > 1 and (ruled or _is_head(text, rows))
    return Table(start, rows[0] if has_head else (), tuple(rows[1:] if has_head else rows))


def _cells(line: re.Match[str]) -> tuple[Span, ...]:
    """What stands between the bars, without the space around it."""
    whole = line.group()
    bars = [found.start() for found in re.finditer(r"(?<!\\)\|", whole)]
    cells = []
    for start, end in pairwise(bars):
        inside = whole[start + 1 : end]
        lead = len(inside) - len(inside.lstrip())
        at = line.start() + start + 1 + (lead if inside.strip() else 0)
        cells.append(Span(start=at, end=at + len(inside.strip())))
    return tuple(cells)


def _is_head(text: str, rows: Sequence[tuple[Span, ...]]) -> bool:
    """Whether the first row names what stands below it: it holds no figures but years."""
    first = [_said(text, span) for span in rows[0][1:]]
    return all(not _FIGURE.search(said) or _YEAR.fullmatch(said) for said in first)
