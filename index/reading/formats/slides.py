"""Presentations: slide after slide, a form feed behind each, so that a citation tells the slide."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from index.errors import ArticleRefused
from index.model import Received
from index.reading import heads
from index.reading.archives import opened
from index.reading.blanks import squeezed
from index.reading.formulas import formula
from index.reading.source import Remark, Source, one_line, title_of
from index.superscripts import as_lowered, as_raised

ENDINGS = (".pptx",)
CONTENT_TYPES = {
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx"
}

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Kinds of placeholders that have no style of a body.
_APART = ("DATE", "FOOTER", "SLIDE_NUMBER")
_BULLETS = ("buChar", "buAutoNum", "buBlip", "buNone")


def read(source: Source) -> Iterator[Received | Remark]:
    """The one article of a presentation, and what of it could not be read."""
    import pptx

    with opened(source.data, "presentation"):
        shown = pptx.Presentation(BytesIO(source.data))
    hidden = [n for n, slide in enumerate(shown.slides, 1) if slide.element.get("show") == "0"]
    slides = [
        "" if number in hidden else "\n".join(_lines(slide))
        for number, slide in enumerate(shown.slides, 1)
    ]
    if not any(slides):
        raise ArticleRefused("holds no text")
    text = "".join(f"{slide}\n\f" for slide in slides)
    about = shown.core_properties
    yield Received(
        uri=source.uri,
        raw=text,
        title=one_line(about.title) or title_of(text) or source.stem,
        author=one_line(about.author),
        published=about.created.date() if about.created else None,
        published_how="document metadata, likely" if about.created else None,
        url=source.url,
    )
    if hidden:
        yield Remark(source.name, f"hidden slides were left out: {', '.join(map(str, hidden))}")
    charts = [
        n for n, slide in enumerate(shown.slides, 1) for one in _shapes(slide) if one.has_chart
    ]
    if charts:
        told = ", ".join(map(str, dict.fromkeys(charts)))
        yield Remark(source.name, f"charts were left out, on slides {told}")


def _shapes(holder: Any) -> Iterator[Any]:
    """The shapes of a slide, those of groups, too."""
    for shape in holder.shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape)
        else:
            yield shape


def _lines(slide: Any) -> Iterator[str]:
    """Its title as a heading, its paragraphs, its tables as rows, and what the speaker notes."""
    title, after_table = slide.shapes.title, False
    for shape in _shapes(slide):
        if shape.has_text_frame:
            if title is not None and shape.shape_id == title.shape_id:
                yield from (f"# {text}" for text in _paragraphs(shape.element) if text)
            else:
                yield from _body(slide, shape)
        elif shape.has_table:
            yield from ("",) if after_table else ()
            yield from _rows(shape.element)
        else:
            yield from _diagram(slide, shape)
        after_table = shape.has_table
    if slide.has_notes_slide:
        notes = slide.notes_slide.notes_placeholder
        told = [] if notes is None else [text for text in _paragraphs(notes.element) if text]
        if told:
            yield f"Notes: {' '.join(told)}"


def _body(slide: Any, shape: Any) -> Iterator[str]:
    """The paragraphs of a shape, with a mark where they are shown with one."""
    lists = list(_list_styles(slide, shape))
    for paragraph in shape.element.iter(f"{_A}p"):
        if text := _line(paragraph):
            about = paragraph.find(f"{_A}pPr")
            level = 1 + int(about.get("lvl", 0) if about is not None else 0)
            own = [about, *(style.find(f"{_A}lvl{level}pPr") for style in lists)]
            told = (_bullet(one) for one in own if one is not None)
            yield f"- {text}" if next(filter(None, told), "buNone") != "buNone" else text


def _list_styles(slide: Any, shape: Any) -> Iterator[Any]:
    """What tells how the paragraphs of a shape are set, from its own style up to the master's."""
    yield from shape.element.iter(f"{_A}lstStyle")
    if not shape.is_placeholder:
        return
    about, layout = shape.placeholder_format, slide.slide_layout
    for one in layout.placeholders:
        if one.placeholder_format.idx == about.idx:
            yield from one.element.iter(f"{_A}lstStyle")
    if about.type.name not in _APART:
        yield from layout.slide_master.element.iter(f"{_P}bodyStyle")


def _bullet(about: Any) -> str:
    """How a style marks paragraphs: buChar, buAutoNum, buBlip, or buNone; empty if it says not."""
    names = (str(one.tag).rpartition("}")[2] for one in about)
    return next((name for name in names if name in _BULLETS), "")


def _diagram(slide: Any, shape: Any) -> Iterator[str]:
    """What a diagram says (SmartArt), point by point; it stands in a part of its own."""
    from lxml import etree  # type: ignore[import-untyped]

    for named in shape.element.iter(f"{_DIAGRAM}relIds"):
        data = slide.part.related_part(named.get(f"{_R}dm")).blob
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, recover=True))
        yield from (f"- {text}" for text in _paragraphs(tree) if text)


def _paragraphs(element: Any) -> list[str]:
    return [_line(paragraph) for paragraph in element.iter(f"{_A}p")]


def _line(paragraph: Any) -> str:
    text = ""
    for part in paragraph:
        text += _said(part, text)
    return squeezed(text)


def _rows(element: Any) -> Iterator[str]:
    """The rows of a table; what spans cells stands in those below, and a head in those beside."""
    rows: list[list[str]] = []
    spanning: list[bool] = []
    for line in element.iter(f"{_A}tr"):
        parts = list(line.iter(f"{_A}tc"))
        own = [cell for cell in parts if not cell.get("hMerge")]
        spans = len(own) > 1 and any(int(cell.get("gridSpan", 1)) > 1 for cell in own)
        is_head = spans and all(spanning)
        cells: list[str] = []
        for place, cell in enumerate(parts):
            if cell.get("vMerge") and rows and place < len(rows[-1]):
                cells.append(rows[-1][place])
            elif cell.get("hMerge"):
                cells.append(cells[-1] if is_head and cells else "")
            else:
                cells.append(_cell(cell))
        if not rows and len(own) == 1 < len(parts):
            yield from filter(None, cells)  # the title of the table
            continue
        rows.append(cells)
        spanning.append(is_head)
    for row in heads.with_heads(rows, spanning):
        yield f"| {' | '.join(row)} |"


def _cell(cell: Any) -> str:
    return " ".join(filter(None, _paragraphs(cell))).replace("|", "/")


def _said(part: Any, before: str) -> str:
    """A run of a paragraph as it is shown: struck out it goes, raised or lowered it says so."""
    name = str(part.tag).rpartition("}")[2]
    if name == "br":
        return " "
    if name in ("r", "fld"):
        text, about = part.findtext(f"{_A}t") or "", part.find(f"{_A}rPr")
        return text if about is None else _as_set(text, about, before)
    if (math := next(part.iter(f"{_M}oMathPara", f"{_M}oMath"), None)) is not None:
        return f" {' '.join(formula(math).split()) or '[formula]'} "
    return ""


def _as_set(text: str, about: Any, before: str) -> str:
    if about.get("strike", "noStrike") != "noStrike":
        return ""
    lift = about.get("baseline", "0")
    if lift.startswith("-"):
        return as_lowered(text)
    return as_raised(text, before) if lift.strip("0%") else text
