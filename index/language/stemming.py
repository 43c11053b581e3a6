"""Words folded and stemmed. Stemmers keep a state, so each thread has its own."""

import threading
import unicodedata
from functools import lru_cache
from typing import Any

import snowballstemmer

from index.language.variants import fold_variants


class _Stemmers(threading.local):
    def __init__(self) -> None:
        self.by_name: dict[str, Any] = {}

    def __call__(self, name: str) -> Any:
        if name not in self.by_name:
            self.by_name[name] = snowballstemmer.stemmer(name)
        return self.by_name[name]


_STEMMERS = _Stemmers()
_KEPT = (0, 8)  # classes of characters: plain ones, and the voicing marks of kana


@lru_cache(maxsize=200_000)
def stem(word: str, stemmer: str) -> str:
    """The stem of a folded word by a stemmer of snowball; the word itself where that is ""."""
    return str(_STEMMERS(stemmer).stemWord(word)) if stemmer else word


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """A word in small letters, without accents, 's and marks between thousands.

    Traditional Chinese characters become simplified ones.
    """
    plain = word if word.isascii() else _without_accents(fold_variants(word))
    plain = plain.lower()
    if plain[:1].isdigit():
        return plain.replace(",", "")
    return plain.removesuffix("'s")


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    plain = "".join(char for char in decomposed if unicodedata.combining(char) in _KEPT)
    return unicodedata.normalize("NFC", plain).replace("’", "'")
