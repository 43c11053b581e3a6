"""What of a stream of text is no draft: a model's thoughts, and characters that only act."""

import re
import unicodedata
from dataclasses import dataclass

_NAMES = r"(?:think|thinking|thought|thoughts|reason|reasoning|reflection|scratchpad|analysis)"
# Of families of models: DeepSeek and Qwen, Kimi, Magistral, Seed, Command, gpt-oss.
_OPENS = re.compile(
    rf"<(?:seed:)?{_NAMES}>|◁think▷|\[{_NAMES}\]|<\|(?:START|begin_of)_{_NAMES}\|>"
    r"|<\|channel\|>(?:analysis|commentary)",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    rf"</(?:seed:)?{_NAMES}>|◁/think▷|\[/{_NAMES}\]|<\|(?:END|end_of)_{_NAMES}\|>"
    r"|<\|channel\|>final",
    re.IGNORECASE,
)
_LONGEST = 24  # characters of such a tag
_MAY_OPEN = re.compile(rf"(?:[<◁\[][/|:A-Za-z_]{{0,{_LONGEST}}}|<\|channel\|>[A-Za-z]{{0,10}})$")
_JOINERS = "\u200c\u200d"  # scripts and pictures need them
_LINE_ENDS = "\u0085\u2028\u2029"


FORGET = "\x00"  # in a stream that has no characters like it: what came before it was a thought


@dataclass(slots=True)
class Thoughts:
    """Leaves out thoughts, closed or not, from a stream; however it is cut, the same is left.

    Where a thought ends that had not begun, all before it was one: there stands `FORGET`.
    """

    _inside: bool = False
    _ahead: str = ""

    def feed(self, text: str) -> str:
        """What of the stream is certainly no thought."""
        self._ahead += text
        kept = ""
        while True:
            opens, closes = _OPENS.search(self._ahead), _CLOSES.search(self._ahead)
            if self._inside:
                opens = None
            if opens and not (closes and closes.start() < opens.start()):
                kept += self._ahead[: opens.start()]
                self._inside, self._ahead = True, self._ahead[opens.end() :]
            elif closes:
                kept += "" if self._inside else self._ahead[: closes.start()] + FORGET
                self._inside, self._ahead = False, self._ahead[closes.end() :]
            else:
                return kept + self._certain()

    def close(self) -> str:
        """What is left at the end: a tag that never became one."""
        rest, self._ahead = self._ahead, ""
        return "" if self._inside else rest

    def _certain(self) -> str:
        begun = _MAY_OPEN.search(self._ahead)
        end = begun.start() if begun else len(self._ahead)
        certain, self._ahead = self._ahead[:end], self._ahead[end:]
        return "" if self._inside else certain


def without_thoughts(text: str) -> str:
    """What is left of a whole text."""
    thoughts = Thoughts()
    return (thoughts.feed(text) + thoughts.close()).rpartition(FORGET)[2]


def drawn(text: str) -> str:
    """The text without characters that aren't drawn: controls, overrides of direction, tags."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(filter(None, map(_drawn, text)))


def _drawn(char: str) -> str:
    if char in "\n\t" or char in _JOINERS:
        return char
    if char in _LINE_ENDS:
        return "\n"
    kind = unicodedata.category(char)
    if kind in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if kind == "Zs" else char
