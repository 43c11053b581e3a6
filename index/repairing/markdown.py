"""What Markdown says of how a text is set: struck out, raised, lowered, the mark of a note.

What is struck out goes. Digits that are raised or lowered become those that Unicode has, and what
they mean is told where all such are read. Marks go where the text has their note.
"""

import re
from collections.abc import Iterator

from index.repairing.edits import Change
from index.superscripts import as_lowered, as_raised

_STRUCK = re.compile(
    r"(?<![\w~\\])~~(?![\s~])[^~\n]{1,1000}(?<![\s\\])~~(?![\w~])"
    r"|<(?P<tag>del|s|strike)>[^<>\n]{0,1000}</(?P=tag)>"
)
_SET = re.compile(
    r"(?<=[\w/⁄])(?:<sup>(?P<raised>[^<>\n]{1,40})</sup>|<sub>(?P<lowered>[^<>\n]{1,40})</sub>"
    r"|\^(?P<between>[+−-]?\d{1,4})\^)"
)
_MARK = re.compile(r"(?<=\S)\[\^(?P<name>[^\]\s]{1,40})\](?!:)")
_NOTE = re.compile(r"^\[\^(?P<name>[^\]\s]{1,40})\]:", re.MULTILINE)


def markdown(text: str) -> Iterator[Change]:
    """Struck-out text and marks of notes leave, raised and lowered digits become such."""
    if not ("~~" in text or "<s" in text or "<del" in text or "^" in text):
        return
    notes = {found["name"] for found in _NOTE.finditer(text)}
    found = [
        *(Change(*one.span(), "", "struck out") for one in _STRUCK.finditer(text)),
        *(Change(*one.span(), _written(one), "raised or lowered") for one in _SET.finditer(text)),
        *(
            Change(*one.span(), "", "mark of a note")
            for one in _MARK.finditer(text)
            if one["name"] in notes
        ),
    ]
    done = 0
    for change in sorted(found, key=lambda change: change.start):
        if change.start >= done:
            yield change
            done = change.end


def _written(found: re.Match[str]) -> str:
    if found["lowered"]:
        return as_lowered(found["lowered"])
    return as_raised(found["raised"] or found["between"], found.string[found.start() - 1])
