"""Raised and lowered digits: marks of notes leave the number they hang on, exponents stay its own.

Readers write what is raised on a page as Unicode has it ("45¹ tonnes", "10⁶"), plain texts have it
so already. Whoever folds such a text would read 451 and 106.
"""

import re
from collections.abc import Iterator

from index.repairing.edits import Change
from index.superscripts import LOWERED, PLAIN, RAISED

_DIGITS = RAISED[:10]
_FRACTION = re.compile(
    rf"(?<![{_DIGITS}])(?P<above>[{_DIGITS}]++) ?[/⁄]"
    rf"(?P<below>[{LOWERED}]+|\d{{1,2}}(?![\d{RAISED}]))"
)
_RAISED = re.compile(rf"(?<=[^\s{RAISED}])[{RAISED}]+(?:[,;–-][{RAISED}]+)*")
_LOWERED = re.compile(rf"(?<=\d)[{LOWERED}]+")
_NUMBER = re.compile(r"(?P<before>[^\s\d.,]?)\s?(?P<digits>\d[\d.,]{0,40})$")
_WORD = re.compile(r"[^\W\d_]{1,40}$")
_UNITS = frozenset("km cm mm dm nm μm µm ft in yd mi sq sec kg".split())
_OPERATORS = tuple("×·*=+−^(/⋅∙")
_CURRENCIES = tuple("$€£¥")


def raised_digits(text: str) -> Iterator[Change]:
    """Raised digits behind a number or a word become an exponent or cents, or leave as a note."""
    fractions = {found.start(): found for found in _FRACTION.finditer(text)}
    for found in fractions.values():
        apart = " " if text[: found.start()][-1:].isdecimal() else ""
        by = f"{apart}{found['above'].translate(PLAIN)}/{found['below'].translate(PLAIN)}"
        yield Change(found.start(), found.end(), by, "fraction")
    for found in _RAISED.finditer(text):
        start, end = found.span()
        if start in fractions:
            continue
        by = _meant(text[max(0, start - 40) : start], found.group(), text[end : end + 3])
        if by != found.group():
            yield Change(start, end, by, "raised number" if by else "mark of a note")
    for found in _LOWERED.finditer(text):
        by = f"_{found.group().translate(PLAIN)}"
        yield Change(found.start(), found.end(), by, "lowered number")


def _meant(before: str, raised: str, after: str) -> str:
    """What stands in place of raised signs: nothing where they mark a note."""
    if number := _NUMBER.search(before):
        return _behind_number(number["before"], number["digits"], raised, after)
    word = _WORD.search(before)
    if not raised.translate(PLAIN)[0].isdigit() or before.endswith(_OPERATORS):
        return raised
    if raised.endswith(("⁺", "⁻")):  # the charge of an ion
        return raised
    if word and (len(word.group()) == 1 or word.group() in _UNITS):  # m², x³, km²
        return raised[:1] if raised[0] in "²³" else raised
    return ""


def _behind_number(before: str, digits: str, raised: str, after: str) -> str:
    plain, following = raised.translate(PLAIN), after.lstrip()[:1]
    whole = digits.rstrip(".,")
    currency = next((sign for sign in _CURRENCIES if sign in (before, following)), None)
    if currency and len(plain) == 2 and plain.isdigit() and whole.isdigit():
        point = digits[len(whole) :]
        if not point:
            return f".{plain}"
        if (point == "," and currency == "€") or (point == "." and following.islower()):
            return plain
    in_formula = before in _OPERATORS or following in tuple("=×·⋅")
    is_power = (
        not plain[0].isdigit()
        or "n" in plain
        or (whole in ("2", "10") and plain.isdigit() and (in_formula or plain != "1"))
        or (len(whole) == 1 and in_formula)
    )
    return f"^{plain}" if is_power else ""
