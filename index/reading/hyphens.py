"""Words that the end of a line broke, with a hyphen of their own or without one."""

import re
from collections.abc import Collection

from index.wordlists import words_of as known_words

_BROKEN = re.compile(r"(?<![^\W_])(?P<word>[^\W_]+)-$")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def words_of(lines: Collection[str]) -> frozenset[str]:
    """The words and compounds that stand whole in some lines, in lower case."""
    return frozenset(
        found.group().lower()
        for line in lines
        for found in _WORD.finditer(line)
        if not line[found.end() :].startswith("-")
    )


def is_broken(line: str) -> bool:
    """Whether a line ends inside a word."""
    return _BROKEN.search(line) is not None


def unbroken(line: str, following: str, words: Collection[str], language: str) -> str:
    """A line that ends in a hyphen with the word that begins the next one, as one word.

    The rest of the document tells whether the word has a hyphen of its own, else a list of words.
    """
    found, second = _BROKEN.search(line), following.split(" ", 1)[0]
    if found is None:
        return line + second
    first, bare = found["word"], re.sub(r"\W+$", "", second)
    keeps = (
        not first[-1].isalpha()
        or not bare[:1].islower()
        or _is_compound(first.lower(), bare.lower(), words, language)
    )
    return (line if keeps else line[:-1]) + second


def _is_compound(first: str, second: str, words: Collection[str], language: str) -> bool:
    if f"{first}-{second}" in words or "-" in second:
        return True
    if first + second in words:
        return False
    known = known_words(language)
    is_word = first in known or first in words  # such as the document's own names
    return first + second not in known and is_word and second in known
