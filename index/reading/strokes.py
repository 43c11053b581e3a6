"""Thin lines that a PDF's page draws, and marks that strike text out: what runs through letters."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any

_MOST = 20_000  # points of the lines of a page; a map has more, and strikes nothing out
_DEEPEST = 4  # forms inside of forms
_UNSEEN = 2 | 32  # an annotation that is hidden, or not shown

_Matrix = tuple[float, float, float, float, float, float]
_Point = tuple[float, float]
_SAME: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A level line in the units of the page: from where to where, how high it lies, how thick."""

    left: float
    right: float
    height: float
    thick: float


def strokes(page: Any) -> list[Stroke]:
    """The level lines that a page of PDFium's draws, and those of its marks that strike out."""
    from pypdfium2 import raw

    count = raw.FPDFPage_CountObjects(page)
    drawn = (raw.FPDFPage_GetObject(page, place) for place in range(count))
    found: list[Stroke] = []
    left = _MOST
    for path, matrix in _paths(drawn, _SAME, _DEEPEST):
        left -= raw.FPDFPath_CountSegments(path)
        if left < 0:
            return []
        found += _of_path(path, matrix)
    return [*found, *_marks(page)]


def _paths(objects: Iterator[Any], outer: _Matrix, deepest: int) -> Iterator[tuple[Any, _Matrix]]:
    """The paths among some objects and in their forms, with what places them on the page."""
    from pypdfium2 import raw

    for one in objects:
        kind = raw.FPDFPageObj_GetType(one)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield one, _after(_matrix(one), outer)
        elif kind == raw.FPDF_PAGEOBJ_FORM and deepest:
            count = raw.FPDFFormObj_CountObjects(one)
            inside = (raw.FPDFFormObj_GetObject(one, place) for place in range(count))
            yield from _paths(inside, _after(_matrix(one), outer), deepest - 1)


def _of_path(path: Any, matrix: _Matrix) -> Iterator[Stroke]:
    """Its parts that are level, as lines or as long flat boxes."""
    from pypdfium2 import raw

    filled, stroked, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    raw.FPDFPath_GetDrawMode(path, filled, stroked)
    if not (filled.value or stroked.value):
        return
    raw.FPDFPageObj_GetStrokeWidth(path, width)
    a, b, c, d, _, _ = matrix
    pen = width.value * sqrt(abs(a * d - b * c)) if stroked.value else 0.0
    for points in _parts(path, matrix):
        low, high = min(y for _, y in points), max(y for _, y in points)
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        if right - left > 2 * (high - low + pen):
            yield Stroke(left, right, (low + high) / 2, high - low + pen)


def _parts(path: Any, matrix: _Matrix) -> Iterator[Sequence[_Point]]:
    """The corners of each part of a path that is drawn in one go; none of one with a curve."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    count = raw.FPDFPath_CountSegments(path)
    segments = [raw.FPDFPath_GetPathSegment(path, place) for place in range(count)]
    kinds = [raw.FPDFPathSegment_GetType(one) for one in segments]
    starts = [place for place, kind in enumerate(kinds) if kind == raw.FPDF_SEGMENT_MOVETO]
    for start, end in pairwise([*starts, count]):
        if end - start < 2 or raw.FPDF_SEGMENT_BEZIERTO in kinds[start:end]:
            continue
        points = []
        for one in segments[start:end]:
            raw.FPDFPathSegment_GetPoint(one, x, y)
            points.append(_placed((x.value, y.value), matrix))
        yield points


def _marks(page: Any) -> Iterator[Stroke]:
    """A line through the middle of each stretch that a mark of a reader's strikes out."""
    from pypdfium2 import raw

    corners = raw.FS_QUADPOINTSF()
    for place in range(raw.FPDFPage_GetAnnotCount(page)):
        mark = raw.FPDFPage_GetAnnot(page, place)
        is_shown = not raw.FPDFAnnot_GetFlags(mark) & _UNSEEN
        if is_shown and raw.FPDFAnnot_GetSubtype(mark) == raw.FPDF_ANNOT_STRIKEOUT:
            for number in range(raw.FPDFAnnot_CountAttachmentPoints(mark)):
                raw.FPDFAnnot_GetAttachmentPoints(mark, number, corners)
                xs = (corners.x1, corners.x2, corners.x3, corners.x4)
                ys = (corners.y1, corners.y2, corners.y3, corners.y4)
                yield Stroke(min(xs), max(xs), (min(ys) + max(ys)) / 2, 0.0)
        raw.FPDFPage_CloseAnnot(mark)


def _matrix(one: Any) -> _Matrix:
    from pypdfium2 import raw

    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(one, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _after(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """What both do, the inner one first."""
    a, b, c, d, e, f = inner
    origin = _placed((e, f), outer)
    return (
        a * outer[0] + b * outer[2],
        a * outer[1] + b * outer[3],
        c * outer[0] + d * outer[2],
        c * outer[1] + d * outer[3],
        *origin,
    )


def _placed(point: _Point, matrix: _Matrix) -> _Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
