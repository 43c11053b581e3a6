"""Words that tell marks, protocol and talk about the answer from its facts, of all languages.

A draft may name its sources in another language than it is written in.
"""

import re
from collections.abc import Callable, Iterable

from index.language import LANGUAGES, Drafts
from index.words import terms


def any_of(told: Callable[[Drafts], Iterable[str]]) -> str:
    """A pattern for one of the words that languages have for something, longer ones first."""
    words = {word for spoken in LANGUAGES.values() for word in told(spoken.drafts)}
    ranked = sorted(sorted(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace("\\ ", r"\s+") for word in ranked)


SOURCE = any_of(lambda drafts: drafts.source)
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
