"""Words on a page as blocks of text: column after column, tables as rows, lines joined.

A column is told from a table by its prose: lines that run on to the same edge.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from index.reading import heads
from index.reading.glyphs import Word
from index.reading.hyphens import is_broken
from index.structure import BULLETS

_SAME_LINE = 0.4  # of the letters' size: how far apart the base lines of a row may be
_WIDE = 1.0  # a gap of so many sizes parts cells, or columns
_LEAST_ROWS = 3  # that agree make a table, or a column
_SHORT = 3  # words of a cell
_ALIGNED = 0.8  # of the rows of a table, that have a cell beside their name
_MOST_ROWS = 400  # of a page that is prose; comparing all with all takes time
_DEEPEST = 5
_NEARER = 0.85  # of the usual step between rows, for what goes on with the one above
_FAR = 1e5  # further than any page is high
BULLET = re.compile(rf"(?:[{re.escape(BULLETS)}—]|\(?\d{{1,3}}[.)]|\(?[a-z]\))(?:\s|$)")


@dataclass(slots=True)
class Row:
    """Words on one line, from left to right."""

    words: list[Word]

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def text(self) -> str:
        return text_of(self.words)

    def parts(self) -> list[list[Word]]:
        """The words between wide gaps."""
        parts = [[self.words[0]]]
        for before, word in pairwise(self.words):
            if word.left - before.right > _WIDE * self.size:
                parts.append([])
            parts[-1].append(word)
        return parts


@dataclass(slots=True)
class Paragraph:
    """A text of one or more lines, and whether its last line runs to the edge."""

    lines: list[str]
    size: float
    runs_on: bool = False
    is_table: bool = False
    opens: bool = False  # a column or a page


def text_of(words: Sequence[Word]) -> str:
    """Words in the order in which they are read."""
    rtl = sum(word.is_rtl for word in words) * 2 > len(words)
    return " ".join(word.text for word in (reversed(words) if rtl else words))


def rows(words: Sequence[Word]) -> list[Row]:
    """The words of a page by lines, from the top."""
    found: list[Row] = []
    for word in sorted(words, key=lambda word: -word.base):
        for row in found[-4:]:
            if abs(row.base - word.base) <= _SAME_LINE * min(row.size, word.size):
                row.words.append(word)
                break
        else:
            found.append(Row([word]))
    for row in found:
        row.words.sort(key=lambda word: word.left)
    return found


def paragraphs(page: Sequence[Row]) -> Iterator[Paragraph]:
    """The text of a page in the order in which it is read."""
    for part in _apart(page):
        for block in _blocks(part, _DEEPEST):
            for place, one in enumerate(_flow(block)):
                one.opens = place == 0
                yield one


def _apart(page: Sequence[Row]) -> list[list[Row]]:
    """What stands upright on the page, and what is turned, which lies far below."""
    parts: list[list[Row]] = []
    for row in page:
        if not parts or parts[-1][-1].base - row.base > _FAR:
            parts.append([])
        parts[-1].append(row)
    return parts


def _blocks(page: list[Row], deepest: int) -> Iterator[list[Row]]:
    """Columns one after the other, between lines that cross them."""
    gutter = _gutter(page) if deepest else None
    if gutter is None:
        if page:
            yield page
        return
    for crosses, group in groupby(page, key=lambda row: _crosses(row, gutter)):
        band = list(group)
        left, right = _sides(band, gutter)
        if crosses or not (left and right):
            yield from _blocks(band, deepest - 1)
        else:
            yield from _blocks(left, deepest - 1)
            yield from _blocks(right, deepest - 1)


def _gutter(page: Sequence[Row]) -> float | None:
    """Where two columns part, the fewest lines crossing; None where there are none."""
    if not _LEAST_ROWS <= len(page) <= _MOST_ROWS:
        return None
    best: tuple[float, float] | None = None
    for at in sorted({part[0].left - 1 for row in page for part in row.parts()})[1:]:
        clear = [row for row in page if not _crosses(row, at)]
        left, right = _sides(clear, at)
        if len(clear) * 2 < len(page) or not _is_column(left, right):
            continue
        cost = len(page) - len(clear) - min(len(left), len(right)) / len(page)
        if best is None or cost < best[0]:
            best = cost, at
    return best and best[1]


def _is_column(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether what stands on both sides is not one table: one of them is prose."""
    if min(len(left), len(right)) < _LEAST_ROWS:
        return False
    gap = min(row.left for row in right) - max(row.right for row in left)
    size = median(row.size for row in (*left, *right))
    is_apart = gap >= 0.6 * size and not (_is_table(left, right) or _is_table(right, left))
    return is_apart and (_is_prose(left) or _is_prose(right))


def _is_table(names: Sequence[Row], cells: Sequence[Row]) -> bool:
    """Whether one side names what the other tells in short, line by line: what works cost."""
    bases = [row.base for row in cells]
    beside = [row for row in names if min(abs(row.base - base) for base in bases) < 1]
    short = sum(len(row.words) <= _SHORT * len(row.parts()) for row in cells)
    run_on = sum(row.text[:1].islower() for row in beside)  # as lines of prose do
    most = _ALIGNED * len(cells)
    return min(len(beside), short) >= most and run_on <= (1 - _ALIGNED) * len(beside)


def _is_prose(column: Sequence[Row]) -> bool:
    """Lines of several words, most of which end near the same edge."""
    if len(column) < _LEAST_ROWS or any(len(row.parts()) > 1 for row in column[:-1:2]):
        return False
    widths = [row.right - row.left for row in column]
    full = sum(width >= 0.75 * max(widths) for width in widths)
    words = sum(len(row.words) for row in column) / len(column)
    return full * 10 >= len(column) * 6 and words >= 3.5


def _crosses(row: Row, at: float) -> bool:
    """Whether a place lies inside a part of a row, or in a gap between words as elsewhere."""
    return any(part[0].left < at < part[-1].right for part in row.parts())


def _sides(page: Sequence[Row], at: float) -> tuple[list[Row], list[Row]]:
    left = [Row(words) for row in page if (words := [w for w in row.words if w.right <= at + 1])]
    right = [Row(words) for row in page if (words := [w for w in row.words if w.left >= at])]
    return left, right


def _flow(block: Sequence[Row]) -> Iterator[Paragraph]:
    """Tables and paragraphs of one column."""
    place = 0
    tables = dict(_tables(block))
    while place < len(block):
        end = tables.get(place, place)
        if end > place:
            yield _table(block[place:end])
            place = end
            continue
        end = next((at for at in range(place + 1, len(block)) if at in tables), len(block))
        yield from _joined(block[place:end])
        place = end


def _tables(block: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Where three rows and more have a wide gap in common."""
    place = 0
    while place < len(block):
        gaps, end = _gaps(block[place]), place + 1
        while gaps and end < len(block):
            kept = _shared(gaps, block[end])
            if not kept:
                break
            gaps, end = kept, end + 1
        while end - 1 > place and len(block[end - 1].parts()) < 2:
            end -= 1  # a line of prose below may leave the gap free
        several = sum(len(row.parts()) > 1 for row in block[place:end])
        if several >= _LEAST_ROWS:
            yield place, end
            place = end
        else:
            place += 1


def _gaps(row: Row) -> list[tuple[float, float]]:
    return [(before[-1].right, after[0].left) for before, after in pairwise(row.parts())]


def _shared(gaps: Sequence[tuple[float, float]], row: Row) -> list[tuple[float, float]]:
    """What a row leaves free of some gaps, of each the widest stretch."""
    kept = []
    for start, end in gaps:
        inside = [w for w in row.words if w.left < end and w.right > start]
        lows = [start, *(w.right for w in inside)]
        highs = [*(max(w.left, start) for w in inside), end]
        low, high = max(zip(lows, highs, strict=True), key=lambda free: free[1] - free[0])
        if high - low >= 0.6 * row.size:
            kept.append((low, min(high, end)))
    return kept


def _table(table: Sequence[Row]) -> Paragraph:
    """Rows cut where all of them are blank, so that an empty cell stays one."""
    spans = sorted((part[0].left, part[-1].right) for row in table for part in row.parts())
    edges = [list(spans[0])]
    for left, right in spans[1:]:
        if left > edges[-1][1] + 0.3 * table[0].size:
            edges.append([left, right])
        edges[-1][1] = max(edges[-1][1], right)
    cells = [
        [text_of([w for w in row.words if a <= w.left <= b]) for a, b in edges] for row in table
    ]
    lines = [
        f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in _whole(table, cells)
    ]
    return Paragraph(lines, table[0].size, is_table=True)


def _whole(table: Sequence[Row], cells: Sequence[list[str]]) -> list[list[str]]:
    """The rows of a table, with each whose cells took several lines as one."""
    steps = [above.base - row.base for above, row in pairwise(table)]
    near = _NEARER * median(steps)
    whole = [cells[0]]
    for place, (row, step) in enumerate(zip(cells[1:], steps, strict=True), start=1):
        if not row[0] and (
            step < near
            or (place == 1 and heads.are_heads(cells[:2], cells[2:3]))
            or all(
                cell[:1].islower() and above
                for cell, above in zip(row, whole[-1], strict=True)
                if cell
            )
        ):
            whole[-1] = [
                f"{above} {cell}".strip() for above, cell in zip(whole[-1], row, strict=True)
            ]
        else:
            whole.append(row)
    return whole


def _joined(block: Sequence[Row]) -> Iterator[Paragraph]:
    """Lines that were broken only because the page ended are one paragraph."""
    if not block:
        return
    left = min(row.left for row in block)
    edge = left + 0.8 * (max(row.right for row in block) - left)
    steps = [above.base - row.base for above, row in pairwise(block)]
    step = median(steps) if steps else 0.0
    found: Paragraph | None = None
    above: Row | None = None
    for row in block:
        if (
            found
            and above
            and found.runs_on
            and above.base - row.base <= 1.5 * step + 1
            and row.left < left + 1.5 * row.size
            and 0.87 < row.size / found.size < 1.15
            and not BULLET.match(row.text)
        ):
            found.lines.append(row.text)
        else:
            if found:
                yield found
            found = Paragraph([row.text], row.size)
        found.runs_on = is_broken(row.text) or (
            len(block) > 1 and row.right >= edge and len(row.text) >= 20
        )
        above = row
    if found:
        yield found
