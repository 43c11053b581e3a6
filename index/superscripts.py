"""Raised and lowered digits as Unicode has them: readers write them, repairs tell their meaning."""

import re

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ"
LOWERED = "₀₁₂₃₄₅₆₇₈₉"
_DIGITS = "0123456789"
_SIGNS = f"{_DIGITS}+-=()n"
PLAIN = str.maketrans(RAISED + LOWERED, _SIGNS + _DIGITS)
_AS_RAISED = str.maketrans(f"{_SIGNS}−", f"{RAISED}⁻")
_AS_LOWERED = str.maketrans(_DIGITS, LOWERED)
# Numbers, with any of the signs that stand for a minus, and marks of notes: 2,3 and 1–4.
_RAISABLE = re.compile(r"–?[0-9+\-−=()n]+(?:[,;–][0-9]+(?:-[0-9]+)*)*")
_NUMBER = re.compile(r"[0-9+\-−–]")


def as_raised(text: str, before: str = "") -> str:
    """What is raised behind another text: numbers and marks of notes as Unicode has them.

    What begins as a number and can't be written so is told from one before it: 10^(6.5). Words
    are as they are.
    """
    bare = "".join(text.split())
    if _RAISABLE.fullmatch(bare):
        signs = re.sub("^–", "-", bare).translate(_AS_RAISED)
        return f"{signs} " if text[-1].isspace() else signs
    if _NUMBER.match(bare) and before[-1:].isdecimal():
        return f"^({text.strip()})"
    return text


def as_lowered(text: str) -> str:
    """Digits as Unicode has them where they are lowered; words as they are."""
    return text.translate(_AS_LOWERED) if text.isdigit() else text
