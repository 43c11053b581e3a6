"""The form of a draft's lines: headings, items with labels, tables, fences. Form is no text."""

import re
from dataclasses import dataclass

from index.words import terms

_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]{0,20}\s*$")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_HEADING = re.compile(r"\s*#{1,6}\s")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<text>[^*_]{1,120})\1\s*[:：]?\s*$")
_BULLET = re.compile(r"\s*(?:>\s*)*(?:[-–—*•·●▪■◦‣►+]\s+(?:\[[ xX]\]\s+)?|[•●▪■◦‣►]\s*)?")
_NUMBERED = re.compile(r"[(（]?(?P<number>\d{1,2})(?:[.)）]\s+|、\s*)(?=\S)")
_JSON_OPENS = re.compile(r'\s*(?:\{\s*)?"[A-Za-z_]{1,20}"\s*:\s*"')
_JSON_CLOSES = re.compile(r'"\s{0,9},?\s{0,9}\}?\s{0,9}$')
_LABEL = re.compile(
    r"(?:\*\*|__)(?P<label>[^*_\n]{1,60}?)(?:\s*[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*(?:[:：]|[–—-](?=\s)))\s*"
)
_CELLS = re.compile(r"(?<!\\)\|")
_SEPARATOR = re.compile(r"\s*+\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*+$")
_WHOLE = re.compile(r"\s*(?:\||#{1,6}\s|```|~~~|\{|\"[A-Za-z_]{1,20}\"\s*:|MISSING)")


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before the text of a line: `length` characters, an item's sign, a label."""

    length: int
    item: bool
    label: str = ""
    number: int | None = None


def is_read_whole(line: str) -> bool:
    """Whether a line means nothing before it is complete: a table's row, a heading, a fence."""
    return bool(_WHOLE.match(line))


def is_frame(line: str) -> bool:
    """Whether a line is form alone: a fence, a rule."""
    return bool(_FENCE.match(line) or _RULE.match(line))


def is_heading(line: str) -> bool:
    """Whether a line heads what follows, and so tells nothing itself."""
    bold = _BOLD_LINE.match(line)
    return bool(_HEADING.match(line) or (bold and not re.search(r"[.!?。！？]$", bold["text"])))


def lead_of(line: str, number_before: int | None) -> Lead:
    """The lead of a line. A number is a sign only at the head of a list, or next in one."""
    at = _end(_BULLET, line, 0)
    item = bool(line[:at].strip())
    number = None
    numbered = _NUMBERED.match(line, at)
    if numbered and int(numbered["number"]) in (1, (number_before or 0) + 1):
        at, item, number = numbered.end(), True, int(numbered["number"])
    at = _end(_JSON_OPENS, line, at)
    label = _LABEL.match(line, at)
    if label and terms(label["label"]):
        return Lead(label.end(), item, label["label"].strip(), number)
    return Lead(at, item, "", number)


def without_json(line: str) -> str:
    """A line without what a JSON object puts behind its text."""
    return _JSON_CLOSES.sub("", line) if _JSON_CLOSES.search(line) else line


def is_json(line: str) -> bool:
    """Whether a line's text stands in a JSON object."""
    return bool(_JSON_OPENS.match(line))


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return line.lstrip().startswith("|") and line.count("|") > 1


def is_separator(line: str) -> bool:
    """Whether a row is the one below a table's head."""
    return "-" in line and bool(_SEPARATOR.match(line))


def cells(row: str) -> list[str]:
    """The cells of a row."""
    return [cell.strip() for cell in _CELLS.split(row.strip().strip("|"))]


def told(head: list[str], row: list[str]) -> tuple[str, str]:
    """A row's label and what it says, as text: its first cell, and the others by their head."""
    label, *others = row
    filled = [
        (head[place] if place < len(head) else "", cell)
        for place, cell in enumerate(others, start=1)
        if terms(cell)
    ]
    if len(filled) == 1:
        return label, filled[0][1]
    return label, "; ".join(f"{_small(name)} {cell}".strip() for name, cell in filled)


def as_claim(label: str) -> str:
    """A label as words of a sentence: a capital that only opens it makes no name."""
    first, *rest = label.split(" ", 1)
    if rest and rest[0][:1].isupper():
        return label
    return f"{_small(first)} {rest[0]}" if rest else _small(first)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found else at
