"""The parts of a question that asks two things, each to be answered by itself."""

import re
from dataclasses import dataclass
from itertools import pairwise

_AND = re.compile(
    r",?\s+and\s+(?=(?:(?:at|by|for|from|in|on|since|to|with)\s+)?(?:how|what|when|where|which|who|whom|whose|why)\b)"
    r"|[，,；;]\s*(?:以及|并且|而且|又|还有)?(?=[^，,；;？?]*(?:[谁誰]|多少|什[么麼]|何时|为何|哪|[几幾]|怎[么麼]))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:how|what|when|where|which|who|whom|whose|why)\b|[谁誰]|多少|什[么麼]|何时|为何|哪|[几幾]|怎[么麼]",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z0-9][\w’'&-]*(?:\s+(?:of\s+)?[A-Z0-9][\w’'&-]*)*")
_SHORT = 4  # words of a part that leans on the one before: "and how much terbium?"


@dataclass(frozen=True, slots=True)
class Part:
    """A part as the question says it, and as a question that stands alone."""

    said: str
    question: str


def parts(question: str) -> list[Part]:
    """The parts of a question; most have but one."""
    cut = [piece.strip(" ?？") for piece in _AND.split(question)]
    if len(cut) == 1 or not all(_ASKS.search(piece) for piece in cut):
        return [Part(question, question)]
    found = [Part(cut[0], f"{cut[0]}?")]
    for before, piece in pairwise(cut):
        found.append(Part(piece, f"{_carry_over(before, piece)}?"))
    return found


def _carry_over(before: str, piece: str) -> str:
    """The part with the names of the one before, where it names nothing itself."""
    names = _NAME.findall(before)[1:] if before else []
    if _NAME.search(piece) or not names:
        return piece
    return f"{piece} {' '.join(names)}"
