"""Text whose encoding was broken on the way changes no outcome, since it is repaired."""

from collections.abc import Sequence
from dataclasses import replace

from evals.cases import Case
from evals.edits.edit import Corpus, Edit, Edited, still_right


def _make(corpus: Corpus, cases: Sequence[Case]) -> Edited:
    broken = {name: replace(a, raw=_broken(a.raw)) for name, a in corpus.items()}
    return Edited(corpus=broken, cases=cases)


def _broken(text: str) -> str:
    """UTF-8 read as Windows-1252, line by line; what has no such reading stays as it is."""
    return "\n".join(_misread(line) for line in text.split("\n"))


def _misread(line: str) -> str:
    try:
        return line.encode().decode("cp1252")
    except UnicodeDecodeError:
        return line


BREAK_ENCODING = Edit(
    name="break the encoding",
    law="The outcome is the same when the articles come as UTF-8 read as Windows-1252.",
    make=_make,
    kept=still_right,
)
