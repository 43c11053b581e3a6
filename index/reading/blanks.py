"""White space as one blank, but for the narrow ones that group the digits of a number."""

import re

GROUPING = "\u00a0\u2009\u202f"
_GROUPED = re.compile(rf"(?<=\d)([{GROUPING}])(?=\d)")


def squeezed(text: str) -> str:
    """A text in one line, its blanks as one each: "in 2024 1\u202f150 t" has two numbers."""
    parts = enumerate(_GROUPED.split(text))
    return "".join(part if place % 2 else _single(part) for place, part in parts).strip()


def _single(text: str) -> str:
    return re.sub(r"\s+", " ", text)
