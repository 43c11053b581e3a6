"""Line ends, characters that can't be seen, and white space."""

import re
from collections.abc import Iterator

from index.repairing.edits import Change

_LINE_END = re.compile("\r\n?|[\u2028\u2029\x0b\x0c]")
# Burmese, Khmer, Lao and Thai part their words with zero-width spaces.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u2060\u00ad]+"
    "|\u200b(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]\u200b)"
)
_SPACE = re.compile(r"\s{2,}|[^\S\n ]")
_TYPESET = frozenset("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000")


def line_ends(text: str) -> Iterator[Change]:
    """Carriage returns and Unicode line ends become line feeds."""
    for found in _LINE_END.finditer(text):
        yield Change(found.start(), found.end(), "\n", "line end")


def invisible_characters(text: str) -> Iterator[Change]:
    """Byte order marks, zero-width and control characters leave; they can't be seen or searched."""
    for found in _INVISIBLE.finditer(text):
        yield Change(found.start(), found.end(), "", "invisible character")


def white_space(text: str) -> Iterator[Change]:
    """Runs of spaces become one, of blank lines too, and no line starts or ends with any.

    A single space between two words stays as it was typeset: no-break, thin or ideographic.
    """
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    if first:
        yield Change(0, first, "", "white space")
    for found in _SPACE.finditer(text, first, max(first, last)):
        space = found.group()
        by = space if space in _TYPESET else "\n\n"[: space.count("\n")] or " "
        if by != space:
            yield Change(found.start(), found.end(), by, "white space")
    if first < last < len(text):
        yield Change(last, len(text), "", "white space")
