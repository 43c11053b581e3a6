"""The heads of a table's columns where they take several rows: 2025 over Q1 and Q2."""

import re
from collections.abc import Sequence

MOST = 3  # rows of heads
_FIGURE = re.compile(r"\W{0,20}(?!(?:19|20)\d\d\b)\d")  # a year is none


def joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of heads as one: what stands over a column, each once, from the top."""
    width = max(map(len, rows), default=0)
    columns = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    return [", ".join(dict.fromkeys(filter(None, column))) for column in columns]


def with_heads(rows: Sequence[Sequence[str]], spanning: Sequence[bool]) -> list[Sequence[str]]:
    """The rows of a table with its first ones as one, where they are heads, as `count` tells."""
    first = count(rows, spanning)
    return [joined(rows[:first]), *rows[first:]] if rows else []


def count(rows: Sequence[Sequence[str]], spanning: Sequence[bool]) -> int:
    """How many rows are heads; `spanning` tells which have a head over several columns.

    Below such rows stands one of the heads of single columns, which are no figures, then figures.
    """
    found = next((place for place, spans in enumerate(spanning) if not spans), len(spanning))
    if not 0 < found < MOST or len(rows) < found + 2:
        return 1
    return found + 1 if are_heads(rows[found : found + 1], rows[found + 1 :][:1]) else 1


def are_heads(rows: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> bool:
    """Whether rows hold no figures, and the ones below them do."""
    first, then = (
        any(_FIGURE.match(cell) for row in some for cell in row) for some in (rows, below)
    )
    return then and not first
