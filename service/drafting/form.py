"""The form of a draft's lines: headings, items with labels, tables, fences. Form is no text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.words import terms

_FENCE = re.compile(r"\s*(?:```|~~~)[\w-]{0,20}\s*$")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_HEADING = re.compile(r"\s*#{1,6}\s")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)(?P<text>[^*_]{1,120})\1\s*[:：]?\s*$")
_BULLET = re.compile(r"\s*(?:>\s*)*(?:[-–—*•·●▪■◦‣►+]\s+(?:\[[ xX]\]\s+)?|[•●▪■◦‣►]\s*)?")
_PICTURES = re.compile(  # a sign that models put before an item: a tick, a digit in a box
    "(?:(?:\\d\ufe0f?\u20e3|[\u2190-\u21ff\u2460-\u249b\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]\ufe0f?)\\s*)"
    "{1,3}(?=\\S)"
)
_NUMBERED = re.compile(r"[(（]?(?P<number>\d{1,2})(?:[.)）]\s+|、\s*)(?=\S)")
_LETTERED = re.compile(r"(?:[(（]?(?:[a-h]|[ivx]{1,4})[)）]|(?:i{1,3}|iv|v|vi{1,3})\.)\s+(?=\S)")
_JSON_OPENS = re.compile(r'\s*(?:\{\s*)?"[A-Za-z_]{1,20}"\s*:\s*"')
_JSON_CLOSES = re.compile(r'"\s{0,9},?\s{0,9}\}?\s{0,9}$')
_LABEL = re.compile(
    r"(?:\*\*|__)(?P<label>[^*_\n]{1,60}?)(?:\s*[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*(?:[:：]|[–—-](?=\s)))\s*"
)
_CELLS = re.compile(r"(?<!\\)\|")
_UNFRAMED = re.compile(r"[^|\n]{1,200}(?: \| [^|\n]{1,200})+$")
_SEPARATOR = re.compile(r"\s*+\|?\s*+:?-{2,}+:?\s*+(?:\|\s*+:?-{2,}+:?\s*+)*+\|?\s*+$")
_WHOLE = re.compile(
    r"\s*(?:\||#{1,6}\s|```|~~~|\{|\[\s*\{|\"[A-Za-z_]{1,20}\"\s*:|[*_]{0,3}MISSING)", re.IGNORECASE
)


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
    at = _end(_PICTURES, line, _end(_BULLET, line, 0))
    item = bool(line[:at].strip())
    number = None
    numbered = _NUMBERED.match(line, at)
    if numbered and int(numbered["number"]) in (1, (number_before or 0) + 1):
        at, item, number = numbered.end(), True, int(numbered["number"])
    elif lettered := _LETTERED.match(line, at):
        at, item = lettered.end(), True
    at = _end(_JSON_OPENS, line, at)
    label = _LABEL.match(line, at)
    if label and terms(label["label"]):
        return Lead(label.end(), item, label["label"].strip(), number)
    return Lead(at, item, "", number)


def without_json(line: str) -> str:
    """A line without what a JSON object puts behind its text."""
    return _JSON_CLOSES.sub("", line) if _JSON_CLOSES.search(line) else line


def of_json(line: str) -> list[str]:
    """What a line of JSON says, one text each with the numbers beside it as marks; else nothing."""
    if not line.lstrip().startswith(("{", "[")):
        return []
    try:
        return list(_told_in(json.loads(line)))
    except (ValueError, RecursionError):
        return []


def _told_in(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _told_in(one)
    elif isinstance(value, dict):
        parts = list(value.values())
        texts = [part for part in parts if isinstance(part, str) and " " in part.strip()]
        marks = "".join(f"[{number}]" for part in parts for number in _numbers_in(part))
        yield from (f"{text} {marks}".rstrip() for text in texts)
        for part in parts:
            if isinstance(part, dict | list) and not list(_numbers_in(part)):
                yield from _told_in(part)


def _numbers_in(value: object) -> Iterator[int]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, int) and not isinstance(one, bool):
            yield one


def is_json(line: str) -> bool:
    """Whether a line's text stands in a JSON object."""
    return bool(_JSON_OPENS.match(line))


def is_row(line: str) -> bool:
    """Whether a line is a row of a table, framed or not."""
    framed = line.lstrip().startswith("|") and line.count("|") > 1
    return framed or bool(_UNFRAMED.fullmatch(line.strip()))


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
