"""Questions to begin with, from the titles of the articles at hand."""

from collections.abc import Sequence
from itertools import islice

from index.words import is_cjk

_LONGEST = 90  # characters of a title that is asked about


def examples(titles: Sequence[str], most: int = 4) -> tuple[str, ...]:
    """Questions that quoting can answer from the articles under these titles, the first first."""
    asked = (_about(title) for title in dict.fromkeys(titles) if len(title) <= _LONGEST)
    return tuple(islice(asked, most))


def _about(title: str) -> str:
    return f"“{title}”是怎么回事？" if is_cjk(title) else f"What is behind “{title}”?"
