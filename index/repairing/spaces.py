"""Line ends, characters that can't be seen, and white space."""

import re
from collections.abc import Iterator

from index.repairing.edits import Change
from index.words import CJK

_LINE_END = re.compile(
    # A form feed ends a page, and beside white space or inside Chinese no line.
    rf"(?P<page>(?<=\s)\x0c+|\x0c+(?=\s|\Z)|(?<=[{CJK}])\x0c+(?=[{CJK}]))"
    "|\r\n?|[\u2028\u2029\x0b\x0c]"
)
# Burmese, Khmer, Lao and Thai part their words with zero-width spaces.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u2060\u00ad]+"
    "|\u200b(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]\u200b)"
)
_TYPESET = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_LINES = r"(?<![^\S\n])[^\S\n]*\n\s*"
_BETWEEN_WORDS = r"(?<=\w)\s{2,}(?=\w)"
_ODD = rf"[^\S\n {_TYPESET}]+"
_SPACE = re.compile(f"{_LINES}|{_BETWEEN_WORDS}|{_ODD}")
_OUTER = " \t\n\r\f\v"


def line_ends(text: str) -> Iterator[Change]:
    """Carriage returns and Unicode line ends become line feeds; ends of pages leave."""
    for found in _LINE_END.finditer(text):
        if found["page"]:
            yield Change(found.start(), found.end(), "", "page end")
        else:
            yield Change(found.start(), found.end(), "\n", "line end")


def invisible_characters(text: str) -> Iterator[Change]:
    """Byte order marks, zero-width and control characters leave; they can't be seen or searched."""
    for found in _INVISIBLE.finditer(text):
        yield Change(found.start(), found.end(), "", "invisible character")


def white_space(text: str) -> Iterator[Change]:
    """Runs of spaces between words become one, of blank lines too; no line starts or ends with any.

    Beside punctuation spaces stay as they were typeset, and so does a single no-break, thin or
    ideographic one.
    """
    first, last = len(text) - len(text.lstrip(_OUTER)), len(text.rstrip(_OUTER))
    if first:
        yield Change(0, first, "", "white space")
    for found in _SPACE.finditer(text, first, max(first, last)):
        space = found.group()
        by = "\n\n"[: space.count("\n")] or " "
        if by != space:
            yield Change(found.start(), found.end(), by, "white space")
    if first < last < len(text):
        yield Change(last, len(text), "", "white space")
