"""The named things in a text, told apart by simple cues."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from index import language
from index.language import Language, Names
from index.words import CJK, stopwords

ThingKind = Literal["person", "group", "place", "thing", "unknown"]

_WORD = rf"[^\W\d_a-z{CJK}][\w'’.\-]*(?<![.\-'’])"
_TITLE = re.compile(r"[\"“«](?!\s)([^\"”»]{2,60})[\"”»]|《(?!\s)([^》]{1,40})》")


@dataclass(frozen=True, slots=True)
class NamedThing:
    """Something that is named, and of which kind it looks."""

    text: str
    kind: ThingKind


@lru_cache(maxsize=1_000)
def mentions(text: str) -> tuple[NamedThing, ...]:
    """What a text names, in its order. Days, months and years are no names."""
    return tuple(mention for _, mention in sorted(_found(text), key=lambda found: found[0]))


def last_period(text: str) -> str | None:
    """The last day, month or year that a text speaks of."""
    found = [match.group() for match in language.read_as(text).dates.named.finditer(text)]
    return found[-1] if found else None


def is_period(text: str) -> bool:
    """Whether all of a text is a day, month or year."""
    return language.read_as(text).dates.named.fullmatch(text) is not None


@lru_cache(maxsize=16)
def _name(spoken: Language) -> re.Pattern[str]:
    """A name: words with capitals, what links them, and a number, be it “No. 93”."""
    counted = "|".join(sorted(spoken.cutting.before_numbers - spoken.dates.months.keys()))
    number = rf"(?:(?i:{counted})\. )?\d{{1,3}}\b"
    link = spoken.names.link.pattern
    return re.compile(rf"(?<![\w'’]){_WORD}(?:(?: {link}){{0,2}} (?:{number}|{_WORD}))*")


def _found(text: str) -> Iterator[tuple[int, NamedThing]]:
    spoken = language.read_as(text)
    titles = list(_TITLE.finditer(text))
    for match in titles:
        yield match.start(), NamedThing(match[1] or match[2], "thing")
    for match in _name(spoken).finditer(text):
        quoted = any(title.start() <= match.start() < title.end() for title in titles)
        if not quoted and (name := _trimmed(match, text, spoken)):
            whole = name + _what(text, match, spoken.names)
            yield (
                match.start(),
                NamedThing(whole, _kind(whole, text[: match.start()], spoken.names)),
            )


def _what(text: str, match: re.Match[str], names: Names) -> str:
    """What is named after it, in small letters: the Ellisk Moor "treaty"."""
    after = re.match(r" [a-z]+\b", text[match.end() :])
    the = re.search(r"\bthe $", text[: match.start()], re.IGNORECASE)
    known = names.groups | names.places | names.things
    return after.group() if after and the and after.group().strip() in known else ""


def _trimmed(match: re.Match[str], text: str, spoken: Language) -> str:
    """The name without what only opens a sentence; empty where nothing is left."""
    words = match.group().split()
    while words and (_idle(words, spoken) or spoken.names.link.fullmatch(words[0])):
        words = words[1:]
    whole = len(words) == len(match.group().split())
    if not words or words[0].isdigit() or _is_month(words[0], spoken):
        return ""
    acts = _acts(text[match.end() :], spoken.names)
    if len(words) == 1 and whole and _opens(text, match) and not acts:
        return ""
    return re.sub(r"['’]s?$", "", " ".join(words))


def _is_month(word: str, spoken: Language) -> bool:
    return word == word.title() and word.lower() in spoken.dates.months and len(word) > 2


def _idle(words: list[str], spoken: Language) -> bool:
    """Whether the first of these words has its capital from its place alone."""
    first = words[0].lower()
    stop = first in stopwords(spoken) and not (first == "the" and len(words) > 1)
    return stop or first in spoken.names.openers


def _opens(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start()].rstrip(' "“\n')
    return not before or before[-1] in ".!?:;…"


def _acts(rest: str, names: Names) -> bool:
    """Whether a word at the beginning of a sentence is a name, by what comes after it."""
    return not rest.strip(" .?!") or rest[:1] in "'’" or bool(names.verbal.match(rest))


def _kind(name: str, before: str, names: Names) -> ThingKind:
    words = [word.lower().strip(".") for word in name.split()]
    if words[0] in names.titles:
        return "person"
    if names.groups.intersection(words) or (words[0] == "the" and words[-1].endswith("s")):
        return "group"
    if words[-1] in names.things:
        return "thing"
    if names.places.intersection(words) or names.placed.search(before):
        return "place"
    if words[0] == "the":
        return "thing"
    like_a_person = 1 < len(words) <= 4 and not name.isupper()
    return "person" if like_a_person and not re.search(r"\d| of | the ", name) else "unknown"
