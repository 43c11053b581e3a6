"""Presentations: slide after slide, a form feed behind each, so that a citation tells the slide."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from index.errors import ArticleRefused
from index.model import Received
from index.reading.archives import opened
from index.reading.source import Source, one_line, title_of

ENDINGS = (".pptx",)
CONTENT_TYPES = {
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx"
}


def read(source: Source) -> Iterator[Received]:
    """The one article of a presentation."""
    import pptx

    with opened(source.data, "presentation"):
        shown = pptx.Presentation(BytesIO(source.data))
    slides = ["\n".join(_lines(slide)) for slide in shown.slides]
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


def _lines(slide: Any) -> Iterator[str]:
    """Its title as a heading, its paragraphs, its tables as rows, and what the speaker notes."""
    title = slide.shapes.title
    for shape in slide.shapes:
        if shape.has_text_frame:
            texts = [" ".join(one.text.split()) for one in shape.text_frame.paragraphs]
            mark = "# " if title is not None and shape.shape_id == title.shape_id else ""
            yield from (f"{mark}{text}" for text in texts if text)
        elif shape.has_table:
            for row in shape.table.rows:
                cells = [" ".join(cell.text.split()).replace("|", "/") for cell in row.cells]
                yield f"| {' | '.join(cells)} |"
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame.text.strip()):
        yield f"Notes: {notes}"
