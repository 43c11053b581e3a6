"""Lines that only say again what was just said."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from index.repairing.edits import Change, lines
from index.words import CJK

_WORD = re.compile(rf"[{CJK}]{{2}}|[^\W\d_{CJK}]{{2,}}")
_LONGEST = 120


def repeated_lines(text: str) -> Iterator[Change]:
    """A short line that stands twice in a row stays once: headlines and captions often do.

    Figures, rules and single words may repeat for good reasons, except at the very start.
    """
    for place, (above, line) in enumerate(pairwise(lines(text))):
        words = line.group().strip()
        if words == above.group().strip() and _is_sentence(words, least=3 if place else 1):
            yield Change(above.end(), line.end(), "", "repeated line")


def title_line(title: str) -> Callable[[str], Iterator[Change]]:
    """A step that removes a first line which only repeats the title."""

    def step(text: str) -> Iterator[Change]:
        found = lines(text)
        first, second = next(found, None), next(found, None)
        if first and second and _plain(title) and _plain(first.group()) == _plain(title):
            yield Change(0, second.start(), "", "repeated title")

    return step


def _is_sentence(line: str, least: int) -> bool:
    """Whether a line is short, no table row, and has words enough that nobody says it twice."""
    return len(line) <= _LONGEST and "|" not in line and len(_WORD.findall(line)) >= least


def _plain(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))
