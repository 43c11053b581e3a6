"""Tables that lost the borders between their cells."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, groupby

from index.repairing.edits import Change, lines
from index.sentences import STARTERS

_LOWER, _UPPER = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
_GLUED = re.compile(
    rf"(?<![\w@#./:-])(?!Mac|Fitz)[{_LOWER}{_UPPER}][\w’'-]*?[{_LOWER}]{{3}}"
    rf"(?P<second>[{_UPPER}][{_LOWER}’']*)(?=[\s,]|$)"
)
_BORDER = re.compile(rf"[{_LOWER}][{_UPPER}](?<=[{_LOWER}]{{3}}[{_UPPER}])")  # quick to search


@dataclass(frozen=True, slots=True)
class _Row:
    """A line whose first cell runs into its second at a place of the text."""

    place: int
    first: str
    second: str

    @property
    def is_header(self) -> bool:
        """Two short names, and nothing that a sentence would have."""
        whole = self.first + self.second
        return len(whole) <= 60 and self.first[0].isupper() and not re.search(r"[.:;!?\d]", whole)

    @property
    def is_entry(self) -> bool:
        """A name, and some words about it."""
        named = " " in self.first or self.has_starter
        return named and len(self.second.split()) >= 3 and not re.search(r"[.:;!?]\s", self.first)

    @property
    def has_starter(self) -> bool:
        """Whether the second cell starts as sentences do; "In" could be the end of a name."""
        word = self.second.split(maxsplit=1)[0].strip(",")
        return word in STARTERS and len(word) >= 3


def flattened_tables(text: str) -> Iterator[Change]:
    """Rows of two cells that run into each other become "first: second".

    It takes a header, two rows and sentences in most second cells to tell them from a list of
    names such as LinkedIn.
    """
    if len(_BORDER.findall(text)) < 3:
        return
    for glued, run in groupby(_rows(text), key=lambda row: row is not None):
        if not glued:
            continue
        table = list(dropwhile(lambda row: not row.is_header, filter(None, run)))
        if _is_table(table[1:]):
            for row in table:
                yield Change(row.place, row.place, ": ", "flattened table")


def _is_table(entries: list[_Row]) -> bool:
    sentences = sum(row.has_starter for row in entries)
    return len(entries) >= 2 and 2 * sentences >= len(entries) and all(r.is_entry for r in entries)


def _rows(text: str) -> Iterable[_Row | None]:
    """Each line of the text as a row, or None where no cell runs into another."""
    words = Counter(found.group() for found in _GLUED.finditer(text))
    return (_row(line, words) for line in lines(text))


def _row(line: re.Match[str], words: Counter[str]) -> _Row | None:
    """The row that a line is; a glued word that the text has twice is a name."""
    whole = line.group()
    glued = next((f for f in _GLUED.finditer(whole, 0, 120) if words[f.group()] == 1), None)
    if glued is None:
        return None
    cut = glued.start("second")
    return _Row(line.start() + cut, whole[:cut], whole[cut:])
