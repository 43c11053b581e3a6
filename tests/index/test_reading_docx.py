"""Word documents give their paragraphs, headings and tables; bombs and ruins fail alone."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from index.model import Received
from index.reading import Unreadable, read

TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>"""
HEADING = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Trams open</w:t></w:r></w:p>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


def docx(path: Path, body: str, about: str = "", head: str = "") -> Path:
    """A Word document by hand."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", document)
        if about:
            archive.writestr("docProps/core.xml", CORE.format(about))
    return path


def article(path: Path) -> Received:
    (found,) = read([path])
    assert isinstance(found, Received), found
    return found


def problem(path: Path) -> str:
    (found,) = read([path])
    assert isinstance(found, Unreadable), found
    return found.problem


def test_paragraphs_headings_and_tables_are_lines(tmp_path: Path) -> None:
    table = f"<w:tbl>{row('Year', 'Riders')}{row('2023', '41,000')}</w:tbl>"
    path = docx(tmp_path / "a.docx", HEADING + paragraph("The line opened.") + table)
    found = article(path)
    assert found.raw == ("# Trams open\n\nThe line opened.\n\n| Year | Riders |\n| 2023 | 41,000 |")
    assert (found.title, found.published) == ("Trams open", None)


def test_its_properties_give_title_author_and_the_day_it_was_made(tmp_path: Path) -> None:
    about = (
        "<dc:title>Trams</dc:title><dc:creator>Jane Roe</dc:creator>"
        "<dcterms:created>2023-04-05T08:00:00Z</dcterms:created>"
        "<dcterms:modified>2024-01-01T08:00:00Z</dcterms:modified>"
    )
    found = article(docx(tmp_path / "a.docx", paragraph("The line opened."), about))
    assert (found.title, found.author) == ("Trams", "Jane Roe")
    assert (found.published, found.published_how) == (date(2023, 4, 5), "document metadata, likely")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph("The line opened."))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/a.bin", bytes(120_000_000))
    assert path.stat().st_size < 1_000_000
    assert "too large unpacked (120 MB)" in problem(path)


@pytest.mark.parametrize("name", ["word/document.XML", "word/media/image1.png"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_large_text_is_refused_whatever_its_part_is_called(
    tmp_path: Path, name: str, encoding: str
) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", RELATIONS.replace("word/document.xml", name))
        archive.writestr(name, f"  <w:document>{'a' * 11_000_000}".encode(encoding))
    assert "too large unpacked" in problem(tmp_path / "a.docx")


def test_a_large_picture_does_no_harm(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph("The line opened."))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", b"\x89PNG\r\n" + bytes(11_000_000))
    assert article(path).raw == "The line opened."


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    more = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE d [<!ENTITY e0 "tram">{more}]>'
    assert problem(docx(tmp_path / "a.docx", paragraph("&e9;"), head=head))


def test_deep_nesting_fails_alone(tmp_path: Path) -> None:
    deep = "<w:sdt><w:sdtContent>" * 5_000 + paragraph("a") + "</w:sdtContent></w:sdt>" * 5_000
    assert problem(docx(tmp_path / "a.docx", deep))


@pytest.mark.parametrize("keep", [0, 10, 300])
def test_a_cut_off_document_is_named(tmp_path: Path, keep: int) -> None:
    path = docx(tmp_path / "a.docx", paragraph("The line opened."))
    path.write_bytes(path.read_bytes()[:keep])
    assert "damaged" in problem(path) or keep == 0


def test_an_archive_that_is_no_document_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("notes.txt", "Trams run.")
    assert "no Word document" in problem(tmp_path / "a.docx")


def test_a_document_without_text_is_named(tmp_path: Path) -> None:
    assert "no text" in problem(docx(tmp_path / "a.docx", ""))
