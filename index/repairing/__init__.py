"""Repairs of a text as received: small steps, read downward, each saying what it changed and why.

A step looks at a text and names the changes it wants; `repair` applies them and keeps, over all
steps, which stretch of the text as received each changed stretch stands for.
"""

from collections.abc import Callable, Iterable

from index.model import Edit
from index.repairing.debris import debris
from index.repairing.edits import Change, apply, compose, to_raw
from index.repairing.encoding import mojibake, thai_code_page
from index.repairing.markdown import markdown
from index.repairing.raised import raised_digits
from index.repairing.repeats import repeated_lines, title_line
from index.repairing.spaces import invisible_characters, line_ends, white_space
from index.repairing.tables import flattened_tables
from index.repairing.wrapping import continued_items, wrapped_lines

VERSION = 5  # part of what tells whether an article changed: raise it when repairs change

__all__ = [
    "STEPS",
    "VERSION",
    "Change",
    "Step",
    "apply",
    "compose",
    "repair",
    "repair_line",
    "to_raw",
]

Step = Callable[[str], Iterable[Change]]

STEPS: tuple[Step, ...] = (
    line_ends,
    mojibake,  # before invisible characters leave: in broken UTF-8 they carry meaning
    invisible_characters,
    thai_code_page,
    markdown,  # before raised digits are read: some become such
    raised_digits,
    debris,
    repeated_lines,
    flattened_tables,
    continued_items,
    wrapped_lines,
    white_space,
)
_OF_LINES: tuple[Step, ...] = (
    line_ends,
    mojibake,
    invisible_characters,
    thai_code_page,
    markdown,
    raised_digits,
    white_space,
)
_ROUNDS = 10  # one repair may lay bare what another one mends; the second round is mostly the last


def repair(raw: str, title: str | None = None) -> tuple[str, tuple[Edit, ...]]:
    """The repaired text, and how each changed stretch of it maps back to `raw`.

    With a `title`, a first line that only says it again goes, too.
    """
    steps = (*STEPS, title_line(title)) if title else STEPS
    text, edits = raw, tuple[Edit, ...]()
    for _ in range(_ROUNDS):
        before = text
        for step in steps:
            if changes := tuple(step(text)):
                text, made = apply(text, changes)
                edits = compose(edits, made)
        if text == before:
            break
    return text, edits


def repair_line(line: str) -> str:
    """A title or a name, repaired as a text is; nobody cites it, so no map is kept."""
    for step in _OF_LINES:
        line, _ = apply(line, tuple(step(line)))
    return " ".join(line.split())
