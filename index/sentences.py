"""The sentences of a text, as exact spans: lines first, then Latin rules, then CJK stops.

The same cut serves the passages of an article and the draft of an answer. No rule looks further
ahead than the word after a full stop, so a text that is still growing can be cut as well.
"""

import re
from collections.abc import Iterator

from index.model import Span

VERSION = 2  # part of the index fingerprint: raise it when the cut changes

_LEAD = re.compile(r"(?:\s|[-–*•·●▪■◦‣►>]\s|#{1,6}\s)*")
_CLOSERS = "\"'”’“‘»)\\]*_"  # “ and ‘ close in German
_STOP = re.compile(
    r"(?P<cjk>[。！？｡]++[”’」』》〉】）)\"']*+)(?![，、；：])"
    rf"|(?P<latin>(?<![.!?…])[.!?…]+(?:[{_CLOSERS}]|[ \u00a0\u202f]»(?=\s))*)"
    r"(?=\s+(?P<next>\S+))"
)
_PROSE = re.compile(rf"[.!?…。！？｡][{_CLOSERS}」』）\u00a0\u202f ]*$")
_NEVER_LAST = frozenset(
    "mr mrs ms dr prof mt v vs cf ca approx e.g i.e fig figs eq eqs vol pp".split()
)
_BEFORE_NUMBERS = frozenset(
    """no nos nr art p ch
    jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)
_MAYBE_LAST = frozenset(
    """co ltd inc corp bros plc llc u.s u.k u.n e.u d.c a.m p.m jr sr etc al est
    st gen sen sec rep gov rev hon lt col sgt capt""".split()
)
STARTERS = frozenset(
    """A An The This That These Those It Its He She They We You I In On At By For From With But And
    Or So If When While After Before As His Her Their Our My Both All Some Most Many However
    Meanwhile Although Though Because Since Until During Despite Under According Among Instead Then
    Now Later Earlier Each Every Several Another Even Also Still Yet There Here What Why How Who Not
    No One""".split()
)
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_INITIAL = re.compile(r"[A-Z]\.")
_OPENERS = "\"'“‘«„([*_"


def sentences(text: str) -> Iterator[Span]:
    """The sentences of `text` in order, without list bullets, heading marks and outer space."""
    offset = 0
    for line in text.split("\n"):
        start = 0
        for end in _ends(line):
            yield from _trimmed(line, start, end, offset)
            start = end
        yield from _trimmed(line, start, len(line), offset)
        offset += len(line) + 1


def is_prose(sentence: str) -> bool:
    """Whether a sentence reads as one: it ends with a stop, unlike a headline or a table row."""
    return bool(_PROSE.search(sentence)) and "|" not in sentence


def _ends(line: str) -> Iterator[int]:
    """Where sentences end inside one line."""
    start = 0
    for stop in _STOP.finditer(line):
        if stop["cjk"] or _closes(_tail(line, start, stop.start()), stop["latin"], stop["next"]):
            start = stop.end()
            yield start


def _tail(line: str, start: int, end: int) -> str:
    """What decides whether a stop ends a sentence: all of a short one, else its last words."""
    return line[max(start, end - 60) : end]


def _closes(before: str, stop: str, following: str) -> bool:
    """Whether a Latin stop ends the sentence `before`, given the word that follows it."""
    first = following.lstrip(_OPENERS)[:1]
    if first.islower() or following == "»":
        return False
    if not stop.startswith(".") or stop.startswith(".."):
        return True
    if _ENUMERATOR.fullmatch(_LEAD.sub("", before + ".", count=1)):
        return False
    return _is_last(re.split(r"[\s(\"'“‘„]", before)[-1], following, first)


def _is_last(word: str, following: str, first: str) -> bool:
    """Whether a word before a full stop can end a sentence, given the word behind it."""
    if word.isdigit() and len(word) < 4 and first.isdigit():
        return False  # a number broken in two: "7. 8 million"
    known = word.lower().strip(".")
    if known in _MAYBE_LAST or (len(word) == 1 and word.isupper()):
        return not _INITIAL.match(following) and following.strip(_OPENERS + ",.;:)") in STARTERS
    if known in _BEFORE_NUMBERS:
        return not first.isdigit()
    return known not in _NEVER_LAST


def _trimmed(line: str, start: int, end: int, offset: int) -> Iterator[Span]:
    lead = _LEAD.match(line, start, end)
    start = lead.end() if lead else start
    end = start + len(line[start:end].rstrip())
    if start < end:
        yield Span(start=offset + start, end=offset + end)
