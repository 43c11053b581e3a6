"""Figures that a claim may have calculated from those of its source."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, permutations

from service.checking.aligning import Alignment
from service.checking.lexicon import MONTHS
from service.checking.reading import DECADE, TIME, Token, is_year

_WHOLE = Decimal(100)  # percent
_MONTHS = "month"  # the unit of a number of them
_NEAR = Decimal("0.1")  # of a figure, by which a rounded one may differ
NO_FIGURES = (TIME, DECADE, *MONTHS)  # units of what isn't calculated with
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MOST = 16  # figures of a source; of more, products give nearly any


def is_calculated(token: Token, alignment: Alignment) -> bool:
    """Whether a figure that the source doesn't have may follow from those that it has.

    It is one of them rounded, or with the magnitude of another one ("21 billion, from 26"); a sum,
    difference, product or quotient of two; a share that the source names, of a figure or by itself;
    the rest of a whole; or the months up to one that the source names: "the first eleven months",
    to November. Who knows if the claim calculates what it says? So such a figure is neither found
    nor wrong.
    """
    if token.kind != "number" or token.unit in NO_FIGURES or is_year(token):
        return False
    value, source = Decimal(token.key), alignment.pairing.source
    figures = _figures(source, token.unit)
    if value in figures:
        return False
    elided = _elided(source)
    figures += elided
    return any(
        (
            value in elided,
            any(_is_rounded(value, figure) for figure in figures),
            any(value in (a + b, abs(a - b)) for a, b in combinations(figures, 2)),
            any(value in (a * b, a / b) for a, b in _pairs(source) if b),
            token.unit == "%" and _is_share(value, alignment, figures),
            any(abs(value * _WHOLE - a * b) <= a for a in figures for b in _shares(alignment)),
            (token.unit == _MONTHS or token.text.isalpha()) and value in _months(source),
        )
    )


def _is_rounded(value: Decimal, figure: Decimal) -> bool:
    """Whether a number is another one to fewer digits, rounded or cut off: 7,000 of 7,400."""
    fewer = len(value.normalize().as_tuple().digits) < len(figure.normalize().as_tuple().digits)
    last = Decimal(1).scaleb(value.normalize().as_tuple().exponent)  # type: ignore[arg-type]
    less = figure - value
    return fewer and -last / 2 <= less < last and abs(less) <= _NEAR * figure


def _is_share(value: Decimal, alignment: Alignment, figures: Sequence[Decimal]) -> bool:
    """Whether so many percent are a share in words, the rest, or one figure of another."""
    if value in _shares(alignment) or _WHOLE - value in figures:
        return True
    return any(b and abs(value - _WHOLE * a / b) < 1 for a, b in _pairs(alignment.pairing.source))


def _shares(alignment: Alignment) -> list[Decimal]:
    """What the source calls a half, a third and the like, and its percentages, in percent."""
    words = alignment.source.lower()
    end = r"(?![a-z])"
    named = alignment.words.numbers.shares.items()
    told = [Decimal(share) for form, share in named if re.search(rf"(?<![a-z]){form}{end}", words)]
    return [*told, *_figures(alignment.pairing.source, "%")]


def _elided(source: Sequence[Token]) -> list[Decimal]:
    """Bare figures of a source with the magnitudes that others have: 26 billion."""
    figures = [token for token in source if token.kind == "number" and _DIGITS.search(token.text)]
    sizes = {_magnitude(token) for token in figures if token.unit not in NO_FIGURES} - {1}
    bare = [token for token in figures if not token.unit and not is_year(token)]
    return [Decimal(one.key) * size for one in bare if _magnitude(one) == 1 for size in sizes]


def _magnitude(figure: Token) -> Decimal:
    """What the digits of a figure are multiplied with: a million."""
    (digits,) = _DIGITS.findall(figure.text)[:1]
    value = Decimal(digits.replace(",", ""))
    return Decimal(figure.key) / value if value else Decimal(1)


def _pairs(source: Sequence[Token]) -> Iterator[tuple[Decimal, Decimal]]:
    """Each two figures of a source, in both orders; none where it has very many."""
    numbers = {
        Decimal(token.key)
        for token in source
        if token.kind == "number" and token.unit not in NO_FIGURES and not is_year(token)
    }
    return permutations(sorted(numbers), 2) if len(numbers) <= _MOST else iter(())


def _months(source: Sequence[Token]) -> list[int]:
    """The months that a source names, by number."""
    return [MONTHS.index(token.key) + 1 for token in source if token.kind == "month"]


def _figures(source: Sequence[Token], unit: str) -> list[Decimal]:
    """Those of a unit."""
    return [
        Decimal(token.key)
        for token in source
        if token.kind == "number" and token.unit == unit and not is_year(token)
    ]
