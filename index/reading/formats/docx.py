"""Word documents: their paragraphs, headings, lists and tables as lines."""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO

from index.errors import ArticleRefused
from index.model import Received
from index.reading.archives import opened
from index.reading.blocks import lines_of
from index.reading.declared import iso_day
from index.reading.source import Remark, Source, one_line, title_of
from index.reading.word_runs import as_printed

ENDINGS = (".docx",)
CONTENT_TYPES = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx"}

_DRAWN = re.compile(rb"""<a:graphicData[^>]{1,200}/(?:chart|diagram)["']""")


def read(source: Source) -> Iterator[Received | Remark]:
    """The one article of a document, and what of it could not be read."""
    properties = _properties(source.data)
    text = lines_of(_html(source.data))
    if not text:
        raise ArticleRefused("holds no text")
    generated = properties.get("creator") == "python-docx"  # its template's author and day
    published = None if generated else iso_day(properties.get("created", ""))
    yield Received(
        uri=source.uri,
        raw=text,
        title=properties.get("title") or title_of(text) or source.stem,
        author=None if generated else properties.get("creator"),
        published=published,
        published_how="document metadata, likely" if published else None,
        url=source.url,
    )
    if drawn := _drawn(source.data):
        yield Remark(source.name, f"charts and diagrams were left out: {drawn}")


def _drawn(data: bytes) -> int:
    """How many charts and diagrams a document draws."""
    with opened(data, "Word document") as archive:
        body = "word/document.xml"
        return len(_DRAWN.findall(archive.read(body))) if body in archive.namelist() else 0


def _properties(data: bytes) -> Mapping[str, str]:
    """What the document says about itself, by name. Raises `ArticleRefused` for what is none."""
    from lxml import etree  # type: ignore[import-untyped]

    with opened(data, "Word document") as archive:
        if "docProps/core.xml" not in archive.namelist():
            return {}
        core = archive.read("docProps/core.xml")
    tree = etree.fromstring(core, etree.XMLParser(resolve_entities=False, recover=True))
    found = ((etree.QName(node).localname, one_line(node.text)) for node in tree.iter("{*}*"))
    return {name: text for name, text in found if text}


def _html(data: bytes) -> str:
    import mammoth  # type: ignore[import-untyped]

    no_image = mammoth.images.img_element(lambda _: {})
    try:
        return str(mammoth.convert_to_html(BytesIO(as_printed(data)), convert_image=no_image).value)
    except (KeyError, OSError) as error:
        raise ArticleRefused(
            "is no Word document, or a damaged one", "Open it and save it again as .docx."
        ) from error
