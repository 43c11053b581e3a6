"""The stretch of a long text that a pair model reads: neighbouring sentences near a query."""

from collections.abc import Sequence
from functools import lru_cache

from index.sentences import sentences
from index.words import content_terms


@lru_cache(maxsize=4096)
def cut(text: str) -> tuple[str, ...]:
    """The sentences of a text; all of it where it has none."""
    return tuple(text[s.start : s.end].strip() for s in sentences(text)) or (text,)


def nearest(text: str, query: str, size: int, longest: int = 700) -> str:
    """The `size` neighbouring sentences that share most words with a query, cut to `longest`."""
    found = cut(text)
    wanted = set(content_terms(query))
    held = [wanted.intersection(content_terms(sentence)) for sentence in found]
    starts = range(max(len(found) - size, 0) + 1)
    best = max(starts, key=lambda at: (len(set().union(*held[at : at + size])), -at))
    return join(found[best : best + size])[:longest]


def around(text: str, answer: str, size: int, longest: int = 700) -> str | None:
    """The `size` neighbouring sentences around the one that holds an answer; None without one."""
    found = cut(text)
    place = next((n for n, sentence in enumerate(found) if answer in sentence), None)
    if place is None:
        return None
    start = max(0, min(place - size // 2, len(found) - size))
    return join(found[start : start + size])[:longest]


def join(parts: Sequence[str]) -> str:
    """Sentences as running text."""
    return " ".join(parts)
