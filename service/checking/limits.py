"""Limits: what a source tells of a former one, of one of several or as untrue isn't just so."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.language import Language, Mode
from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.lexicon import language_of

_BOUNDS = ("most", "upto")  # kinds of limits
_WORDS = re.compile(r"\w+")


def unlimited(alignment: Alignment) -> Findings:
    """A claim that drops what limits a word each time that its source says it.

    Where it limits another word in this way, it may say the same: the mayor's deputy.
    """
    findings = Findings(doubts=list(_undone(alignment)))
    claim, source = alignment.claim, alignment.source
    kept = {limit.head: limit.kind for limit in _limits(alignment.spoken, claim)}
    found = list(_limits(language_of(alignment.main.hit), source))
    times = Counter(limit.head for limit in found)
    other = {kind for head, kind in kept.items() if head not in times}
    for limit in found:
        head = limit.head
        if head in kept or not _count(head, claim) or _count(head, source) > times[head]:
            continue
        reasons = findings.open if limit.kind in other else findings.doubts
        reasons.append(f"The source says “{limit.words}” where the sentence says “{head}”.")
    return findings


def bounds(spoken: Language, text: str) -> frozenset[str]:
    """The figures that something is at most, in digits or as words."""
    return frozenset(limit.head for limit in _limits(spoken, text) if limit.kind in _BOUNDS)


@dataclass(frozen=True, slots=True)
class _Limit:
    """What limits a word, with it; the word as compared; and how it is limited."""

    words: str
    head: str
    kind: str


def _limits(spoken: Language, text: str) -> Iterator[_Limit]:
    for found in spoken.comparing.limits.finditer(text):
        kind = found.lastgroup or ""
        head = found[kind or 0].casefold()
        if head not in spoken.classes.stop:
            yield _Limit(found.group(), head, kind)


def _count(word: str, text: str) -> int:
    whole = rf"(?<![\w-]){re.escape(word)}(?![\w-])" if word[:1].isascii() else re.escape(word)
    return len(re.findall(whole, text, re.IGNORECASE))


def _undone(alignment: Alignment) -> Iterator[str]:
    """A sentence whose source says of it, or of a part of it, that it isn't true."""
    told, spoken = language_of(alignment.main.hit), alignment.spoken
    untrue = told.comparing.untrue.search(alignment.main.sentence.text)
    if untrue and not spoken.comparing.untrue.search(alignment.claim):
        yield f"The source says “{untrue.group()}”, and the sentence doesn't."
    denied = alignment.unread and _denial(told, alignment.main.sentence.text)
    if denied and not _denial(spoken, alignment.claim):
        yield f"The source denies it (“{denied}”)."


def _denial(spoken: Language, text: str) -> str:
    """The first word of a denial, "" where there is none, in a language that isn't compared."""
    words = {spoken.stem(word): word for word in _WORDS.findall(text.lower())}
    denials = (phrase for phrase in spoken.modality.get(Mode.DENY, ()) if words.keys() >= {*phrase})
    return next((words[phrase[0]] for phrase in denials), "")
