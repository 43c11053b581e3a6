"""Lines that a program broke at some width, in paragraphs that are one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.repairing.edits import Change
from index.structure import BULLETS
from index.words import CJK

_LINE = re.compile(r"[^\n]+")
# Of a line without its indent: what opens something that no line before runs into, and what stands
# alone.
_BLOCK = re.compile(
    rf"[{re.escape(BULLETS)}—>|#=_]|\d{{1,3}}[.)]\s|\(?[a-zA-Z]\)\s|```|~~~|\[[^\]]{{1,40}}\]:"
)
_ITEM = re.compile(rf"(?:[{re.escape(BULLETS)}]|\d{{1,3}}[.)])\s")
_ALONE = re.compile(r"#{1,6}\s|[|>]|[-=_*~`]{3}")
_KEPT = re.compile(r"(?: {2}|\\)$")  # how Markdown asks for a new line
_OF_CJK = re.compile(f"[{CJK}，。、；：！？”」』）]")
_NARROWEST, _NARROWEST_CJK, _WIDEST = 40, 20, 120  # characters of a line
_LEAST = 3  # breaks that tell the width
_AGREE = 0.85  # of the breaks, behind which the next word had no more room
_RUN_ON = 0.4  # of the next lines, that open in the midst of a sentence


@dataclass(frozen=True, slots=True)
class _Break:
    """Two lines with nothing between them but the end of the first."""

    line: str
    end: int
    following: str
    start: int

    @property
    def is_cjk(self) -> bool:
        return bool(_OF_CJK.match(self.line[-1]) and _OF_CJK.match(self.following[0]))

    @property
    def needed(self) -> int:
        """How wide the line would be with one word more."""
        more = 1 if self.is_cjk else 1 + len(self.following.split(maxsplit=1)[0])
        return len(self.line) + more

    @property
    def runs_on(self) -> bool:
        first = self.following[0]
        return first.isalpha() and not first.isupper()


def wrapped_lines(text: str) -> Iterator[Change]:
    """Lines that end only since the next word had no more room go on in the next one.

    Verses, lists and records stay: their lines end where they like, or begin like records.
    """
    found = list(_breaks(text))
    if len(found) < _LEAST:
        return
    width = sorted(len(one.line) for one in found)[int(0.9 * (len(found) - 1))]
    full = [one for one in found if one.needed > width]
    least = _NARROWEST_CJK if found[0].is_cjk else _NARROWEST
    if (
        least <= width <= _WIDEST
        and len(full) >= _AGREE * len(found)
        and sum(one.runs_on for one in full) >= _RUN_ON * len(full)
    ):
        for one in full:
            yield Change(one.end, one.start, _joint(one.line, one.following), "wrapped line")


def continued_items(text: str) -> Iterator[Change]:
    """The item of a list goes on in lines that are set in below it."""
    item: re.Match[str] | None = None
    for line, following in pairwise(_LINE.finditer(text)):
        told, below = line.group(), following.group()
        item = line if _ITEM.match(told.lstrip()) else item
        if (
            item is None
            or following.start() != line.end() + 1
            or _indent(below) <= _indent(item.group())
            or not _goes_on(told, below.lstrip())
        ):
            item = None
            continue
        end = line.end() - len(told) + len(told.rstrip())
        start = following.start() + _indent(below)
        yield Change(end, start, _joint(told.rstrip(), below.lstrip()), "wrapped line")


def _goes_on(line: str, below: str) -> bool:
    """Whether what is set in below an item opens within a sentence, or the line is full."""
    if not below or line.isspace() or _BLOCK.match(below) or _KEPT.search(line):
        return False
    is_cjk = _OF_CJK.match(line.rstrip()[-1]) is not None
    return below[0].islower() or len(line) >= (_NARROWEST_CJK if is_cjk else _NARROWEST)


def _joint(line: str, below: str) -> str:
    """What stands between two lines that are one: nothing in Chinese, or behind a hyphen."""
    is_cjk = _OF_CJK.match(line[-1]) and _OF_CJK.match(below[0])
    return "" if is_cjk or re.search(r"[^\W\d_]-$", line) else " "


def _breaks(text: str) -> Iterator[_Break]:
    lines = [found for found in _LINE.finditer(text) if not found.group().isspace()]
    for line, following in pairwise(lines):
        told, below = line.group(), following.group()
        inside, start = told.strip(), following.start() + _indent(below)
        indented = _indent(below) > _indent(told) and not _ITEM.match(inside)
        alone = _ALONE.match(inside) or inside.endswith("|") or _KEPT.search(told)
        adjoins = following.start() == line.end() + 1
        if adjoins and not (alone or indented or _BLOCK.match(below.lstrip())):
            yield _Break(inside, line.end() - len(told) + len(told.rstrip()), below.strip(), start)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
