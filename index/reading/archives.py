"""Documents that are ZIP archives inside, opened with care."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from index.errors import ArticleRefused

_MAX_UNPACKED = 100_000_000
_MAX_XML = 10_000_000  # of one part; it takes twenty times that in memory

_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks, blanks, halves of them


@contextmanager
def opened(data: bytes, kind: str) -> Iterator[zipfile.ZipFile]:
    """The archive that a document of this `kind` is. Raises `ArticleRefused`."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except zipfile.BadZipFile as error:
        raise ArticleRefused(
            f"is no {kind}, or a damaged one", "Open it and save it again."
        ) from error
    with archive:
        _refuse_bombs(archive)
        yield archive


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
    with archive.open(part) as inside:
        start = inside.read(1_000).lstrip(_BEFORE_XML)
    return start[:1] in (b"", b"<")
