"""Books, messages, sheets and slides are read, each part with its place."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pptx
import pytest
from pptx.util import Inches

from index.model import Received
from index.places import heading_of, page_of
from index.reading import Item, Remark, Unreadable, read
from index.structure import as_sentence, tables

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf"/></rootfiles></container>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>Trams</dc:title><dc:creator>Jane Roe</dc:creator><dc:date>2024-05-06</dc:date></metadata>
<manifest><item id="a" href="a%20one.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="b"/><itemref idref="a"/></spine></package>"""
CHAPTER = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>x</title></head><body><h1>{0}</h1><p>{0} costs 45<sup>1</sup> yuan in Zürich.</p></body></html>"""


def items(path: Path, data: bytes) -> list[Item]:
    path.write_bytes(data)
    return list(read([path]))


def article(path: Path, data: bytes) -> Received:
    [found] = items(path, data)
    assert isinstance(found, Received), found
    return found


def test_a_book_is_read_chapter_by_chapter_in_its_own_order(tmp_path: Path) -> None:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", PACKAGE)
        archive.writestr("OPS/a one.xhtml", CHAPTER.format("Trams"))
        archive.writestr("OPS/b.xhtml", CHAPTER.format("Buses"))
    found = article(tmp_path / "a.epub", whole.getvalue())
    assert (found.title, found.author, str(found.published)) == ("Trams", "Jane Roe", "2024-05-06")
    assert found.raw.index("Buses costs 45¹ yuan in Zürich") < found.raw.index("Trams costs")
    assert heading_of(found.raw, found.raw.index("Trams costs")) == "Trams"


def test_a_message_gives_its_text_and_names_what_is_attached(tmp_path: Path) -> None:
    message = """From: Jane Roe <jane@t.example>\r\nSubject: =?utf-8?q?Trams_f=C3=BCr_alle?=\r\nDate: Wed, 05 Apr 2023 23:30:00 -0500\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Trams cost <s>4</s> 6 yuan.</p>\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n--b--\r\n"""
    found, remark = items(tmp_path / "a.eml", message.encode())
    assert isinstance(found, Received)
    assert (found.title, found.raw) == ("Trams für alle", "Trams cost 6 yuan.")
    assert (found.author, str(found.published)) == ("Jane Roe <jane@t.example>", "2023-04-05")
    assert isinstance(remark, Remark)
    assert "a.pdf" in remark.text


def test_a_workbook_gives_each_sheet_under_its_name_and_its_cells_have_heads(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Lines"
    for row in (("Line", "Cost", "Riders"), ("Line A", 4.5, 41_000), ("Line B", 6.0, None)):
        book.active.append(row)
    book.create_sheet("Depots").append(("North", "12 trams"))
    whole = BytesIO()
    book.save(whole)
    found = article(tmp_path / "a.xlsx", whole.getvalue())
    lines, depots = tables(found.raw)
    told = [as_sentence(found.raw, cell) for cell in lines.cells()]
    assert told == ["Line A, Cost: 4.5", "Line A, Riders: 41000", "Line B, Cost: 6"]
    assert heading_of(found.raw, depots.rows[0][0].start) == "Depots"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_cells_of_plain_tables_have_heads_whatever_parts_them(tmp_path: Path, mark: str) -> None:
    rows = [("Line", "Cost"), ("Line A", "4.5 million"), ("Line B", "6 million")]
    found = article(tmp_path / "a.csv", "\n".join(map(mark.join, rows)).encode())
    [table] = tables(found.raw)
    assert [as_sentence(found.raw, cell) for cell in table.cells()][1] == "Line B, Cost: 6 million"


def test_a_plain_table_of_articles_gives_an_article_a_row(tmp_path: Path) -> None:
    rows = "Title,Text,Date\nTrams,Trams run.,2023-04-05\nBuses,,2023-04-06\n"
    first, failed = items(tmp_path / "a.csv", rows.encode())
    assert isinstance(first, Received)
    assert (first.title, first.raw, str(first.published)) == ("Trams", "Trams run.", "2023-04-05")
    assert isinstance(failed, Unreadable)
    assert failed.uri.endswith("line 3")


def test_slides_are_read_in_order_and_counted(tmp_path: Path) -> None:
    show = pptx.Presentation()
    for name in ("Trams", "Buses"):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = name
        cells = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
        for place, text in enumerate(("Line", "Cost", f"{name} A", "6 million")):
            cells.cell(place // 2, place % 2).text = text
    whole = BytesIO()
    show.save(whole)
    found = article(tmp_path / "a.pptx", whole.getvalue())
    assert found.raw.startswith("# Trams\n| Line | Cost |\n| Trams A | 6 million |\n\f# Buses")
    assert page_of(found.raw, found.raw.index("Buses A")) == 2


@pytest.mark.parametrize("name", ["a.epub", "a.xlsx", "a.pptx", "a.docx"])
def test_what_only_pretends_to_be_a_document_fails_alone(tmp_path: Path, name: str) -> None:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.txt", "Trams run.")
    for data in (b"PK\x03\x04 broken", whole.getvalue()):
        [problem] = items(tmp_path / name, data)
        assert isinstance(problem, Unreadable)
