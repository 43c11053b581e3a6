"""The words of the draft protocol, as models write them: in any case, bracket and emphasis."""

import re

NO_ANSWER = "NOT_IN_ARTICLES"
MISSING = "MISSING:"
END = "END_OF_ANSWER"

_TOKEN = re.compile(r"<\|[^|<>\n]{0,40}\|>|</s>|<eos>|<end_of_turn>|<eot>")
_BETWEEN = r"[\s_\\*-]+"
_END = _BETWEEN.join(END.split("_"))
_NONE = _BETWEEN.join(NO_ANSWER.split("_"))
_ALONE = re.compile(rf"[\W_]*(?:(?P<end>{_END})|(?P<none>{_NONE}))[\W_]*", re.IGNORECASE)
# In a line with other text it must look like the word that it is.
_LAST = re.compile(rf"(?:(?:{_END}|(?i:END_OF_ANSWER|end\\_of\\_answer))[\W_]*){{1,3}}$")
_NONE_FIRST = re.compile(rf"[\W_]*{_NONE}(?=\W)")
_NONE_LAST = re.compile(rf"{_NONE}[\W_]*$")
_HOLDING = " \t([{<「『【\"'“‘*_`~#-–—=|\\"  # what may stand right before such a word
_MISSING = re.compile(r"[\s*_#>•-]*MISSING[\s*_]*[:：][\s*_]*", re.IGNORECASE)


def without_tokens(line: str) -> str:
    """The line without what templates of models end a turn with."""
    return _TOKEN.sub("", line) if "<" in line else line


def is_end(line: str) -> bool:
    """Whether a line is the end word."""
    found = _ALONE.fullmatch(line)
    return bool(found and found["end"])


def is_no_answer(line: str) -> bool:
    """Whether a line says that the passages hold no answer."""
    found = _ALONE.fullmatch(line)
    return bool(found and found["none"])


def before_end(line: str) -> str | None:
    """What stands before the end word in its line; None where the line doesn't end in it."""
    found = _LAST.search(line) if "END" in line.upper() else None
    return line[: found.start()].rstrip(_HOLDING) if found else None


def beside_no_answer(line: str) -> str | None:
    """What stands beside the word for no answer in its line; None where it isn't there."""
    if "NOT" not in line:
        return None
    if first := _NONE_FIRST.match(line):
        return line[first.end() :].lstrip(" :：,，.。-–—*_")
    last = _NONE_LAST.search(line)
    return line[: last.start()].rstrip(_HOLDING) if last else None


def left_open(line: str) -> str | None:
    """What a line of the protocol says is left open; None where it is no such line."""
    found = _MISSING.match(line)
    return line[found.end() :].strip().rstrip("*_ ") if found else None
