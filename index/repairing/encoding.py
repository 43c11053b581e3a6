"""Text that was read in another encoding than it was written in."""

import re
from collections.abc import Iterator

import ftfy

from index.repairing.edits import Change

_NOT_PLAIN = re.compile("[^\x00-\x7f‘’“”–—…]")  # what mojibake can't do without
_THAI = re.compile("[\u0e01-\u0e7f]")
_THAI_MARKS = re.compile("\n|โ[ขฆฌ]|ยฉ|ยฎ|โโ|โ")
_THAI_FIXED = {"โข": "™", "โฆ": "…", "โฌ": "€", "ยฉ": "©", "ยฎ": "®"}


def mojibake(text: str) -> Iterator[Change]:
    """UTF-8 that was read as another encoding, undone word by word."""
    for start, line in _lines_in_doubt(text):
        fixed = ftfy.fix_encoding(line)
        if fixed != line:
            yield from _word_changes(line, fixed, start)


def thai_code_page(text: str) -> Iterator[Change]:
    """UTF-8 punctuation that was read as the Thai code page, its C1 bytes dropped.

    All of ’ “ ” – — became โ, so what each was is told from the letters around it. Text that
    really is Thai has other Thai letters and is left alone.
    """
    if not _THAI.search(text) or _THAI.search(_THAI_MARKS.sub("", text)):
        return
    quote_open = False
    for found in _THAI_MARKS.finditer(text):
        if found.group() == "\n":
            quote_open = False
            continue
        if found.group() in _THAI_FIXED:
            by = _THAI_FIXED[found.group()]
        else:
            before = text[max(found.start() - 1, 0) : found.start()]
            rest = text[found.end() : found.end() + 3]
            by, quote_open = _thai_quote(before, rest, found.group(), quote_open)
        yield Change(found.start(), found.end(), by, "broken encoding (Thai code page)")


def _lines_in_doubt(text: str) -> Iterator[tuple[int, str]]:
    """Lines with other letters or signs than plain English typesetting has, and their places."""
    end = 0
    while found := _NOT_PLAIN.search(text, end):
        start = text.rfind("\n", end, found.start()) + 1 or end
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        yield start, text[start:end]


def _thai_quote(before: str, rest: str, marks: str, is_open: bool) -> tuple[str, bool]:
    """What one or two โ were, and whether a quotation is open behind them."""
    after = rest[:1]
    if marks == "โโ":
        return ("”—", False) if is_open else ("—“", True)
    if before.isdigit() and after.isdigit():
        return "–", is_open
    if before.isalnum() and re.match(r"(?:s|t|d|m|re|ve|ll)\b", rest):
        return "’", is_open
    if not before.isspace() and before and (not after or not after.isalnum()):
        return ("”", False) if is_open else ("’", False)
    if (not before or before.isspace() or before in "([") and after.isalnum():
        return "“", True
    return ("–" if before.isspace() and after.isspace() else "—"), is_open


def _word_changes(line: str, fixed: str, offset: int) -> Iterator[Change]:
    """The changed words of a line, or the line where its words don't pair up."""
    old = list(re.finditer(r"[^ ]+", line))
    new = re.findall(r"[^ ]+", fixed)
    if len(old) != len(new):
        yield Change(offset, offset + len(line), fixed, "broken encoding")
        return
    for word, by in zip(old, new, strict=True):
        if word.group() != by:
            yield Change(offset + word.start(), offset + word.end(), by, "broken encoding")
