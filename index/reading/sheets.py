"""Spreadsheets: each sheet under its name, row by row; a list of articles as articles."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import PurePosixPath

from index.errors import ArticleRefused
from index.model import Received
from index.reading.archives import opened
from index.reading.lenient import articles, named
from index.reading.source import Remark, Source, Unreadable

ENDINGS = (".csv", ".tsv", ".xlsx")
CONTENT_TYPES = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}

_MOST_CELLS = 500_000
_SAMPLE = 10_000  # characters that tell what parts the cells

Rows = list[Sequence[str]]


def read(source: Source) -> Iterator[Received | Unreadable | Remark]:
    """The one article of a workbook, or one for each row where columns are named as fields are."""
    if source.data.startswith(b"PK"):
        sheets = list(_workbook(source.data))
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


def _workbook(data: bytes) -> Iterator[tuple[str, Rows]]:
    import openpyxl

    with opened(data, "workbook"):
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    cells = 0
    for sheet in book.worksheets:
        rows: Rows = []
        for values in sheet.iter_rows(values_only=True):
            cells += len(values)
            if cells > _MOST_CELLS:
                raise ArticleRefused(f"has over {_MOST_CELLS:,} cells", "Cut it into smaller ones.")
            row = [_said(value) for value in values]
            if any(row):
                rows.append(row)
        yield sheet.title, rows
    book.close()


def _said(value: object) -> str:
    if value is None:
        return ""
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
