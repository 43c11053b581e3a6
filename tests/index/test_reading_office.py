"""Books, messages, sheets and slides are read, each part with its place."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pptx
import pytest
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
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


def test_chapters_are_set_as_their_sheets_say_and_named_as_the_contents_do(tmp_path: Path) -> None:
    manifest = PACKAGE.replace(
        "</manifest>",
        '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest>',
    ).replace("<spine>", '<spine><itemref idref="n"/>')
    chapter = """<html><head><title>Trams</title><link rel="stylesheet" href="a.css"/></head><body>
    <p>It built <span class="d">120</span> 45<span class="s">1</span> boats, in 46<a epub:type="noteref" href="n.xhtml#n1">2</a> yards.</p></body></html>"""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", manifest)
        archive.writestr(
            "OPS/nav.xhtml", "<html><body><a href='b.xhtml#x'>The harbour</a></body></html>"
        )
        archive.writestr("OPS/b.xhtml", chapter)
        archive.writestr("OPS/a.css", ".s{vertical-align:super} .d{text-decoration:line-through}")
    found = article(tmp_path / "a.epub", whole.getvalue())
    assert found.raw == "# The harbour\n\nIt built 45¹ boats, in 46 yards."


def test_a_message_gives_its_text_and_names_what_is_attached(tmp_path: Path) -> None:
    message = """From: Jane Roe <jane@t.example>\r\nSubject: =?utf-8?q?Trams_f=C3=BCr_alle?=\r\nDate: Wed, 05 Apr 2023 23:30:00 -0500\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Trams cost <s>4</s> 6 yuan.</p>\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n--b--\r\n"""
    found, remark = items(tmp_path / "a.eml", message.encode())
    assert isinstance(found, Received)
    assert (found.title, found.raw) == ("Trams für alle", "Trams cost 6 yuan.")
    assert (found.author, str(found.published)) == ("Jane Roe <jane@t.example>", "2023-04-05")
    assert isinstance(remark, Remark)
    assert "a.pdf" in remark.text


PARTS = """Subject: Trams\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n--b\r\n{first}\r\n--b\r\n{second}\r\n--b--\r\n"""
PLAIN = "Content-Type: text/plain; charset={charset}\r\n\r\n{text}"
PAGE = "Content-Type: text/html; charset=utf-8\r\n\r\n{text}"


@pytest.mark.parametrize(
    ("plain", "page", "text"),
    [
        ("Trams cost 4 6 yuan.", "<p>Trams cost <s>4</s> 6 yuan.</p>", "Trams cost 6 yuan."),
        ("Trams cost 6 yuan.", "<div>Menu</div><p>Trams cost 6 yuan.</p>", "Trams cost 6 yuan."),
        ("See the page.", f"<p>{'Trams cost 6 yuan. ' * 9}</p>", ("Trams cost 6 yuan. " * 9).strip()),
    ],
)  # fmt: skip
def test_of_a_message_that_comes_as_text_and_page_that_is_read_which_says_more(
    tmp_path: Path, plain: str, page: str, text: str
) -> None:
    parts = {"first": PLAIN.format(charset="utf-8", text=plain), "second": PAGE.format(text=page)}
    message = PARTS.format(kind="alternative", **parts)
    assert article(tmp_path / "a.eml", message.encode()).raw == text


@pytest.mark.parametrize(("delsp", "end"), [("", " "), ("; delsp=yes", "  ")])
def test_a_message_that_flows_has_the_lines_of_its_writer(
    tmp_path: Path, delsp: str, end: str
) -> None:
    lines = ["Trams cost six yuan,", "said the council.", "", ">> They", ">> cost four.", "> No."]
    body = "\r\n".join(f"{one}{end if one in lines[0:4:3] else ''}" for one in lines)
    head = f"Subject: Trams\r\nContent-Type: text/plain; format=flowed{delsp}\r\n\r\n"
    found = article(tmp_path / "a.eml", (head + body).encode())
    assert found.raw == "Trams cost six yuan, said the council.\n\n>> They cost four.\n> No."


def test_what_a_page_of_a_message_quotes_is_marked_as_an_older_one(tmp_path: Path) -> None:
    page = "<p>They cost six.</p><blockquote><p>They cost four.</p><p>No.</p></blockquote><p>Jo</p>"
    message = f"Subject: Trams\r\nContent-Type: text/html\r\n\r\n{page}"
    found = article(tmp_path / "a.eml", message.encode())
    assert found.raw == "They cost six.\n\n> They cost four.\n> No.\n\nJo"


def test_a_message_that_another_passes_on_is_read_under_its_subject(tmp_path: Path) -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nSubject: Fares\r\n\r\nTrams cost 6 yuan."
    first = PLAIN.format(charset="unknown-8bit", text="See below, Zürich.")
    message = PARTS.format(kind="mixed", first=first, second=inner)
    found = article(tmp_path / "a.eml", message.encode())
    assert found.raw == "See below, Zürich.\n\n# Fares\n\nTrams cost 6 yuan."


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


def test_tables_of_a_sheet_that_a_blank_row_parts_have_heads_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = (("Line", "Cost"), ("A", 5), (), ("B", 6), (), (), ("Depot", "Trams"), ("North", 12))
    for row in rows:
        book.active.append(row)
    whole = BytesIO()
    book.save(whole)
    found = article(tmp_path / "a.xlsx", whole.getvalue())
    told = [[as_sentence(found.raw, cell) for cell in table.cells()] for table in tables(found.raw)]
    assert told == [["A, Cost: 5", "B, Cost: 6"], ["North, Trams: 12"]]


def test_a_sheet_of_names_and_what_is_told_of_each_has_no_head(tmp_path: Path) -> None:
    rows = "Owner,Norvane Bank\nBuilder,Vexling\nLength,310 m\n"
    found = article(tmp_path / "a.csv", rows.encode())
    [table] = tables(found.raw)
    told = [as_sentence(found.raw, cell) for cell in table.cells()]
    assert told == ["Owner: Norvane Bank", "Builder: Vexling", "Length: 310 m"]


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


DIAGRAM = """<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>Build</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"""
FRAME = """<p:graphicFrame xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:dm="{0}"/></a:graphicData></a:graphic></p:graphicFrame>"""


DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main"


def test_what_a_diagram_on_a_slide_says_is_read_and_notes_as_they_are_shown(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData"
    name = PackURI("/ppt/diagrams/data1.xml")
    part = Part(name, "application/xml", slide.part.package, DIAGRAM.encode())
    slide.shapes._spTree.append(parse_xml(FRAME.format(slide.part.relate_to(part, kind))))
    note = slide.notes_slide.notes_text_frame.paragraphs[0]
    for text, struck in (("Costs ", "noStrike"), ("4 ", "sngStrike"), ("6", "noStrike")):
        run = note.add_run()
        run.text = text
        run.font._element.set("strike", struck)
    whole = BytesIO()
    show.save(whole)
    found = article(tmp_path / "a.pptx", whole.getvalue())
    assert found.raw == "- Plan\n- Build\nNotes: Costs 6\n\f"


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


def test_what_a_slide_lists_is_a_list(tmp_path: Path) -> None:
    """By the paragraphs' own bullets, or by those that the body of its layout has."""
    show = pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[0]).placeholders[1].text = "In Ostmere"
    body = show.slides.add_slide(show.slide_layouts[1]).placeholders[1].text_frame
    body.text = "Norrow Bank\nQuarn\nand more"
    body.paragraphs[2]._p.get_or_add_pPr().append(parse_xml(f'<a:buNone xmlns:a="{DRAWN}"/>'))
    box = show.slides.add_slide(show.slide_layouts[6]).shapes.add_textbox(0, 0, 9, 9).text_frame
    box.text = "The sponsors are:\nHale"
    bullet = parse_xml(f'<a:buChar xmlns:a="{DRAWN}" char="•"/>')
    box.paragraphs[1]._p.get_or_add_pPr().append(bullet)
    whole = BytesIO()
    show.save(whole)
    found = article(tmp_path / "a.pptx", whole.getvalue())
    assert found.raw == (
        "In Ostmere\n\f- Norrow Bank\n- Quarn\nand more\n\fThe sponsors are:\n- Hale\n\f"
    )


@pytest.mark.parametrize("name", ["a.epub", "a.xlsx", "a.pptx", "a.docx"])
def test_what_only_pretends_to_be_a_document_fails_alone(tmp_path: Path, name: str) -> None:
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.txt", "Trams run.")
    for data in (b"PK\x03\x04 broken", whole.getvalue()):
        [problem] = items(tmp_path / name, data)
        assert isinstance(problem, Unreadable)
