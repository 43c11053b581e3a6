"""Limits: what a source tells of a former one, of one of several or as untrue isn't just so."""

import re
from collections import Counter
from collections.abc import Iterator

from index.language import Language, Mode
from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.lexicon import language_of

_WORDS = re.compile(r"\w+")


def unlimited(alignment: Alignment) -> Findings:
    """A claim that drops what limits a word each time that its source says it."""
    return Findings(doubts=[*_dropped(alignment), *_undone(alignment)])


def _dropped(alignment: Alignment) -> Iterator[str]:
    claim, source = alignment.claim, alignment.source
    kept = {head for _, head in _limits(alignment.spoken, claim)}
    found = list(_limits(language_of(alignment.main.hit), source))
    times = Counter(head for _, head in found)
    for words, head in found:
        if head in kept or not _count(head, claim) or _count(head, source) > times[head]:
            continue
        yield f"The source says “{words}” where the sentence says “{head}”."


def _limits(spoken: Language, text: str) -> Iterator[tuple[str, str]]:
    """What limits a word with it, and the word as compared."""
    for found in spoken.comparing.limits.finditer(text):
        head = found[found.lastgroup or 0].casefold()
        if head not in spoken.classes.stop:
            yield found.group(), head


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
