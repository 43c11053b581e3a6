"""Vectors of passages that were compared one by one, kept in memory for the next question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

LoadVectors = Callable[[Sequence[str]], Mapping[str, Sequence[float]]]

_NOTHING: NDArray[np.float32] = np.empty((0, 0), dtype=np.float32)
_ROOM = 16_384  # vectors: 25 MB of 384 numbers each


class VectorCache:
    """Vectors by id, fetched once. Threads may share it."""

    def __init__(self, fetch: LoadVectors, room: int = _ROOM) -> None:
        self._fetch, self._room = fetch, room
        self._rows: dict[str, int] = {}
        self._matrix = _NOTHING
        self._forgotten = 0  # how often some were
        self._turn = Lock()

    def similarities(self, vector: Sequence[float], ids: Sequence[str]) -> dict[str, float]:
        """The product of `vector` with the vector of each id; ids that have none are left out."""
        with self._turn:
            known = {id_: self._rows[id_] for id_ in ids if id_ in self._rows}
            found, forgotten = self._matrix[list(known.values())], self._forgotten
        missing = [id_ for id_ in ids if id_ not in known]
        fetched = self._fetch(missing) if missing else {}  # nobody waits for that
        if fetched:
            more = np.array(list(fetched.values()), dtype=np.float32)
            found = np.concatenate([found, more]) if known else more
            with self._turn:
                if forgotten == self._forgotten:  # else some of them may have changed meanwhile
                    self._keep(fetched, more)
        if not len(found):
            return {}
        # A row's product depends on no other row's, so that the same is found again.
        products = np.vecdot(found, np.asarray(vector, dtype=np.float32))
        return dict(zip([*known, *fetched], products.tolist(), strict=True))

    def forget(self, ids: Iterable[str]) -> None:
        """These vectors changed or are gone. Their rows stay empty until all is forgotten."""
        with self._turn:
            self._forgotten += 1
            for id_ in ids:
                self._rows.pop(id_, None)

    def _keep(self, ids: Iterable[str], vectors: NDArray[np.float32]) -> None:
        if len(self._matrix) + len(vectors) > self._room:
            self._rows, self._matrix = {}, _NOTHING
        first = len(self._matrix)
        self._matrix = np.concatenate([self._matrix, vectors]) if first else vectors
        self._rows |= {id_: first + place for place, id_ in enumerate(ids)}
