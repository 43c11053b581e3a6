"""Figures that a claim may have calculated from those of its source."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, permutations

from service.checking.aligning import Alignment
from service.checking.lexicon import MONTHS
from service.checking.reading import TIME, Token, is_year

_WHOLE = Decimal(100)  # percent
_MONTHS = "month"  # the unit of a number of them


def is_calculated(token: Token, alignment: Alignment) -> bool:
    """Whether a figure may follow from the source's.

    It is one of them rounded, or a sum, difference, product or quotient of two; a share that the
    source names, of a figure or by itself; the rest of a whole; or the months up to one that the
    source names: "the first eleven months", to November. Who knows if the claim calculates what it
    says? So such a figure is neither found nor wrong.
    """
    if token.kind != "number" or token.unit in (TIME, *MONTHS) or is_year(token):
        return False
    value, figures = Decimal(token.key), _figures(token, alignment.pairing.source)
    numbers, shares = _numbers(alignment.pairing.source), _shares(alignment)
    stated = list(figures)
    if token.unit == "%":
        stated += [*shares, *(_WHOLE - figure for figure in figures)]
    if token.unit == _MONTHS or token.text.isalpha():
        stated += _months(alignment.pairing.source)
    return (
        any(value == figure or _is_rounded(value, figure) for figure in stated)
        or any(value in (a + b, abs(a - b)) for a, b in combinations(figures, 2))
        or any(b and value in (a * b, a / b) for a, b in permutations(numbers, 2))
        or any(abs(value * _WHOLE - a * share) <= a for a in figures for share in shares)
    )


def _is_rounded(value: Decimal, figure: Decimal) -> bool:
    """Whether a number is another one to fewer digits, rounded or cut off: 7,000 of 7,400."""
    digits = len(value.normalize().as_tuple().digits)
    if digits >= len(figure.normalize().as_tuple().digits):
        return False
    last = Decimal(1).scaleb(figure.adjusted() - digits + 1)
    return value in ((figure // last) * last, round(figure / last) * last)


def _shares(alignment: Alignment) -> list[Decimal]:
    """What the source calls a half, a third and the like, in percent."""
    words = alignment.source.lower()
    return [
        Decimal(share) for form, share in alignment.words.numbers.shares.items() if form in words
    ]


def _numbers(source: Sequence[Token]) -> list[Decimal]:
    return [
        Decimal(token.key)
        for token in source
        if token.kind == "number" and token.unit != TIME and not is_year(token)
    ]


def _months(source: Sequence[Token]) -> list[Decimal]:
    """The months that a source names, by number."""
    return [Decimal(MONTHS.index(token.key) + 1) for token in source if token.kind == "month"]


def _figures(token: Token, source: Sequence[Token]) -> list[Decimal]:
    return [
        Decimal(other.key)
        for other in source
        if other.kind == "number" and other.unit == token.unit and not is_year(other)
    ]
