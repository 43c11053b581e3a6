"""Spreadsheets: each sheet under its name, row by row; a list of articles as articles."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from typing import Any

from index.errors import ArticleRefused
from index.model import Received
from index.reading.archives import opened
from index.reading.blanks import squeezed
from index.reading.heads import are_heads, with_heads
from index.reading.lenient import articles, named
from index.reading.source import Remark, Source, Unreadable
from index.superscripts import as_lowered, as_raised

ENDINGS = (".csv", ".tsv", ".xlsx")
CONTENT_TYPES = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}

_MOST_CELLS = 500_000
# Of a sheet that must be read as a whole: hidden and joined cells, texts in parts in their cell.
_NEEDS_ALL = re.compile(rb' hidden="(?:1|true)"|<is><r>|<mergeCell ')
# A formula whose value whoever wrote the file has not kept.
_NOT_KEPT = re.compile(rb"<f(?:[^<>/]*/>|[^<>]*>[^<>]*</f>)\s*(?:<v\s*/>|<v></v>|</c>)")
_FORMULA = "[formula]"
# Such as #,##0.00 "t", with the sign of a currency or %; not one that cuts off thousands.
_NUMBER = re.compile(
    r"(?P<before>[^#0?]{0,20})(?P<digits>#,##0|#{0,9}0{1,9})"
    r"(?:\.(?P<decimals>0{1,15}))?(?P<behind>[^#0?,]{0,20})"
)
_LITERAL = re.compile(
    r'"(?P<quoted>[^"]{0,40})"|\[\$(?P<sign>[^\]-]{0,9})[^\]]{0,20}\]|\\(?P<one>.)|[_*].'
    r"|\[[^\]]{0,20}\]"
)
_SAMPLE = 10_000  # characters that tell what parts the cells

Rows = list[Sequence[str]]


def read(source: Source) -> Iterator[Received | Unreadable | Remark]:
    """The one article of a workbook, or one for each row where columns are named as fields are."""
    if source.data.startswith(b"PK"):
        sheets, told = _workbook(source.data)
        yield from (Remark(source.name, one[:250]) for one in told)
    else:
        sheets = [("", _values(source.text(), PurePosixPath(source.name).suffix.lower()))]
    if len(sheets) == 1 and _holds_articles(sheets[0][1]):
        head, *rows = sheets[0][1]
        filled = ((n, row) for n, row in enumerate(rows, start=2) if any(row))
        fields = ((f"line {n}", dict(zip(head, row, strict=False))) for n, row in filled)
        yield from articles(source, fields)
        return
    text = "\n\n".join(_as_text(name, rows) for name, rows in sheets if any(map(any, rows)))
    if not text:
        raise ArticleRefused("holds no cells with text")
    yield Received(uri=source.uri, raw=text, title=source.stem, url=source.url)


def _values(text: str, ending: str) -> Rows:
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SAMPLE], ",;\t|")
    except csv.Error:
        dialect = csv.excel_tab if ending == ".tsv" else csv.excel
    csv.field_size_limit(20_000_000)
    return [[cell.strip() for cell in row] for row in csv.reader(StringIO(text), dialect)]


def _workbook(data: bytes) -> tuple[list[tuple[str, Rows]], list[str]]:
    """The rows of each sheet by name, and what is to be told of what was left out."""
    import openpyxl

    with opened(data, "workbook") as archive:
        names = archive.namelist()
        xml = [archive.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
        charts = sum(name.startswith("xl/charts/chart") for name in names)
        whole, unkept = (any(map(sign.search, xml)) for sign in (_NEEDS_ALL, _NOT_KEPT))
        book = openpyxl.load_workbook(
            BytesIO(data), read_only=not whole, data_only=True, rich_text=True
        )
        formulas = openpyxl.load_workbook(BytesIO(data), read_only=True) if unkept else None
    count = missing = 0
    sheets: list[tuple[str, Rows]] = []
    hidden: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden.append(f"sheet {sheet.title}")
            continue
        unseen_rows, unseen_columns = _unseen(sheet) if whole else (set(), set())
        hidden += [f"rows or columns of {sheet.title}"] if unseen_rows or unseen_columns else []
        rows: Rows = []
        for cells in sheet.iter_rows():
            count += len(cells)
            if count > _MOST_CELLS:
                raise ArticleRefused(f"has over {_MOST_CELLS:,} cells", "Cut it into smaller ones.")
            rows.append([_shown(cell) for cell in cells])
        if formulas:
            missing += _mark_formulas(rows, formulas[sheet.title].iter_rows(values_only=True))
        spans = [one.bounds for one in sheet.merged_cells.ranges] if whole else []
        spanning = _spread(rows, spans)
        seen = [n for n in range(len(rows)) if n + 1 not in unseen_rows]
        shown = [[t for n, t in enumerate(rows[at], 1) if n not in unseen_columns] for at in seen]
        first = _titles(shown)
        table = with_heads(shown[first:], [spanning[at] for at in seen[first:]])
        sheets.append((sheet.title, [*shown[:first], *table]))
    book.close()
    if formulas:
        formulas.close()
    left = {
        "what is hidden was left out": ", ".join(hidden),
        "charts were left out": str(charts or ""),
        "formulas whose values the file doesn't hold": str(missing or ""),
    }
    return sheets, [f"{what}: {which}" for what, which in left.items() if which]


def _mark_formulas(rows: Rows, written: Iterable[Sequence[object]]) -> int:
    """Write into empty cells that a formula stands there; returns into how many."""
    marked = 0
    for place, (row, formulas) in enumerate(zip(rows, written, strict=False)):
        lacks = [
            not text and isinstance(formula, str) and formula.startswith("=")
            for text, formula in zip(row, formulas, strict=False)
        ]
        if any(lacks):
            lacks += [False] * (len(row) - len(lacks))
            rows[place] = [
                _FORMULA if gone else text for text, gone in zip(row, lacks, strict=True)
            ]
            marked += sum(lacks)
    return marked


def _spread(rows: Rows, spans: Iterable[tuple[int, int, int, int]]) -> list[bool]:
    """Write what spans rows into each; returns which of the first rows have a head over columns.

    Spans are first column, first row, last column, last row, from 1. A head stands over each of
    its columns.
    """
    wide: dict[int, list[tuple[int, int]]] = {}
    grid = [list(row) for row in rows]
    for left, top, right, bottom in spans:
        for at in range(top - 1, min(bottom, len(grid))):
            if any(grid[at]):
                grid[at][left - 1] = grid[top - 1][left - 1]
            if right > left:
                wide.setdefault(at, []).append((left, right))
    spanning = [False] * len(grid)
    for at in range(_titles(grid), len(grid)):
        if at not in wide:
            break
        spanning[at] = True
        for left, right in wide[at]:
            grid[at][left - 1 : right] = [grid[at][left - 1]] * (right - left + 1)
    rows[:] = grid
    return spanning


def _unseen(sheet: Any) -> tuple[set[int], set[int]]:
    """The rows and columns of a sheet that are hidden, counted from 1."""
    columns = [one for one in sheet.column_dimensions.values() if one.hidden]
    return (
        {number for number, row in sheet.row_dimensions.items() if row.hidden},
        {n for one in columns for n in range(one.min, one.max + 1)},
    )


def _shown(cell: Any) -> str:
    """What a cell shows: nothing where it is struck out, 45% where it holds 0.45 as a share."""
    value = cell.value
    if value is None or cell.font.strike:
        return ""
    if isinstance(value, list):  # a text whose parts are set in different ways
        text = ""
        for one in value:
            text += one if isinstance(one, str) else _as_set(one.text, one.font, text)
        return _said(text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _in_format(value, cell.number_format)
    if cell.font.vertAlign and isinstance(value, str):
        return _said(_as_set(value, cell.font, ""))
    return _said(value)


def _in_format(value: float, written: str) -> str:
    """A number as its cell shows it, where its format is a plain one: 1,234.50 €, 45%."""
    plain = _LITERAL.sub(
        lambda one: one["quoted"] or one["sign"] or one["one"] or "",
        written.split(";", maxsplit=1)[0],
    )
    found = _NUMBER.fullmatch(plain)
    if not found:
        return _said(value)
    if "%" in found["behind"]:
        value *= 100
    digits, decimals = found["digits"], len(found["decimals"] or "")
    number = f"{abs(value):{',' if ',' in digits else ''}.{decimals}f}"
    number = number.zfill(digits.count("0") + (decimals and decimals + 1))
    sign = "-" if value < 0 and number.strip("0.,") else ""
    return f"{sign}{found['before']}{number}{found['behind']}".strip()


def _as_set(text: str, font: Any, before: str) -> str:
    if font.strike:
        return ""
    if font.vertAlign == "superscript":
        return as_raised(text, before)
    return as_lowered(text) if font.vertAlign == "subscript" else text


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return str(value.date() if not value.time().isoformat().strip("0:") else value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    return squeezed(str(value))


def _titles(rows: Sequence[Sequence[str]]) -> int:
    """How many first rows hold a cell at most, above those that hold several."""
    several = (at for at, row in enumerate(rows) if sum(map(bool, row)) > 1)
    return next(several, 0)


def _as_text(name: str, rows: Rows) -> str:
    """The tables of a sheet under its name."""
    tables = (_table(table) for table in _tables(rows))
    return "\n\n".join(([f"# {name}"] if name else []) + list(tables))


def _tables(rows: Rows) -> Iterator[Rows]:
    """The rows of each table; behind blank rows another one begins where heads follow."""
    table: Rows = []
    for place, row in enumerate(rows):
        if not any(row) and table and _begins(rows[place + 1 :]):
            yield table
            table = []
        elif any(row):
            table.append(row)
    if table:
        yield table


def _begins(rows: Rows) -> bool:
    """Whether a table with heads comes first, maybe under titles."""
    first = _titles(rows)
    return are_heads(rows[first : first + 1], rows[first + 1 : first + 2])


def _table(rows: Rows) -> str:
    """Rows, the first of which is their head, under titles of their own."""
    first = _titles(rows)
    above = [text for row in rows[:first] for text in row if text]
    width = max(map(len, rows[first:]))
    lines = [_line(row, width) for row in rows[first:]]
    if not _names_and_values(rows[first:]):
        lines.insert(1, f"|{'---|' * width}")
    return "\n".join(above + lines)


def _names_and_values(rows: Rows) -> bool:
    """Whether rows tell of one thing each, in words or in figures, so that none is a head."""
    told = [row[1] for row in rows if len(row) == 2]
    with_figures = sum(any(map(str.isdigit, text)) for text in told[1:])
    return len(told) == len(rows) and 0 < with_figures < len(told) - 1


def _line(row: Sequence[str], width: int) -> str:
    cells = [squeezed(cell).replace("|", "/") for cell in row]
    return f"| {' | '.join((*cells, *[''] * (width - len(cells))))} |"


def _holds_articles(rows: Rows) -> bool:
    """Whether the first row names fields of an article, its text among them."""
    head = dict.fromkeys(rows[0], True) if len(rows) > 1 else {}
    return named(head, "text") and (named(head, "title") or named(head, "published"))
