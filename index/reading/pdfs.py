"""PDFs: their text as it stands on the page, lines joined to paragraphs, tables as rows."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from index.errors import ArticleRefused
from index.model import Received
from index.reading.columns import paragraphs
from index.reading.source import Source, one_line, title_of

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

ENDINGS = (".pdf",)
CONTENT_TYPES = {"application/pdf": ".pdf"}

_FILE_NAME = re.compile(r"(?i)^(?:untitled.*|.*\.(?:docx?|pdf|indd|tex|dvi|pptx?|xlsx?))$")


def read(source: Source) -> Iterator[Received]:
    """The one article of a PDF."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends concerns nobody
    if b"%PDF-" not in source.data[:1024]:
        raise ArticleRefused("is no PDF", "Look at what it holds.")
    reader = pypdf.PdfReader(BytesIO(source.data))
    _unlock(reader)
    pages = _without_running_lines(_pages(reader))
    text = "\n".join(paragraphs(lines) for lines in pages).strip()
    if not text:
        raise ArticleRefused("holds only images, no text", "Run text recognition (OCR) on it.")
    yield _received(source, reader, text)


def _received(source: Source, reader: "PdfReader", text: str) -> Received:
    about = reader.metadata
    title = one_line(about.title) if about else None
    if title and _FILE_NAME.match(title):
        title = None
    try:
        created = about.creation_date if about else None
    except ValueError:
        created = None  # no date that could be read
    return Received(
        uri=source.uri,
        raw=text,
        title=title or title_of(text) or source.stem,
        author=one_line(about.author) if about else None,
        published=created.date() if created else None,
        published_how="document metadata, likely" if created else None,
        url=source.url,
    )


def _unlock(reader: "PdfReader") -> None:
    """Many PDFs that are encrypted open without a password. Raises `ArticleRefused`."""
    from pypdf.errors import DependencyError

    try:
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:  # modern encryption, for which a library is not installed
        locked = True
    if locked:
        raise ArticleRefused("is encrypted", "Save a copy without protection, or print it to PDF.")


def _pages(reader: "PdfReader") -> list[list[str]]:
    """The lines of every page."""
    return [[line.rstrip() for line in _text(page).splitlines()] for page in reader.pages]


def _text(page: "PageObject") -> str:
    """As it stands on the page; where that gives nothing, in the order in which it is drawn."""
    try:
        text = page.extract_text(extraction_mode="layout")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  the layout of odd fonts can fail in many ways
        text = ""
    drawn = text if text.strip() else page.extract_text()
    return drawn.replace("\0", "")


def _without_running_lines(pages: Sequence[list[str]]) -> list[list[str]]:
    """Headers and footers that most pages share stay on the first page alone."""
    edges = [{_shape(lines[place]) for place in _edge(lines)} for lines in pages]
    often = {
        shape for shape, n in Counter(s for e in edges for s in e).items() if n * 2 > len(pages)
    }
    if len(pages) < 3:
        return list(pages)
    return [
        [
            line
            for place, line in enumerate(lines)
            if number == 0 or place not in _edge(lines) or _shape(line) not in often
        ]
        for number, lines in enumerate(pages)
    ]


def _edge(lines: Sequence[str]) -> list[int]:
    """The places of the first and the last two lines that say something."""
    places = [place for place, line in enumerate(lines) if line.strip()]
    return [*places[:2], *places[-2:]]


def _shape(line: str) -> str:
    """A line without its numbers, since those of pages differ."""
    return re.sub(r"\d+", "#", " ".join(line.split()))
