"""Figures that a claim may have calculated from those of its source."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from service.checking.aligning import Alignment
from service.checking.lexicon import MONTHS
from service.checking.reading import TIME, Token, is_year

_WHOLE = Decimal(100)  # percent
_MONTHS = "month"  # the unit of a number of them


def is_calculated(token: Token, alignment: Alignment) -> bool:
    """Whether a figure is a sum or difference of two of the source, its rest, or a share in words.

    Or the months up to one that the source names: "the first eleven months", to November.

    Who knows if the claim calculates what it says? So such a figure is neither found nor wrong.
    """
    if token.kind != "number" or token.unit in (TIME, *MONTHS) or is_year(token):
        return False
    value, stated = Decimal(token.key), _figures(token, alignment.pairing.source)
    if any(value in (a + b, abs(a - b)) for a, b in combinations(stated, 2)):
        return True
    if token.unit == _MONTHS or token.text.isalpha():
        return any(value == number for number in _months(alignment.pairing.source))
    if token.unit != "%":
        return False
    words = alignment.source.lower()
    shares = alignment.words.numbers.shares
    named = any(share == value and form in words for form, share in shares.items())
    return named or _WHOLE - value in stated


def _months(source: Sequence[Token]) -> list[int]:
    """The months that a source names, by number."""
    return [MONTHS.index(token.key) + 1 for token in source if token.kind == "month"]


def _figures(token: Token, source: Sequence[Token]) -> list[Decimal]:
    return [
        Decimal(other.key)
        for other in source
        if other.kind == "number" and other.unit == token.unit and not is_year(other)
    ]
