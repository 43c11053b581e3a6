"""The sentences of a text, as exact spans: lines first, then Latin rules, then CJK stops.

The same cut serves the passages of an article and the draft of an answer. What a full stop means
after an abbreviation or a number, the language of the sentence so far decides, and where that can't
be told yet, the one given. No rule looks further ahead than the word after a full stop, so a text
that is still growing can be cut as well.
"""

import re
from collections.abc import Iterator

from index import language
from index.language import LANGUAGES, UNKNOWN, Language
from index.model import Span

VERSION = 3  # part of the index fingerprint: raise it when the cut changes

_LEAD = re.compile(r"(?:\s|[-–*•·●▪■◦‣►>]\s|#{1,6}\s)*")
_FINAL = ".!?…\u0589\u061f\u06d4\u0964\u1362\u104b\u17d4"  # also of Armenian, Arabic, Hindi, …
_CLOSERS = "\"'”’“‘»)\\]*_"  # “ and ‘ close in German
_STOP = re.compile(
    r"(?P<cjk>[。！？｡]++[”’」』》〉】）)\"']*+)(?![，、；：])"
    rf"|(?P<latin>(?<![{_FINAL}])[{_FINAL}]+(?:[{_CLOSERS}]|[ \u00a0\u202f]»(?=\s))*)"
    r"(?=\s+(?P<next>\S+))"
)
_PROSE = re.compile(rf"[{_FINAL}。！？｡][{_CLOSERS}」』）\u00a0\u202f ]*$")
STARTERS = language.ENGLISH.cutting.starters
_GOES_ON = tuple(word for spoken in LANGUAGES.values() for word in spoken.cutting.goes_on)
# What stands around a number with a full stop that is an ordinal, in languages that have them.
_COUNTED = {
    (spoken.common - language.ENGLISH.common, frozenset(spoken.dates.months))
    for spoken in LANGUAGES.values()
    if spoken.cutting.ordinals
}
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_SPACE = re.compile(r"[\s(\"'“‘„]")
_INITIAL = re.compile(r"[A-Z]\.")
_OPENERS = "\"'“‘«„([*_¿¡"


def sentences(text: str, near: Language | None = None) -> Iterator[Span]:
    """The sentences of `text` in order, without list bullets, heading marks and outer space.

    `near` is the language of a sentence that doesn't tell its own.
    """
    offset = 0
    for line in text.split("\n"):
        start = 0
        for end in _ends(line, near):
            yield from _trimmed(line, start, end, offset)
            start = end
        yield from _trimmed(line, start, len(line), offset)
        offset += len(line) + 1


def is_prose(sentence: str) -> bool:
    """Whether a sentence reads as one: it ends with a stop, unlike a headline or a table row."""
    return bool(_PROSE.search(sentence)) and "|" not in sentence


def _ends(line: str, near: Language | None) -> Iterator[int]:
    """Where sentences end inside one line."""
    start = 0
    for stop in _STOP.finditer(line):
        if stop["cjk"]:
            closes = len(stop["cjk"]) == 1 or not line.startswith(_GOES_ON, stop.end())
        else:
            before = _tail(line, start, stop.start())
            closes = _closes(before, stop["latin"], stop["next"], near)
        if closes:
            start = stop.end()
            yield start


def _tail(line: str, start: int, end: int) -> str:
    """What decides whether a stop ends a sentence: all of a short one, else its last words."""
    return line[max(start, end - 60) : end]


def _closes(before: str, stop: str, following: str, near: Language | None) -> bool:
    """Whether a Latin stop ends the sentence `before`, given the word that follows it."""
    first = following.lstrip(_OPENERS)[:1]
    if first.islower() or following == "»":
        return False
    if not stop.startswith(".") or stop.startswith(".."):
        return True
    *others, word = _SPACE.split(before)
    broken = word.isdigit() and len(word) < 4 and first.isdigit()  # in two: "7. 8 million"
    if broken or _ENUMERATOR.fullmatch(_LEAD.sub("", before + ".", count=1)):
        return False
    spoken = language.of(before, near)
    last = others[-1] if others else ""
    follower = following.strip(_OPENERS + ",.;:)")
    half = last + word  # of an abbreviation: "z. B."
    if half.strip(".").lower() in spoken.cutting.never_last and last:
        return False
    return not _is_ordinal(word, last, follower, spoken) and _is_last(
        word, following, follower, spoken
    )


def _is_ordinal(word: str, before: str, follower: str, spoken: Language) -> bool:
    """Whether a number with its full stop is one in order: "am 3. März"."""
    if not word.isdecimal() or len(word) > 2 or not follower[:1].isalpha():
        return False
    if spoken is not UNKNOWN:
        return spoken.cutting.ordinals and follower not in spoken.cutting.starters
    around = before.lower(), language.fold(follower)
    return any(around[0] in words or around[1] in months for words, months in _COUNTED)


def _is_last(word: str, following: str, follower: str, spoken: Language) -> bool:
    """Whether a word before a full stop can end a sentence, given the word behind it."""
    cutting, initial = spoken.cutting, _INITIAL.match(following)
    known = word.lower().strip(".")
    if word in cutting.never_last or (len(word) == 1 and word.islower() and initial):
        return False
    if known in cutting.maybe_last or (len(word) == 1 and word.isupper()):
        return not initial and follower in cutting.starters
    if known in cutting.before_numbers:
        return not following.lstrip(_OPENERS)[:1].isdigit()
    return known not in cutting.never_last


def _trimmed(line: str, start: int, end: int, offset: int) -> Iterator[Span]:
    lead = _LEAD.match(line, start, end)
    start = lead.end() if lead else start
    end = start + len(line[start:end].rstrip())
    if start < end:
        yield Span(start=offset + start, end=offset + end)
