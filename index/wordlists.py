"""Lists of the words of some languages (pyspellchecker's), by code."""

from collections.abc import Collection
from functools import cache

_LISTED = frozenset("en es fr pt de it ru nl".split())


@cache
def words_of(language: str) -> Collection[str]:
    """The words of a language, in lower case; none where there is no list of them."""
    if language not in _LISTED:
        return frozenset()
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language=language).word_frequency.keys())
