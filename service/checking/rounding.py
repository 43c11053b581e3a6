"""Round figures that a claim says with a word for how they are meant: nearly 40 %, 六成以上."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from index.language import Language
from service.checking.aligning import Alignment
from service.checking.calculating import NO_FIGURES
from service.checking.levelling import any_of, level
from service.checking.reading import Token

_FARTHEST = Decimal("0.25")  # of a round figure, by which another one may lie off


def is_rounded(token: Token, alignment: Alignment) -> bool:
    """Whether the source has a figure that a number stands for, by the word that stands with it.

    "Nearly 40 %" are more than 35 and less than 40, "more than 40 %" from 40 to 50, "about 40 %"
    from 35 to 45: the last digit that is told says how far a figure may lie, a quarter at most.
    """
    if token.kind != "number" or token.unit in NO_FIGURES:
        return False
    value = Decimal(token.key)
    step = Decimal(1).scaleb(value.normalize().as_tuple().exponent)  # type: ignore[arg-type]
    least, most = _between(level(alignment.claim, alignment.words), token.text, alignment.words)
    figures = (
        Decimal(other.key)
        for other in alignment.pairing.source
        if other.kind == "number" and other.unit == token.unit and other.key != token.key
    )
    return any(
        value + least * step <= figure < value + most * step
        and abs(figure - value) <= _FARTHEST * value
        for figure in figures
    )


def _between(claim: str, number: str, words: Language) -> tuple[Decimal, Decimal]:
    """By how many steps of its last digit a figure may lie below and above; (0, 0): by none."""
    half, none = Decimal("0.5"), Decimal(0)
    for before, behind, least, most in (
        (words.numbers.over, words.numbers.over_behind, none, Decimal(1)),
        (words.numbers.under, (), -half, none),
        (words.numbers.about, words.numbers.about_behind, -half, half),
    ):
        if _with(before, behind, number).search(claim):
            return least, most
    return none, none


@lru_cache(maxsize=1024)
def _with(before: Iterable[str], behind: Iterable[str], number: str) -> re.Pattern[str]:
    """A pattern for a number with any of some words before it, or of others behind."""
    figure = rf"(?<![\d.,]){re.escape(number)}(?![\d.,]\d|\d)"
    return re.compile(rf"{any_of(before)}\s*{figure}|{figure}\s*{any_of(behind)}", re.IGNORECASE)
