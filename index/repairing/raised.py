"""Raised and lowered digits: marks of notes leave the number they hang on, exponents stay its own.

Readers write what is raised on a page as Unicode has it ("45¹ tonnes", "10⁶"), plain texts have it
so already. Whoever folds such a text would read 451 and 106.
"""

import re
from collections.abc import Iterator

from index.repairing.edits import Change

_RAISED_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"
_LOWERED_SIGNS = "₀₁₂₃₄₅₆₇₈₉"
_RAISED = re.compile(rf"(?<=[^\s{_RAISED_SIGNS}])[{_RAISED_SIGNS}]+(?:[,–-][{_RAISED_SIGNS}]+)*")
_LOWERED = re.compile(rf"(?<=\d)[{_LOWERED_SIGNS}]+")
_SIGNS, _DIGITS = "0123456789+-=()n", "0123456789"
_PLAIN = str.maketrans(_RAISED_SIGNS + _LOWERED_SIGNS, _SIGNS + _DIGITS)
_AS_RAISED = str.maketrans(f"{_SIGNS}−", f"{_RAISED_SIGNS}⁻")
_AS_LOWERED = str.maketrans(_DIGITS, _LOWERED_SIGNS)
_RAISABLE = re.compile(r"[0-9+\-−=()n]+(?:[,–][0-9]+)*")
_NUMBER = re.compile(r"(?P<before>[^\s\d.,]?)\s?(?P<digits>\d[\d.,]{0,40})$")
_WORD = re.compile(r"[^\W\d_]{1,40}$")
_UNITS = frozenset("km cm mm dm nm μm µm ft in yd mi sq sec kg".split())
_OPERATORS = tuple("×·*=+−^(/⋅∙")
_CURRENCIES = tuple("$€£¥")


def as_raised(text: str) -> str:
    """Digits and signs as Unicode has them where they are raised; words as they are."""
    return text.translate(_AS_RAISED) if _RAISABLE.fullmatch(text) else text


def as_lowered(text: str) -> str:
    """Digits as Unicode has them where they are lowered; words as they are."""
    return text.translate(_AS_LOWERED) if text.isdigit() else text


def raised_digits(text: str) -> Iterator[Change]:
    """Raised digits behind a number or a word become an exponent or cents, or leave as a note."""
    for found in _RAISED.finditer(text):
        start, end = found.span()
        by = _meant(text[max(0, start - 40) : start], found.group(), text[end : end + 3])
        if by != found.group():
            yield Change(start, end, by, "raised number" if by else "mark of a note")
    for found in _LOWERED.finditer(text):
        by = f"_{found.group().translate(_PLAIN)}"
        yield Change(found.start(), found.end(), by, "lowered number")


def _meant(before: str, raised: str, after: str) -> str:
    """What stands in place of raised signs: nothing where they mark a note."""
    if number := _NUMBER.search(before):
        return _behind_number(number["before"], number["digits"].rstrip(".,"), raised, after)
    word = _WORD.search(before)
    if not raised.translate(_PLAIN)[0].isdigit() or before.endswith(_OPERATORS):
        return raised
    if word and (len(word.group()) == 1 or word.group() in _UNITS):  # m², x³, km²
        return raised[:1] if raised[0] in "²³" else raised
    return ""


def _behind_number(before: str, digits: str, raised: str, after: str) -> str:
    plain = raised.translate(_PLAIN)
    if before in _CURRENCIES and len(plain) == 2 and digits.isdigit():
        return f".{plain}"
    in_formula = before in _OPERATORS or after.lstrip()[:1] in tuple("=×·⋅")
    is_power = (
        not plain[0].isdigit()
        or "n" in plain
        or (digits in ("2", "10") and plain.isdigit() and (in_formula or plain != "1"))
        or (len(digits) == 1 and in_formula)
    )
    return f"^{plain}" if is_power else ""
