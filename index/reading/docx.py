"""Word documents: their paragraphs, headings, lists and tables as lines."""

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from index.errors import ArticleRefused
from index.model import Received
from index.reading.blocks import lines_of
from index.reading.declared import iso_day
from index.reading.source import Source, one_line, title_of
from index.reading.word_runs import as_printed

ENDINGS = (".docx",)
CONTENT_TYPES = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx"}

_MAX_UNPACKED = 100_000_000
_MAX_XML = 10_000_000  # of one part; it takes twenty times that in memory

_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks, blanks, halves of them


def read(source: Source) -> Iterator[Received]:
    """The one article of a document."""
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


def _properties(data: bytes) -> Mapping[str, str]:
    """What the document says about itself, by name. Raises `ArticleRefused` for what is none."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _refuse_bombs(archive)
            core = archive.read("docProps/core.xml")
    except KeyError:
        return {}
    except zipfile.BadZipFile as error:
        raise ArticleRefused(
            "is no Word document, or a damaged one", "Open it and save it again as .docx."
        ) from error
    tree = etree.fromstring(core, etree.XMLParser(resolve_entities=False, recover=True))
    found = ((etree.QName(node).localname, one_line(node.text)) for node in tree.iter("{*}*"))
    return {name: text for name, text in found if text}


def _refuse_bombs(archive: zipfile.ZipFile) -> None:
    """Unpacking stops at the sizes that an archive declares, so these can be believed."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise ArticleRefused("is protected by a password", "Save a copy without it.")
    unpacked = sum(part.file_size for part in parts)
    large = (part for part in parts if part.file_size > _MAX_XML)
    if unpacked > _MAX_UNPACKED or any(_may_be_xml(archive, part) for part in large):
        raise ArticleRefused(
            f"is too large unpacked ({unpacked / 1e6:.0f} MB)", "Cut it into smaller documents."
        )


def _may_be_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Told by how it starts: any name will do for the part that holds the text."""
    with archive.open(part) as opened:
        start = opened.read(1_000).lstrip(_BEFORE_XML)
    return start[:1] in (b"", b"<")


def _html(data: bytes) -> str:
    import mammoth  # type: ignore[import-untyped]

    no_image = mammoth.images.img_element(lambda _: {})
    try:
        return str(mammoth.convert_to_html(BytesIO(as_printed(data)), convert_image=no_image).value)
    except (KeyError, OSError) as error:
        raise ArticleRefused(
            "is no Word document, or a damaged one", "Open it and save it again as .docx."
        ) from error
