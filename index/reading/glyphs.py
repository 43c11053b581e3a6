"""The words of a PDF's pages with their places, from PDFium, without those that are struck out."""

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import cos, pi, sin
from statistics import median
from typing import Any

from index.errors import ArticleRefused
from index.language.scripts import HAN, KANA
from index.reading.strokes import Stroke, strokes
from index.superscripts import as_lowered, as_raised

_GAP = 0.1  # of the size of the letters: what is wider parts words, however narrow the spaces are
_NO_LETTERS = frozenset(range(33)) - {2} | {0xA0, 0xFFFE, 0xFFFF}
_HYPHENS = {2: "-", 0xAD: "-"}  # PDFium's own mark of a hyphen that breaks a line
_RAISED = (0.1, 0.8)  # how far above the line, in sizes of its letters
_HIGH = 0.25  # so far above it are also those that are as large
_SMALLER = 0.85  # raised letters are smaller by this much at least
_LOWERED = (0.03, 0.5)  # how far below the line small letters stand that are lowered
_STRUCK = (0.1, 0.45)  # where above the line, in sizes of the letters, a line strikes them out
_THICK = 0.2  # of that size; what is thicker is a bar, or a marker's
_HAN = re.compile(f"[{HAN}{KANA}]")
_COLUMN = 20  # signs below one another are a column of text
_DOWN = 0.7  # of the signs of a page whose columns are read downwards
_NEAR = 0.3  # of a sign, by which it may be out of its column
_BELOW = 1e6  # further than any page is high
_RTL = range(0x590, 0x900)


@dataclass(slots=True)
class Word:
    """A word on a page: where it starts and ends, its base line, counted upwards, and its size."""

    left: float
    right: float
    base: float
    size: float
    text: str

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return any(ord(letter) in _RTL for letter in self.text)


@dataclass(frozen=True, slots=True)
class _Glyph:
    left: float
    right: float
    base: float
    size: float
    letter: str
    turn: int = 0  # clockwise, in eighths

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Pages:
    """The pages of a PDF, and what it says about itself. Raises `ArticleRefused`."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if "assword" in str(error) or "ecurity" in str(error):
                raise ArticleRefused(
                    "is encrypted", "Save a copy without protection, or print it to PDF."
                ) from error
            raise ArticleRefused("is damaged", "Save it anew.") from error

    def __len__(self) -> int:
        return len(self._document)

    def about(self) -> Mapping[str, str]:
        """Title, Author, CreationDate and the like, as they are written."""
        found = self._document.get_metadata_dict(skip_empty=True)
        return {name: str(text) for name, text in found.items()}

    def words(self, number: int) -> list[Word]:
        """The words of a page, counted from 0, in the order in which they are drawn."""
        page = self._document[number]
        try:
            drawn = list(_glyphs(page.get_textpage()))
            whole = _without_struck(drawn, strokes(page))
            return _with_raised(list(_words(_upright(list(whole)))))
        finally:
            page.close()

    def picture(self, number: int) -> Any:
        """A page as a picture that text recognition can read."""
        return self._document[number].render(scale=300 / 72).to_pil()


def _glyphs(text_page: Any) -> Iterator[_Glyph | None]:
    """The letters of a page; None where a space stands."""
    from pypdfium2 import raw

    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for place in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, place)
        if code in _NO_LETTERS:
            yield None
            continue
        raw.FPDFText_GetLooseCharBox(text_page, place, box)
        raw.FPDFText_GetCharOrigin(text_page, place, x, y)
        turn = round(raw.FPDFText_GetCharAngle(text_page, place) / (pi / 4)) % 8
        tall = abs(box.top - box.bottom) if turn % 4 == 0 else abs(box.right - box.left)
        size = tall or raw.FPDFText_GetFontSize(text_page, place) or 1.0
        letter = _HYPHENS.get(code) or chr(code)
        if turn == 0:
            yield _Glyph(box.left, box.right, y.value, size, letter)
        else:
            yield _turned(box, (x.value, y.value), size, letter, turn)


def _turned(box: Any, origin: tuple[float, float], size: float, letter: str, turn: int) -> _Glyph:
    """A letter that is turned clockwise by so many eighths, as it lies once the page is turned."""
    x, y = origin
    along, up = cos(turn * pi / 4), -sin(turn * pi / 4)
    corners = [a * along + b * up for a in (box.left, box.right) for b in (box.bottom, box.top)]
    left = min(corners)
    right = max(corners) if turn % 2 == 0 else left + size / 2
    return _Glyph(left, right, y * along - x * up, size, letter, turn)


def _upright(glyphs: Sequence[_Glyph | None]) -> Iterator[_Glyph | None]:
    """The letters that stand as most of the page does, then those that are turned otherwise.

    What is written downwards, sign below sign, is turned as well.
    """
    glyphs = _from_columns(glyphs)
    turns = Counter(glyph.turn for glyph in glyphs if glyph)
    for place, (turn, _) in enumerate(turns.most_common()):
        for glyph in glyphs:
            if glyph is None:
                yield None
            elif glyph.turn == turn:
                yield replace(glyph, base=glyph.base - place * _BELOW) if place else glyph


def _from_columns(glyphs: Sequence[_Glyph | None]) -> Sequence[_Glyph | None]:
    """The same, where most Chinese or Japanese signs stand below one another."""
    signs = [glyph for glyph in glyphs if glyph and _HAN.match(glyph.letter)]
    below = sum(
        abs(one.left - other.left) < _NEAR * one.size
        and _NEAR * one.size < one.base - other.base < 2 * one.size
        for one, other in pairwise(signs)
    )
    if len(signs) < _COLUMN or below < _DOWN * len(signs):
        return glyphs
    return [
        glyph and replace(glyph, left=-glyph.base - glyph.size, right=-glyph.base, base=glyph.left)
        for glyph in glyphs
    ]


def _without_struck(
    glyphs: Sequence[_Glyph | None], lines: Sequence[Stroke]
) -> Iterator[_Glyph | None]:
    """The letters, with a space for each that a line runs through.

    The line begins and ends with what it strikes out; one that goes beyond rules a table or chart.
    """
    drawn = sorted((glyph for glyph in glyphs if glyph), key=lambda glyph: glyph.base)
    bases = [glyph.base for glyph in drawn]
    tallest = max((glyph.size for glyph in drawn), default=0.0)
    gone: set[int] = set()
    for line in lines:
        first = bisect_left(bases, line.height - tallest * _STRUCK[1])
        last = bisect_right(bases, line.height)
        through = [glyph for glyph in drawn[first:last] if _runs_through(line, glyph)]
        if through and _fits(line, through):
            gone.update(map(id, through))
    return (None if id(glyph) in gone else glyph for glyph in glyphs)


def _runs_through(line: Stroke, glyph: _Glyph) -> bool:
    low, high = _STRUCK
    is_thin = line.thick <= _THICK * glyph.size
    at = (line.height - glyph.base) / glyph.size
    return is_thin and low <= at <= high and line.left <= glyph.middle <= line.right


def _fits(line: Stroke, struck: Sequence[_Glyph]) -> bool:
    left, right = min(glyph.left for glyph in struck), max(glyph.right for glyph in struck)
    size = max(glyph.size for glyph in struck)
    return abs(left - line.left) <= size and abs(right - line.right) <= size


def _words(glyphs: Iterable[_Glyph | None]) -> Iterator[Word]:
    together: list[_Glyph] = []
    for glyph in (*glyphs, None):
        if together and (glyph is None or not _goes_on(together[-1], glyph)):
            yield _word(together)
            together = []
        if glyph:
            together.append(glyph)


def _word(glyphs: Sequence[_Glyph]) -> Word:
    """Letters side by side, with those apart that stand above or below the line of the others."""
    line = glyphs[0]
    for glyph in glyphs:
        if glyph.size * _SMALLER > line.size and glyph.base < line.base:  # what came before is high
            line = glyph
    text = ""
    for level, group in groupby(glyphs, key=lambda glyph: _level(glyph, line)):
        letters = "".join(glyph.letter for glyph in group)
        text += as_raised(letters, text) if level > 0 else as_lowered(letters) if level else letters
    left, right = min(one.left for one in glyphs), max(one.right for one in glyphs)
    return Word(left, right, line.base, line.size, text)


def _level(glyph: _Glyph, line: _Glyph) -> int:
    """Whether a letter is raised (1) or lowered (-1)."""
    up, is_smaller = (glyph.base - line.base) / line.size, glyph.size <= line.size * _SMALLER
    if (_RAISED[0] if is_smaller else _HIGH) < up < _RAISED[1]:
        return 1
    return -1 if is_smaller and _LOWERED[0] < -up < _LOWERED[1] else 0


def _with_raised(words: list[Word]) -> list[Word]:
    """The words, with small ones that stand a little above and behind another put to it.

    A number that stands so before another one opens a note.
    """
    usual = median(word.size for word in words) if words else 0.0
    large = [word for word in words if word.size > _SMALLER * usual]
    kept = []
    for place, word in enumerate(words):
        host = _host(word, large) if word.size <= _SMALLER * usual else None
        if host:
            host.text += as_raised(word.text, host.text)
            host.right = word.right
            continue
        following = words[place + 1] if place + 1 < len(words) else word
        if word.text.isdecimal() and _is_above(word, following):
            word.text, word.base = as_raised(word.text), following.base
        kept.append(word)
    return kept


def _is_above(small: Word, word: Word) -> bool:
    """Whether a small word stands right before another one, a little above its line."""
    low, high = _RAISED
    return (
        small.size <= _SMALLER * word.size
        and low < (small.base - word.base) / word.size < high
        and -0.1 * word.size <= word.left - small.right <= word.size
    )


def _host(small: Word, words: Sequence[Word]) -> Word | None:
    low, high = _RAISED
    return next(
        (
            word
            for word in words
            if low < (small.base - word.base) / word.size < high
            and -0.1 * word.size <= small.left - word.right <= 0.35 * word.size
        ),
        None,
    )


def _goes_on(last: _Glyph, glyph: _Glyph) -> bool:
    """Whether a letter stands right beside the last one, on its line or a little above."""
    size = max(last.size, glyph.size)
    gap = min(abs(glyph.left - last.right), abs(last.left - glyph.right))
    overlaps = glyph.left < last.right and last.left < glyph.right
    return (gap <= _GAP * size or overlaps) and abs(glyph.base - last.base) < size * 0.6
