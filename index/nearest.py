"""The passages nearest to a vector among those that pass the filters.

Chroma searches a graph, and what it may not return it still walks through: 120 ms for the nearest
of 50 allowed passages among 100,000, and its own filter on days takes 200 ms. So where many pass,
more than enough are found and those that pass are kept; only where few do, they are named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from index.lexical import Lexical
from index.model import Filters

_SPARE = 1.5  # times as many as should do, since what passes may not be spread evenly
_DEEPEST = 2_000  # of an unfiltered search; Chroma takes 7 µs each

Ranked = list[tuple[str, float]]


class VectorStore(Protocol):
    """Where the vectors are, and the nearest of them, among some ids or all."""

    def nearest(
        self, vector: Sequence[float], limit: int, among: Sequence[str] | None = None
    ) -> Ranked: ...


@dataclass(frozen=True, slots=True)
class Nearest:
    """Asks the vectors for what is near, and the lexical index for what passes the filters."""

    vectors: VectorStore
    lexical: Lexical

    def __call__(self, vector: Sequence[float], limit: int, filters: Filters) -> Ranked:
        """The ids nearest to a vector with their cosine similarity, best first."""
        if not filters.any:
            return self.vectors.nearest(vector, limit)
        depth = self._depth(limit, filters)
        if not depth:  # nothing is indexed
            return []
        if depth <= _DEEPEST:
            near = self.vectors.nearest(vector, depth)
            passing = self.lexical.passing([id_ for id_, _ in near], filters)
            kept = [item for item in near if item[0] in passing]
            if len(kept) >= limit:
                return kept[:limit]
        return self.vectors.nearest(vector, limit, sorted(self.lexical.ids(filters)))

    def _depth(self, limit: int, filters: Filters) -> int:
        """How many must be found so that enough of them pass."""
        passing = max(self.lexical.count(filters), 1)
        return ceil(_SPARE * limit * self.lexical.count() / passing)
