"""Near-copies of articles: syndicated, lightly edited, with another headline or other debris.

A MinHash (Broder 1997) of a text's shingles estimates how much two texts have in common, as
Jaccard similarity: the share of shingles that both have among those that either has.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.words import terms

if TYPE_CHECKING:
    from datasketch import MinHash

# Jaccard similarity from which on two articles count as copies. With 5 % of their words changed,
# 99 % of 240 news articles still had more; different issues of a newsletter had at most 0.55.
THRESHOLD = 0.65
_PERMUTATIONS = 128  # an estimate's standard error at the threshold is 0.04
_SEED = 1
_SHINGLE = 3  # terms: longer ones let a few changed words hide a copy
_ROOM = 1024  # articles, at first

# As 64-bit numbers overflow, these spread the bits of each place's term differently.
_PLACES = np.array(
    [0x9E3779B97F4A7C15**place % 2**64 for place in range(1, _SHINGLE + 1)], dtype=np.uint64
)


def signature(text: str) -> bytes:
    """What `Copies` compares of a text, in 512 bytes: the same everywhere and at all times.

    All texts without terms have the same signature.
    """
    minhash = _empty_minhash().copy()
    minhash.update_batch(_shingles(terms(text)).tolist())
    return bytes(minhash.hashvalues.astype("<u4").tobytes())


class Copies:
    """Signatures in memory, half a kilobyte each, and which of them are alike.

    The table is scanned, which takes 3 ms for 100,000 and misses none. Hash tables of bands, the
    usual way (datasketch's MinHashLSH), take microseconds and hold ten times as much memory.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._places: dict[str, int] = {}
        self._table = np.empty((_PERMUTATIONS, _ROOM), dtype=np.uint32)  # a column for each id

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, id_: str, signature: bytes) -> None:
        """Keep a signature, in place of any that the id had."""
        if id_ not in self._places:
            self._places[id_] = len(self._ids)
            self._ids.append(id_)
        if len(self) > self._table.shape[1]:
            self._table = np.hstack((self._table, np.empty_like(self._table)))
        self._table[:, self._places[id_]] = _values(signature)

    def remove(self, id_: str) -> None:
        """Forget an id; an unknown one is no error."""
        if (place := self._places.pop(id_, None)) is None:
            return
        last = self._ids.pop()
        if last != id_:
            self._ids[place], self._places[last] = last, place
            self._table[:, place] = self._table[:, len(self)]

    def like(self, signature: bytes) -> list[tuple[str, float]]:
        """The ids of copies with their estimated similarity, the best first, equals by id."""
        values = _values(signature)
        equal = np.zeros(len(self), dtype=np.uint8)
        for row, value in zip(self._table, values, strict=True):
            equal += row[: len(self)] == value
        near = np.flatnonzero(equal >= THRESHOLD * _PERMUTATIONS)
        alike = [(self._ids[place], int(equal[place]) / _PERMUTATIONS) for place in near]
        return sorted(alike, key=lambda item: (-item[1], item[0]))


def label(matches: Sequence[tuple[str, str]], own: str) -> tuple[str, list[str]]:
    """The cluster of a new article, and other clusters that turn out to be the same one.

    `matches` are its copies, each with the label of its cluster; `own` labels a cluster of one.
    """
    first, *others = sorted({cluster for _, cluster in matches}) or [own]
    return first, others


def _shingles(words: Sequence[str]) -> NDArray[np.uint64]:
    """Every run of so many terms as a number of 32 bits."""
    width = min(_SHINGLE, len(words))
    if not width:
        return np.empty(0, dtype=np.uint64)
    hashes = np.array([_hash(word) for word in words], dtype=np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(hashes, width)
    return np.unique((runs * _PLACES[:width]).sum(axis=1, dtype=np.uint64) >> np.uint64(32))


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return crc32(word.encode())


@lru_cache(maxsize=1)
def _empty_minhash() -> "MinHash":
    from datasketch import MinHash  # imports scipy: a second or two

    return MinHash(_PERMUTATIONS, seed=_SEED, scheme="affine32", hashfunc=int)


def _values(signature: bytes) -> NDArray[np.uint32]:
    return np.frombuffer(signature, dtype="<u4").astype(np.uint32, copy=False)
