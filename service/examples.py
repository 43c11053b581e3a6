"""Questions to begin with, from the titles of the articles at hand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from index.words import STOPWORDS, is_cjk, tokens

_LONGEST = 90  # characters of a title that is asked about


def examples(titles: Sequence[str], most: int = 4) -> tuple[str, ...]:
    """Questions that the articles under these titles speak about; none where there are none."""
    return tuple(islice(dict.fromkeys((*_about_names(titles), *_about_titles(titles))), most))


def _about_names(titles: Iterable[str]) -> Iterator[str]:
    """About the two names that stand in most titles, in more than one."""
    seen = Counter(name for title in titles for name in dict.fromkeys(_names(title)))
    often = [name for name, number in seen.most_common(2) if number > 1]
    yield from map("What is new about {}?".format, often)


def _names(title: str) -> Iterator[str]:
    words = [word.removesuffix("'s").removesuffix("’s") for word in tokens(title)]
    if all(word.istitle() for word in words):
        return  # every word is written like a name
    yield from (
        word for word in words if len(word) > 3 and word.istitle() and word.lower() not in STOPWORDS
    )


def _about_titles(titles: Iterable[str]) -> Iterator[str]:
    for title in titles:
        if len(title) <= _LONGEST:
            yield f"“{title}”是怎么回事？" if is_cjk(title) else f"What is behind “{title}”?"
