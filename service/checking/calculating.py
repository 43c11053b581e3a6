"""Figures that a claim may have calculated from those of its source."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from service.checking.aligning import Alignment
from service.checking.lexicon import MONTHS
from service.checking.reading import TIME, Token, is_year

_WHOLE = Decimal(100)  # percent


def is_calculated(token: Token, alignment: Alignment) -> bool:
    """Whether a figure is a sum or difference of two of the source, its rest, or a share in words.

    Who knows if the claim calculates what it says? So such a figure is neither found nor wrong.
    """
    if token.kind != "number" or token.unit in (TIME, *MONTHS) or is_year(token):
        return False
    value, stated = Decimal(token.key), _figures(token, alignment.pairing.source)
    if any(value in (a + b, abs(a - b)) for a, b in combinations(stated, 2)):
        return True
    if token.unit != "%":
        return False
    words = alignment.source.lower()
    shares = alignment.words.numbers.shares
    named = any(share == value and form in words for form, share in shares.items())
    return named or _WHOLE - value in stated


def _figures(token: Token, source: Sequence[Token]) -> list[Decimal]:
    return [
        Decimal(other.key)
        for other in source
        if other.kind == "number" and other.unit == token.unit and not is_year(other)
    ]
