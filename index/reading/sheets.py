"""Spreadsheets: each sheet under its name, row by row; a list of articles as articles."""

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from typing import Any

from index.errors import ArticleRefused
from index.model import Received
from index.reading.archives import opened
from index.reading.lenient import articles, named
from index.reading.markup import is_raisable, lowered, raised
from index.reading.source import Remark, Source, Unreadable

ENDINGS = (".csv", ".tsv", ".xlsx")
CONTENT_TYPES = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}

_MOST_CELLS = 500_000
# Of a sheet that must be read as a whole: hidden rows and columns, texts in parts in their cell.
_NEEDS_ALL = re.compile(rb' hidden="(?:1|true)"|<is><r>')
_PERCENT = re.compile(r"(?:\.(?P<decimals>0+))?%")
_SAMPLE = 10_000  # characters that tell what parts the cells

Rows = list[Sequence[str]]


def read(source: Source) -> Iterator[Received | Unreadable | Remark]:
    """The one article of a workbook, or one for each row where columns are named as fields are."""
    if source.data.startswith(b"PK"):
        sheets, hidden = _workbook(source.data)
        if hidden:
            yield Remark(source.name, f"what is hidden was left out: {', '.join(hidden)[:200]}")
    else:
        sheets = [("", _values(source.text(), PurePosixPath(source.name).suffix.lower()))]
    if len(sheets) == 1 and _holds_articles(sheets[0][1]):
        head, *rows = sheets[0][1]
        fields = (dict(zip(head, row, strict=False)) for row in rows)
        yield from articles(source, ((f"line {n}", of) for n, of in enumerate(fields, start=2)))
        return
    text = "\n\n".join(_as_text(name, rows) for name, rows in sheets if rows)
    if not text:
        raise ArticleRefused("holds no cells with text")
    yield Received(uri=source.uri, raw=text, title=source.stem, url=source.url)


def _values(text: str, ending: str) -> Rows:
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:_SAMPLE], ",;\t|")
    except csv.Error:
        dialect = csv.excel_tab if ending == ".tsv" else csv.excel
    csv.field_size_limit(20_000_000)
    return [row for row in csv.reader(StringIO(text), dialect) if any(map(str.strip, row))]


def _workbook(data: bytes) -> tuple[list[tuple[str, Rows]], list[str]]:
    """The rows of each sheet by name, and what of them nobody is shown."""
    import openpyxl

    with opened(data, "workbook") as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        whole = any(_NEEDS_ALL.search(archive.read(name)) for name in names)
        book = openpyxl.load_workbook(
            BytesIO(data), read_only=not whole, data_only=True, rich_text=True
        )
    count = 0
    sheets: list[tuple[str, Rows]] = []
    hidden: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden.append(f"sheet {sheet.title}")
            continue
        unseen_rows, unseen_columns = _unseen(sheet) if whole else (set(), set())
        hidden += [f"rows or columns of {sheet.title}"] if unseen_rows or unseen_columns else []
        rows: Rows = []
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            count += len(cells)
            if count > _MOST_CELLS:
                raise ArticleRefused(f"has over {_MOST_CELLS:,} cells", "Cut it into smaller ones.")
            row = [_shown(cell) for n, cell in enumerate(cells, 1) if n not in unseen_columns]
            if any(row) and number not in unseen_rows:
                rows.append(row)
        sheets.append((sheet.title, rows))
    book.close()
    return sheets, hidden


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
        parts = (one if isinstance(one, str) else _as_set(one.text, one.font) for one in value)
        return _said("".join(parts))
    if isinstance(value, int | float) and (share := _PERCENT.search(cell.number_format)):
        return f"{value:.{len(share['decimals'] or '')}%}"
    if cell.font.vertAlign and isinstance(value, str):
        return _said(_as_set(value, cell.font))
    return _said(value)


def _as_set(text: str, font: Any) -> str:
    if font.strike:
        return ""
    if font.vertAlign == "superscript" and is_raisable(text.strip()):
        return raised(text)
    return lowered(text) if font.vertAlign == "subscript" else text


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return str(value.date() if not value.time().isoformat().strip("0:") else value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _as_text(name: str, rows: Rows) -> str:
    """A table whose first row is its head, under the name of the sheet."""
    width = max(map(len, rows))
    lines = [_line(row, width) for row in rows]
    lines.insert(1, f"|{'---|' * width}")
    return "\n".join(([f"# {name}", ""] if name else []) + lines)


def _line(row: Sequence[str], width: int) -> str:
    cells = [" ".join(cell.split()).replace("|", "/") for cell in row]
    return f"| {' | '.join((*cells, *[''] * (width - len(cells))))} |"


def _holds_articles(rows: Rows) -> bool:
    """Whether the first row names fields of an article, its text among them."""
    head = dict.fromkeys(rows[0], True) if len(rows) > 1 else {}
    return named(head, "text") and (named(head, "title") or named(head, "published"))
