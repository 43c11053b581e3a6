"""Words that tell marks, protocol and talk about the answer from its facts, of all languages.

A draft may name its sources in another language than it is written in.
"""

import re
from collections.abc import Callable, Iterable

from index.language import LANGUAGES, Drafts, Language
from index.words import terms

_ALL = tuple(LANGUAGES.values())
UNSPACED = tuple(spoken for spoken in _ALL if not spoken.spaced)


def any_of(told: Callable[[Drafts], Iterable[str]], languages: Iterable[Language] = _ALL) -> str:
    """A pattern for one of the words that languages have for something, longer ones first."""
    return _one_of({word for spoken in languages for word in told(spoken.drafts)})


def _one_of(words: Iterable[str]) -> str:
    ranked = sorted(sorted(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace("\\ ", r"\s+") for word in ranked)


SOURCE = any_of(lambda drafts: drafts.source)
MAGNITUDES = _one_of({word for spoken in _ALL for word in spoken.numbers.magnitudes})
PREPOSITIONS = _one_of(
    {word for spoken in _ALL if spoken.spaced for word in spoken.classes.prepositions}
)
LEANS_ON = _one_of(
    {word for spoken in UNSPACED for word in (*spoken.classes.prepositions, *spoken.drafts.leads)}
)
ACCORDING_TO = f"(?:{any_of(lambda drafts: drafts.according_to)})"
YES_OR_NO = re.compile(
    rf"(?:{any_of(lambda drafts: drafts.yes_or_no)})\s*[.!。！,，、–—:：-]*", re.IGNORECASE
)
NOTHING = re.compile(
    rf"(?:{any_of(lambda drafts: drafts.nothing)}|[-–—.…])?"
    rf"(?:\s+(?:{any_of(lambda drafts: drafts.left_open)}))?\W*",
    re.IGNORECASE,
)
TALK = frozenset(
    term
    for spoken in LANGUAGES.values()
    for word in spoken.drafts.talk
    for term in terms(word, spoken)
)
