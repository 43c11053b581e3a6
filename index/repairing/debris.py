"""What the web page around an article left in its text.

Only whole lines go that can be nothing else, and a few words that are glued behind a sentence.
"""

import re
from collections.abc import Iterable, Iterator

from index.language import LANGUAGES, Skill
from index.repairing.edits import Change, lines
from index.sentences import sentences

_KNOWN = [spoken.debris for spoken in LANGUAGES.values() if Skill.DEBRIS in spoken.knows]
_LONGEST = 200  # characters of a line of several sentences


def debris(text: str) -> Iterator[Change]:
    """Forms, buttons, players, adverts and notices of a web page leave."""
    found = [*_whole_lines(text), *_inside(text), *_glued(text)]
    done = 0
    for change in sorted(found, key=lambda change: change.start):
        if change.start >= done:
            yield change
            done = change.end


def _whole_lines(text: str) -> Iterator[Change]:
    """Lines that are debris, also by one sentence after the other."""
    for found in _WHOLE.finditer(text):
        yield Change(found.start(), found.end(), "", f"web page debris ({_kind(found)})")
    for line in lines(text):
        parts = list(sentences(line.group())) if len(line.group()) <= _LONGEST else []
        known = [_WHOLE.fullmatch(line.group()[part.start : part.end]) for part in parts]
        if len(known) > 1 and all(known):
            kinds = ", ".join(dict.fromkeys(_kind(one) for one in known if one))
            yield Change(line.start(), line.end(), "", f"web page debris ({kinds})")


def _kind(found: re.Match[str]) -> str:
    return str(found.lastgroup).replace("_", " ")


def _inside(text: str) -> Iterator[Change]:
    """Hints for screen readers, with the space before them."""
    for found in _HINT.finditer(text):
        start = found.start()
        start -= start > 0 and text[start - 1] in " \t\xa0"
        yield Change(start, found.end(), "", "web page debris (link hint)")


def _glued(text: str) -> Iterator[Change]:
    """What follows the last word of a line without a space, and the last words of all."""
    for found in _BEHIND.finditer(text):
        yield Change(found.end("stop"), found.end(), "", "web page debris (behind a sentence)")
    if last := _LAST.search(text[-80:]):
        start = len(text) - len(last.group())
        yield Change(start, len(text), "", "web page debris (behind a sentence)")


def _compiled(pattern: str) -> re.Pattern[str]:
    for short, meaning in (("~~", r"[^\n]{0,400}"), ("~", r'[^\n.:?!“"]{0,120}')):
        pattern = pattern.replace(short, meaning)
    return re.compile(pattern.replace(" ", r"[^\S\n]"), re.MULTILINE)


def _either(patterns: Iterable[str]) -> str:
    return "|".join(line for lines in patterns for line in lines.splitlines() if line)


_KINDS = dict.fromkeys(kind for known in _KNOWN for kind in known.lines)
_WHOLE = _compiled(
    "^ *(?:"
    + "|".join(
        f"(?P<{kind}>{_either(known.lines.get(kind, '') for known in _KNOWN)})" for kind in _KINDS
    )
    + ") *$"
)
_HINT = _compiled(_either(known.inside for known in _KNOWN))
_BEHIND = _compiled(
    rf"(?P<stop>[.!?…”\"’)\]](?<!\d.))(?:{_either(known.glued for known in _KNOWN)}) *$"
)
_LAST = _compiled(rf"(?:{_either(known.last for known in _KNOWN)})\s*\Z")
