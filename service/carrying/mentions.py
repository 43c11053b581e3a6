"""The named things in a text, told apart by simple cues."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index.words import STOPWORDS

Kind = Literal["person", "group", "place", "thing", "unknown"]

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = r"(?<!\d)(?:19|20)\d\d(?![\d,.]\d|\d)"
PERIOD = re.compile(
    rf"(?:(?:\d{{1,2}} )?(?:{_MONTHS})(?: \d{{1,2}},)? )?{_YEAR}(?:年(?:\d{{1,2}}月)?)?"
    rf"|(?:\d{{1,2}} )?(?:{_MONTHS})\b(?: \d{{1,2}}\b)?"
)

_LINK = r"(?:of|the|de|la|le|von|van|der|du|da|del|bin|al)"
_WORD = r"[^\W\d_a-z][\w'’.\-]*(?<![.\-'’])"
_NAME = re.compile(rf"(?<![\w'’]){_WORD}(?:(?: {_LINK}){{0,2}} (?:{_WORD}|\d{{1,3}}\b))*")
_TITLE = re.compile(r"[\"“«]([^\"”»]{2,60})[\"”»]|《([^》]{1,40})》")
_VERBAL = re.compile(r" (?:is|was|were|are|has|had|have|will|would|can|could|\w{2,}ed)\b|['’]s\b")

_GROUPS = frozenset(
    """agency alliance army association authority band bank board bros brothers bureau cabinet
    church club college commission committee company congress consortium corp corporation council
    court department energy exchange federation foundation fund government group holdings hospital
    inc industries institute league llc ltd magnetics magnets materials metals minerals mining
    ministry motors museum navy orchestra organisation organization parliament partners party plc
    police power quartet records resources school senate steel systems team technologies trio union
    university""".split()
)
_PLACES = frozenset(
    """airport bay city county desert harbour island islands lake mine mount mountain port province
    river road sea state street town valley village""".split()
)
_THINGS = frozenset(
    """act agreement award bill code contract convention cup deal decree directive fund index law
    order plan policy prize programme program project regulation report scheme standard strategy
    substation survey treaty""".split()
)
_TITLES = frozenset(
    "dr king lady lord minister mr mrs ms president prof professor queen sir".split()
)
_OPENERS = frozenset(
    """according after all also although another are aren't because before besides both despite
    didn't doesn't don't during each even every he's however i'm i've isn't it's later most no now
    once one only other others she's since that's then there there's three today two wasn't weren't
    what's where's while who's yes yesterday""".split()
)


_NAMED = _GROUPS | _PLACES | _THINGS


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that is named, and of which kind it looks."""

    text: str
    kind: Kind

    @property
    def many(self) -> bool:
        """Whether it is "they" rather than "it"."""
        return self.kind == "group"


@lru_cache(maxsize=1_000)
def mentions(text: str) -> tuple[Mention, ...]:
    """What a text names, in its order. Days, months and years are no names."""
    return tuple(mention for _, mention in sorted(_found(text), key=lambda found: found[0]))


def last_period(text: str) -> str | None:
    """The last day, month or year that a text speaks of."""
    found = [match.group() for match in PERIOD.finditer(text)]
    return found[-1] if found else None


def _found(text: str) -> Iterator[tuple[int, Mention]]:
    titles = list(_TITLE.finditer(text))
    for match in titles:
        yield match.start(), Mention(match[1] or match[2], "thing")
    for match in _NAME.finditer(text):
        quoted = any(title.start() <= match.start() < title.end() for title in titles)
        if not quoted and (name := _trimmed(match, text)):
            whole = name + _what(text, match)
            yield match.start(), Mention(whole, _kind(whole, text[: match.start()]))


def _what(text: str, match: re.Match[str]) -> str:
    """What is named after it, in small letters: the Ellisk Moor "substation"."""
    after = re.match(r" [a-z]+\b", text[match.end() :])
    the = re.search(r"\bthe $", text[: match.start()], re.IGNORECASE)
    return after.group() if after and the and after.group().strip() in _NAMED else ""


def _trimmed(match: re.Match[str], text: str) -> str:
    """The name without what only opens a sentence; empty where nothing is left."""
    words = match.group().split()
    while words and (_idle(words) or re.fullmatch(_LINK, words[0])):
        words = words[1:]
    whole = len(words) == len(match.group().split())
    if not words or re.fullmatch(rf"\d+|{_MONTHS}", words[0]):
        return ""
    if len(words) == 1 and whole and _opens(text, match) and not _acts(text[match.end() :]):
        return ""
    return re.sub(r"['’]s?$", "", " ".join(words))


def _idle(words: list[str]) -> bool:
    """Whether the first of these words has its capital from its place alone."""
    first = words[0].lower()
    return first in _OPENERS or (first in STOPWORDS and not (first == "the" and len(words) > 1))


def _opens(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip(' "“\n')
    return not before or before[-1] in ".!?:;…"


def _acts(rest: str) -> bool:
    """Whether a word at the beginning of a sentence is a name, by what comes after it."""
    return not rest.strip(" .?!") or rest[:1] in "'’" or bool(_VERBAL.match(rest))


def _kind(name: str, before: str) -> Kind:
    words = [word.lower().strip(".") for word in name.split()]
    if words[0] in _TITLES:
        return "person"
    if _GROUPS.intersection(words) or (words[0] == "the" and words[-1].endswith("s")):
        return "group"
    if words[-1] in _THINGS:
        return "thing"
    if _PLACES.intersection(words) or re.search(r"\b(?:in|at|from|near|to)(?: the)? $", before):
        return "place"
    if words[0] == "the":
        return "thing"
    like_a_person = 1 < len(words) <= 4 and not name.isupper()
    return "person" if like_a_person and not re.search(r"\d| of | the ", name) else "unknown"
