"""Which language a text is in: by its script, then by the words that a language uses all the time.

Each such word counts once, shared among the languages that use it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.language.scripts import HAN, HANGUL

_SCRIPT = re.compile(
    "(?P<kana>[\u3041-\u30fa\u31f0-\u31ff\uff66-\uff9d])"
    f"|(?P<han>[{HAN}])|(?P<hangul>[{HANGUL}\u1100-\u11ff])|(?P<thai>[\u0e00-\u0e7f])"
    "|(?P<cyrillic>[\u0400-\u052f]+)|(?P<greek>[\u0370-\u03ff]+)|(?P<arabic>[\u0600-\u06ff]+)"
    "|(?P<hebrew>[\u0590-\u05ff]+)|(?P<latin>[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+)"
    "|(?P<other>[\u0530-\u058f\u0700-\u0dff\u0e80-\u10ff\u1200-\u1cff]+)"
)
# A consonant alone is rather an initial than a word, unless an apostrophe follows: l'usine.
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’]s\b)?|[^\W\d_](?=['’])|[^\W\d_b-df-hj-np-tv-xz]")
_DENSE = frozenset(("han", "kana", "hangul", "thai"))  # two characters are worth a word of others
_KANA = 1 / 8  # share of a text's Han characters and kana, from which it is Japanese
_ENOUGH = 0.75  # of a word that one language alone uses
_CLEAR = 1.25  # times what speaks for the next


@dataclass(frozen=True, slots=True)
class Told:
    """A language to tell: its script, and what it uses all the time."""

    code: str
    script: str
    common: frozenset[str]


class Teller:
    """Tells the languages that it is made of from one another."""

    def __init__(self, languages: Sequence[Told], usual: str) -> None:
        """Weigh each word by how many use it; one word is enough for the `usual` language."""
        self._usual = usual
        self._alone: dict[str, str] = {}  # the one language of a script
        self._votes: dict[str, list[str]] = {}
        scripts = Counter(one.script for one in languages)
        for one in languages:
            if scripts[one.script] == 1:
                self._alone[one.script] = one.code
            for word in one.common:
                self._votes.setdefault(word, []).append(one.code)

    def __call__(self, text: str, near: str | None = None) -> str | None:
        """The code of a text's language; None where that can't be told.

        What may as well be in the language of the text `near` it needs more words to be in another,
        but for the `usual` one.
        """
        script = "latin" if text.isascii() else _script(text)
        return self._alone.get(script) or self._elected(text, near)

    def _elected(self, text: str, near: str | None) -> str | None:
        votes: dict[str, list[float]] = {}
        for word in set(_WORD.findall(text.lower())):
            codes = self._votes.get(word, ())
            for code in codes:
                votes.setdefault(code, []).append(1 / len(codes))
        ranked = sorted(((sum(votes[code]), code) for code in votes), reverse=True)
        (first, code), (second, _) = [*ranked, (0.0, ""), (0.0, "")][:2]
        fewest = 1 if code == self._usual else 3 if near != code and near in votes else 2
        clear = first >= max(_ENOUGH, _CLEAR * second) and len(votes[code]) >= fewest
        return code if clear else None


def _script(text: str) -> str:
    found = Counter(match.lastgroup or "" for match in _SCRIPT.finditer(text))
    han, kana = found["han"], found.pop("kana", 0)
    found["han"] += kana
    script = max(found, key=lambda name: found[name] * (1 if name in _DENSE else 2))
    return "kana" if script == "han" and kana >= _KANA * (han + kana) else script
