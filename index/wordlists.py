"""Lists of the words of some languages (pyspellchecker's), by code."""

import gzip
import re
from collections.abc import Container, Iterable
from functools import cache
from pkgutil import get_data

import numpy as np

_LISTED = frozenset("en es fr pt de it ru nl".split())
_WORD = re.compile(r'"([^"\\]+)":')  # a key of the file, which is one object of counts


class Wordlist(Container[str]):
    """Words in lower case, known by their hashes, which take a tenth of the memory of a set."""

    def __init__(self, words: Iterable[str]) -> None:
        self._hashes = np.sort(np.fromiter(map(hash, words), np.int64))

    def __contains__(self, word: object) -> bool:
        sought = hash(word)
        place = int(np.searchsorted(self._hashes, sought))
        return place < len(self._hashes) and bool(self._hashes[place] == sought)

    def __len__(self) -> int:
        return len(self._hashes)


@cache
def words_of(language: str) -> Wordlist:
    """The words of a language; none where there is no list of them."""
    packed = (
        get_data("spellchecker", f"resources/{language}.json.gz") if language in _LISTED else None
    )
    text = gzip.decompress(packed).decode() if packed else ""
    return Wordlist(match[1] for match in _WORD.finditer(text))
