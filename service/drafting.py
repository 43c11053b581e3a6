"""A draft that streams in becomes sentences with marks.

The draft protocol: sentences that end in marks such as [1], [1, 3] or [2-4]; a backslash before a
bracket makes it text; a line NO_ANSWER where the passages hold no answer; a line that starts with
MISSING names what they leave open; a last line END, without which the draft was cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.model import Span
from index.sentences import sentences
from index.words import CJK, terms

NO_ANSWER = "NOT_IN_ARTICLES"
MISSING = "MISSING:"
END = "END_OF_ANSWER"

_NUMBERS = r"\d{1,4}(?:\s*[-–—,，、;；]\s*\d{1,4})*"
_MARK = re.compile(rf"\s*[\[【［]\s*({_NUMBERS})\s*[\]】］]")
_PIECE = re.compile(rf"\\(?P<literal>[\[\]\\])|(?P<mark>{_MARK.pattern})")
_OPEN_TAIL = re.compile(r"\s*(?:\\|[\[【［][\s\d,，、;；–—-]*)?$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence of a draft and the marks that belong to it."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(slots=True)
class DraftReader:
    """Reads a draft as it grows. However it is cut into pieces, the same sentences come out."""

    no_answer: bool = False
    missing: str | None = None
    ended: bool = False
    _line: str = ""
    _released: int = 0
    _in_missing: bool = field(default=False)

    def feed(self, text: str) -> list[Sentence]:
        """The sentences that `text` finished."""
        finished: list[Sentence] = []
        *lines, rest = (self._line + text).split("\n")
        for line in lines:
            finished += self._take(line, whole=True)
        self._line = rest
        return finished + self._take(rest, whole=False)

    def close(self) -> list[Sentence]:
        """The sentence that the end of the draft finished."""
        rest, self._line = self._line, ""
        return self._take(rest, whole=True)

    def _take(self, line: str, *, whole: bool) -> list[Sentence]:
        found = cut(line, whole=whole)
        fresh = [kept for one in found[self._released :] if (kept := self._keep(one))]
        self._released = 0 if whole else len(found)
        if whole:
            self._in_missing = False
        return fresh

    def _keep(self, sentence: Sentence) -> Sentence | None:
        """The sentence, unless it is a word of the protocol."""
        bare = sentence.text.strip(" *_`.")
        if self.ended or bare == END:
            self.ended = True
        elif bare == NO_ANSWER:
            self.no_answer = True
        elif self._in_missing or bare.startswith(MISSING):
            self._in_missing = True
            part = bare.removeprefix(MISSING).strip()
            self.missing = f"{self.missing} {part}" if self.missing else part
        elif terms(sentence.text):
            return sentence
        return None


def cut(line: str, *, whole: bool) -> list[Sentence]:
    """The sentences of one line of a draft; of a line still growing, those that can't change."""
    text, marks = _without_marks(line if whole else _OPEN_TAIL.sub("", line))
    spans = list(_spans(text))
    if not whole:
        spans = spans[: _settled(text, spans)]
    of_span: list[list[str]] = [[] for _ in spans]
    for place, mark in marks:
        owner = sum(span.start < place for span in spans)
        if spans and (whole or place <= spans[-1].end):
            of_span[max(owner - 1, 0)].append(mark)
    return [
        Sentence(text[span.start : span.end], tuple(own))
        for span, own in zip(spans, of_span, strict=True)
    ]


def escape(text: str) -> str:
    """Text that a draft may hold without any of it being read as a mark."""
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def _without_marks(line: str) -> tuple[str, list[tuple[int, str]]]:
    """The line's text alone, and its marks with their places in it."""
    text, done = "", 0
    marks: list[tuple[int, str]] = []
    for piece in _PIECE.finditer(line):
        text += line[done : piece.start()]
        done = piece.end()
        if piece["literal"]:
            text += piece["literal"]
        else:
            marks.append((len(text), piece["mark"].strip()))
    return text + line[done:], marks


def _spans(text: str) -> Iterator[Span]:
    """Sentences, with a protocol word at the end of the line as one of its own."""
    body = text.rstrip(" *_`.")
    at = next((len(body) - len(w) for w in (END, NO_ANSWER) if body.endswith(w)), None)
    yield from sentences(text if at is None else text[:at])
    if at is not None:
        yield Span(start=at, end=len(body))


def _settled(text: str, spans: Sequence[Span]) -> int:
    """How many leading sentences no further text can change: the word after each is complete."""
    for count in range(len(spans) - 1, 0, -1):
        following = text[spans[count].start :]
        if re.match(rf"\S+\s|[{CJK}]", following) or text[spans[count - 1].end - 1] in "。！？｡":
            return count
    return 0


def numbers(mark: str) -> Iterator[int]:
    """The numbers of a mark; a range such as 2-4 stands for all between."""
    for part in re.split(r"[,，、;；]", mark.strip("[]【】［］ ")):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        yield from range(ends[0], min(ends[-1], ends[0] + 100) + 1) if ends[0] <= ends[-1] else ends
