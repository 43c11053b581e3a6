"""Questions to begin with, from the titles of the articles at hand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from index.words import STOPWORDS, is_cjk, tokens

_SHORTEST = 3  # characters of a name
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
    """Runs of words that are written like names: `Port Ellisk`."""
    words = list(tokens(title))
    if all(word.istitle() for word in words):
        return  # so is every word of this headline
    run: list[str] = []
    for word in (*words, ""):
        plain = word.removesuffix("'s").removesuffix("’s")
        if plain.istitle() and plain.lower() not in STOPWORDS:
            run.append(plain)
        if word != plain or not run or plain != run[-1]:
            name = " ".join(run)
            run = []
            if len(name) > _SHORTEST:
                yield name


def _about_titles(titles: Iterable[str]) -> Iterator[str]:
    for title in titles:
        if len(title) <= _LONGEST:
            yield f"“{title}”是怎么回事？" if is_cjk(title) else f"What is behind “{title}”?"
