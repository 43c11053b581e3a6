"""What to begin with: titles of the articles at hand."""

from collections.abc import Sequence
from itertools import islice

_LONGEST = 120  # characters of a title that is shown whole


def examples(titles: Sequence[str], most: int = 4) -> tuple[str, ...]:
    """Titles to ask about, the first first.

    As they are: quoting answers a title more often than a question about it.
    """
    short = (title for title in dict.fromkeys(titles) if len(title) <= _LONGEST)
    return tuple(islice(short, most))
