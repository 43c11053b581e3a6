"""Lines of a printed page as text: column after column, paragraphs whole, tables as rows."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

_WIDEST = 1_000  # characters in a line; no page has so many
_GAP = re.compile(r"\S {3,}\S")
_BULLET = re.compile(r"\s*(?:[-*•·▪◦‣–—]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_CJK = r"[぀-ヿ㐀-鿿豈-﫿、。，！？；：）」』》“”]"


def paragraphs(lines: Sequence[str]) -> str:
    """The text of a page whose lines keep their place by spaces."""
    lines = [line.expandtabs() for line in lines]
    if max(map(len, lines), default=0) > _WIDEST:
        lines = [" ".join(line.split()) for line in lines]  # their places mean nothing
    return "\n".join(line for column in _columns(lines) for line in _flow(column))


def _columns(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """Text set in two columns: the left before the right, between lines that cross both."""
    middle = _gutter(lines)
    if middle is None:
        yield lines
        return
    for crosses, group in groupby(
        lines, key=lambda line: bool(line[middle - 1 : middle + 1].strip())
    ):
        part = list(group)
        if crosses:
            yield part
        else:
            yield [line[:middle].rstrip() for line in part]
            yield [line[middle:] for line in part]


def _gutter(lines: Sequence[str]) -> int | None:
    """Where two columns of prose part, if the page has them."""
    full = [line for line in lines if line.strip()]
    width = max(map(len, full), default=0)
    places = range(width * 35 // 100, width * 65 // 100)
    if len(full) < 8 or not places:
        return None
    middle = min(places, key=lambda at: sum(bool(line[at - 1 : at + 1].strip()) for line in full))
    open_ = [line for line in full if not line[middle - 1 : middle + 1].strip()]
    both = [line for line in open_ if line[:middle].strip() and line[middle:].strip()]
    halves = [half.strip() for line in both for half in (line[:middle], line[middle:])]
    wide = sum(len(half) >= 25 and not _GAP.search(half) for half in halves)
    is_prose = len(open_) * 4 >= len(full) * 3 and len(both) * 2 >= len(full)
    return middle if is_prose and wide * 10 >= len(halves) * 7 else None


def _flow(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs and table rows of one column."""
    for is_table, group in groupby(_told_apart(lines), key=lambda pair: pair[0]):
        part = [line for _, line in group]
        yield from _rows(part) if is_table else _paragraphs(part)


def _told_apart(lines: Sequence[str]) -> list[tuple[bool, str]]:
    """Which lines belong to tables: those with gaps inside, next to others of that kind."""
    full = [line for line in lines if line.strip()]
    gaps = [bool(_GAP.search(line)) for line in full]
    near = [any(gaps[max(0, n - 1) : n]) or any(gaps[n + 1 : n + 2]) for n in range(len(full))]
    table = iter([gap and beside for gap, beside in zip(gaps, near, strict=True)])
    kinds: list[tuple[bool, str]] = []
    for line in lines:
        if line.strip():
            kinds.append((next(table), line))
        else:
            kinds.append((bool(kinds) and kinds[-1][0], line))
    return kinds


def _rows(lines: Sequence[str]) -> Iterator[str]:
    """Rows, cut where all of them are blank, so that an empty cell stays one."""
    full = [line for line in lines if line.strip()]
    width = max(map(len, full))
    blank = [all(line[at : at + 1] in ("", " ") for line in full) for at in range(width)]
    starts = [at for at in range(width) if not blank[at] and all(blank[max(0, at - 2) : at])]
    for line in full:
        cells = [line[a:b].strip() for a, b in zip(starts, [*starts[1:], width], strict=True)]
        if len(cells) < 2:
            cells = re.split(r" {3,}", line.strip())
        yield f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |"


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines that were broken only because the page ended are joined."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    full = lengths[len(lengths) * 3 // 4] * 8 // 10 if lengths else 0
    left = min((_indent(line) for line in lines if line.strip()), default=0)
    text, goes_on = "", False
    for line in lines:
        words = " ".join(line.split())
        if text and goes_on and words and _indent(line) < left + 2 and not _BULLET.match(line):
            text = _joined(text, words)
        else:
            if text:
                yield text
            text = words
        goes_on = bool(words) and len(words) >= max(full, 20)
    if text:
        yield text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined(text: str, words: str) -> str:
    """Two lines as one: without the hyphen that broke a word, and no space in Chinese."""
    if re.search(r"[a-zà-ÿ]-$", text) and words[0].islower():
        return text[:-1] + words
    glue = "" if re.search(f"{_CJK}$", text) and re.match(_CJK, words) else " "
    return text + glue + words
