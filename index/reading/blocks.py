"""HTML that is an article and nothing else (of a document, of a feed) as lines of text."""

import re
from typing import Any

from index.reading.blanks import squeezed
from index.reading.markup import as_printed, is_head

BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details div dl dt figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead
    tr ul""".split()
)
_SILENT = ("script", "style", "template", "noscript", "iframe", "svg")
_MARKS = {"li": "- ", **{f"h{level}": f"{'#' * level} " for level in range(1, 7)}}


def lines_of(markup: str, *, of_message: bool = False) -> str:
    """Its text: a line a paragraph, headings and list items marked, table rows as `| a | b |`.

    In a message a block that is quoted is an older message, and marked with > as in plain ones.
    """
    from lxml import etree, html  # type: ignore[import-untyped]

    if not markup.strip():
        return ""
    tree = html.fromstring(f"<div>{markup}</div>")
    as_printed(tree)
    etree.strip_elements(tree, *_SILENT, etree.Comment, with_tail=False)
    for element in tree.iter():
        _mark_lines(element)
    for row in reversed(list(tree.iter("tr"))):  # inner tables first
        _write_row(row)
    for table in list(tree.iter("table")):
        _write_lines(table)
    for block in reversed(list(tree.iter("blockquote") if of_message else ())):
        _write_lines(block, "> ")
    return _tidy(tree.text_content())


def _mark_lines(element: Any) -> None:
    """Write into its texts where lines begin and end, so that all text is its lines."""
    text, tail = (_spaced(part) for part in (element.text, element.tail))
    if element.tag in BLOCKS:
        gap = "" if element.tag in ("li", "tr") else "\n"
        text = f"{gap}\n{_MARKS.get(element.tag, '')}{text}"
        tail = f"\n{gap}{tail}"
    elif element.tag == "br":
        tail = f"\n{tail}"
    element.text, element.tail = text, tail


def _write_row(row: Any) -> None:
    cells = [
        squeezed(cell.text_content()).replace("|", "/") for cell in row if cell.tag in ("td", "th")
    ]
    following = next(row.itersiblings("tr"), None)
    is_above = is_head(row) and not (following is not None and is_head(following))
    rule = f"\n|{'---|' * len(cells)}" if is_above else ""
    tail = row.tail
    row.clear()
    row.text, row.tail = (f"\n| {' | '.join(cells)} |{rule}" if any(cells) else ""), tail


def _write_lines(block: Any, mark: str = "") -> None:
    """Its lines, without the blank ones that would part them from each other."""
    lines = filter(None, map(str.strip, block.text_content().split("\n")))
    tail = block.tail
    block.clear()
    block.text, block.tail = "\n\n" + "\n".join(mark + line for line in lines), tail


def _spaced(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text or "")  # a thin or no-break space stays


def _tidy(text: str) -> str:
    lines = "\n".join(line.strip() for line in text.split("\n"))
    lines = re.sub(r"^(-|#{1,6})\n+(?=[^\s#|-])", r"\1 ", lines, flags=re.MULTILINE)
    lines = re.sub(r"^(-|#{1,6})$", "", lines, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
