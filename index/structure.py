"""Tables and lists of a text by exact spans: rows `| a | b |`, and lines that start with `- `."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.model import Span

_LINE = re.compile(r"[^\n]+")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"(?=[^-]*-)[\s|:-]+")
BULLETS = "-*+•·▪◦‣–●■►\uf0b7"  # the last is how Word names its own
_ITEM = re.compile(rf"\s*(?:[{re.escape(BULLETS)}]|\d{{1,3}}[.)])\s+(?P<item>\S(?:.*\S)?)\s*")
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
    """The items of a list, and the line right above it, unless that asks or is a row of a table."""

    lead: Span | None
    items: tuple[Span, ...]


def tables(text: str) -> Iterator[Table]:
    """The tables of a text, in order."""
    for block in _blocks(text):
        rules = [place for place, line in enumerate(block) if _is_rule(line)]
        heads = [place - 1 for place in rules if place and place - 1 not in rules]
        for start, end in pairwise(sorted({0, *heads, len(block)})):
            yield _table(text, block[start:end])


def _blocks(text: str) -> Iterator[list[re.Match[str]]]:
    """Lines below one another that are rows: with a bar at both ends, or a rule among them."""
    block: list[re.Match[str]] = []
    for line in (*_LINE.finditer(text), None):
        if block and (
            line is None or "|" not in line.group() or line.start() - block[-1].end() > 1
        ):
            if any(map(_is_rule, block)):
                yield block
            else:
                runs = groupby(block, key=lambda one: bool(_ROW.fullmatch(one.group())))
                yield from (list(run) for is_row, run in runs if is_row)
            block = []
        if line and "|" in line.group():
            block.append(line)


def _is_rule(line: re.Match[str]) -> bool:
    return "|" in line.group() and bool(_RULE.fullmatch(line.group()))


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
    leads = re.search(r"[^\W\d_]", line) and "|" not in line and not line.endswith(("?", "？"))
    return Span(start=before.start(), end=before.start() + len(line)) if leads else None


def _table(text: str, lines: Sequence[re.Match[str]]) -> Table:
    ruled = len(lines) > 1 and _is_rule(lines[1])
    rows = [_cells(line) for line in lines if not _is_rule(line)]
    start = lines[0].start()
    if not rows:
        return Table(start, (), ())
    has_head = len(rows) > 1 and (ruled or _is_head(text, rows))
    return Table(start, rows[0] if has_head else (), tuple(rows[1:] if has_head else rows))


def _cells(line: re.Match[str]) -> tuple[Span, ...]:
    """What stands between the bars, without the space around it."""
    whole = line.group()
    bars = [found.start() for found in re.finditer(r"(?<!\\)\|", whole)]
    bars[:0] = [] if whole.lstrip().startswith("|") else [-1]
    bars += [] if len(bars) > 1 and not whole[bars[-1] + 1 :].strip() else [len(whole)]
    cells = []
    for start, end in pairwise(bars):
        inside = whole[start + 1 : end]
        lead = len(inside) - len(inside.lstrip())
        at = line.start() + start + 1 + (lead if inside.strip() else 0)
        cells.append(Span(start=at, end=at + len(inside.strip())))
    return tuple(cells)


def _is_head(text: str, rows: Sequence[tuple[Span, ...]]) -> bool:
    """Whether the first row names what stands below it: it holds no figures but years.

    Above a single column all are figures, else these are names and what is told of each.
    """
    first, *others = ([_said(text, span) for span in row[1:]] for row in rows)
    is_name = all(not _FIGURE.search(said) or _YEAR.fullmatch(said) for said in first)
    return is_name and (
        len(first) != 1 or all(_FIGURE.search(row[0]) for row in others if any(row))
    )
