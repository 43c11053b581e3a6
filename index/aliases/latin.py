"""What looks like a name in Latin letters: capitalised words, "of" and its like between them."""

import re

from index import language
from index.words import STOPWORDS

_ENGLISH = language.ENGLISH.aliases
_WORD = rf"(?:[DLO]['’])?[A-ZÀ-ÖØ-Þ][\w&-]*(?:\.[A-Z])*{_ENGLISH.shortened.pattern}?"
_JOINTS = rf"(?:{_ENGLISH.joints.pattern} )*"
_NAME = rf"(?<![\w’'-]){_WORD}(?:(?:,(?= {_ENGLISH.behind_comma.pattern}))? {_JOINTS}{_WORD})*"
_WHOLE = re.compile(_NAME)
_AT_END = re.compile(rf"{_NAME}$")
_QUOTED = re.compile(r"[“\"]([^\W\d_][\w’' -]{2,40})[”\"]$")
_COUNTED = re.compile(r"[QH][1-4]|FY\d*|\d+")
_LONGEST = 100  # characters

_OPENERS = STOPWORDS | _ENGLISH.openers
_ROLES = _ENGLISH.roles
_NO_NAMES = _OPENERS | _ROLES | _ENGLISH.no_names


def name(text: str) -> str | None:
    """The text, if all of it is a name or an acronym."""
    if not 2 <= len(text) <= _LONGEST or _COUNTED.fullmatch(text) or not _WHOLE.fullmatch(text):
        return None
    return None if text.split(" ", maxsplit=1)[0].lower() in _NO_NAMES else text


def name_before(left: str) -> str | None:
    """The name that a text ends in, without "The" or a title before it; or the term in quotes."""
    if quoted := _QUOTED.search(left):
        return quoted[1] if quoted[1].count(" ") < 5 else None
    found = _AT_END.search(left)
    words = found[0].split(" ") if found else []
    while words and words[0].lower() in _OPENERS | _ROLES:
        words.pop(0)
    return name(" ".join(words))


def name_at(right: str) -> str | None:
    """The name that a text starts with, if it ends at a comma, a stop or the end."""
    found = _WHOLE.match(right)
    if found is None or not re.match(r"[,.;:)—–\n]|\s*$| \(", right[found.end() :]):
        return None
    return name(found[0])
