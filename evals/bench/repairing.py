"""How much broken text repairing mends, and how much right text it leaves alone.

A file holds JSON lines: `original`, `fixed`, and `expect`, "pass" or "fail"; what is known to fail
is left out. White space and the shape of quotation marks, which other repairers level, don't count.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench.rows import CouldNotMeasure, Row
from index.repairing import repair

_QUOTES = str.maketrans(dict.fromkeys("“”„‟", '"') | dict.fromkeys("‘’‚‛", "'"))


@dataclass(frozen=True, slots=True)
class Case:
    """A text and what is right in its place; it may be right already."""

    original: str
    fixed: str

    @property
    def is_right(self) -> bool:
        return _level(self.original) == _level(self.fixed)


def repairing(*files: Path) -> list[Row]:
    """The shares of broken texts that come out right, and of right texts that don't change at all.

    Right is what differs at most in white space and in the shape of quotes.

    Raises `CouldNotMeasure`.
    """
    cases = [case for file in files for case in _cases(file)]
    broken = [case for case in cases if not case.is_right]
    right = [case for case in cases if case.is_right]
    return [
        *_share("fixed", broken, lambda c: _level(repair(c.original)[0]) == _level(c.fixed)),
        *_share("untouched", right, lambda c: repair(c.original)[0] == c.original),
    ]


def _cases(file: Path) -> Iterator[Case]:
    """The cases of a file that can be passed."""
    with file.open(encoding="utf-8") as lines:  # unlike splitlines, it cuts at line feeds alone
        for number, line in enumerate(lines, start=1):
            try:
                fields = json.loads(line)
                if fields.get("expect", "pass") == "pass":
                    yield Case(str(fields["original"]), str(fields["fixed"]))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CouldNotMeasure(
                    f"{file}, line {number}, is no case: {error!r}.",
                    "A line is {original, fixed, expect}.",
                ) from error


def _share(name: str, cases: Sequence[Case], passes: Callable[[Case], bool]) -> Iterator[Row]:
    if cases:
        value = round(sum(map(passes, cases)) / len(cases), 4)
        yield Row(name=name, value=value, low=None, high=None, unit="share", n=len(cases))


def _level(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_QUOTES)).strip()
