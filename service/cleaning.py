"""What a model writes, without the characters that act on a terminal or turn text around."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

# A longer sequence is none, but text after a stray escape: nobody waits for its end.
_SEQUENCE = re.compile(
    r"\x1b\[[0-?]{0,60}[ -/]{0,9}[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_][^\x07\x1b\n]{0,200}(?:\x07|\x1b\\)"  # OSC and its kin: titles, links, clipboard
)
_OPEN = re.compile(r"\x1b(?:\[[0-?]{0,60}[ -/]{0,9}|[\]PX^_][^\x07\x1b\n]{0,200}\x1b?)?\Z")
# Controls but tab and line feed, half characters, embeddings, overrides and isolates of direction.
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """A text without escape sequences and characters that act."""
    return _ACTING.sub("", _SEQUENCE.sub("", text))


async def cleaned(pieces: AsyncGenerator[str | T, None]) -> AsyncGenerator[str | T, None]:
    """Pieces of a text made printable, and between them whatever else comes."""
    cleaner = Cleaner()
    async with aclosing(pieces):
        async for piece in pieces:
            if not isinstance(piece, str):
                yield piece
            elif text := cleaner.feed(piece):
                yield text
    if text := cleaner.close():
        yield text


@dataclass(slots=True)
class Cleaner:
    """The same for a text that comes in pieces. However it is cut, the same text comes out."""

    _held: str = ""

    def feed(self, piece: str) -> str:
        """What `piece` makes printable; the beginning of an escape sequence waits for its end."""
        text = self._held + piece
        unfinished = _OPEN.search(text)
        at = unfinished.start() if unfinished else len(text)
        self._held = text[at:]
        return printable(text[:at])

    def close(self) -> str:
        """What still waited."""
        rest, self._held = self._held, ""
        return printable(rest)
