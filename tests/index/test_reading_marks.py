"""Numbers are read as they were printed, whatever is raised, lowered, struck out or hidden by them."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from pptx.oxml import parse_xml

from index.model import Received
from index.reading import Remark, read
from index.reading.blocks import lines_of
from index.repairing import repair
from tests.index.test_reading_office import CHAPTER, CONTAINER, PACKAGE
from tests.index.test_reading_pdf import pdf

MORE = (
    "<p>The works stand on the east bank of the river, where an older plant was torn down.</p>" * 2
)
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def text_of(path: Path) -> str:
    (found,) = read([path])
    assert isinstance(found, Received), found
    return repair(found.raw)[0]


def html(path: Path, markup: str) -> str:
    path = path.with_suffix(".html")
    path.write_text(f"<html><body><article><h1>Works</h1><p>{markup}</p>{MORE}</article></body>")
    return text_of(path)


def docx(path: Path, runs: str) -> str:
    """`runs` are the inside of one paragraph."""
    path = path.with_suffix(".docx")
    body = f"<w:document {SPACES}><w:body><w:p>{runs}</w:p></w:body></w:document>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", body)
    return text_of(path)


def run(text: str, how: str = "") -> str:
    return f'<w:r><w:rPr>{how}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


RAISED = '<w:vertAlign w:val="superscript"/>'


def raised_in_html(path: Path, before: str, raised: str, after: str) -> str:
    return html(path, f"{before}<sup>{raised}</sup>{after}")


def raised_in_docx(path: Path, before: str, raised: str, after: str) -> str:
    return docx(path, run(before) + run(raised, RAISED) + run(after))


def raised_in_text(path: Path, before: str, raised: str, after: str) -> str:
    path = path.with_suffix(".txt")
    path.write_text(before + raised.translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")) + after)
    return text_of(path)


def raised_in_markdown(path: Path, before: str, raised: str, after: str) -> str:
    path = path.with_suffix(".md")
    path.write_text(f"{before}<sup>{raised}</sup>{after}")
    return text_of(path)


def raised_on_a_slide(path: Path, before: str, raised: str, after: str) -> str:
    show = pptx.Presentation()
    box = show.slides.add_slide(show.slide_layouts[6]).shapes.add_textbox(0, 0, 1, 1)
    for text, baseline in ((before, "0"), (raised, "30000"), (after, "0")):
        run = box.text_frame.paragraphs[0].add_run()
        run.text = text
        run.font._element.set("baseline", baseline)
    show.save(path.with_suffix(".pptx"))
    return text_of(path.with_suffix(".pptx"))


def raised_in_a_sheet(path: Path, before: str, raised: str, after: str) -> str:
    book = openpyxl.Workbook()
    up = TextBlock(InlineFont(vertAlign="superscript"), raised)
    book.active.append([CellRichText(before, up, after), "as told"])
    book.save(path.with_suffix(".xlsx"))
    return text_of(path.with_suffix(".xlsx"))


def raised_in_a_message(path: Path, before: str, raised: str, after: str) -> str:
    head = "Subject: Works\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    path = path.with_suffix(".eml")
    path.write_text(f"{head}<p>{before}<sup>{raised}</sup>{after}</p>")
    return text_of(path)


def raised_in_json(path: Path, before: str, raised: str, after: str) -> str:
    path = path.with_suffix(".json")
    path.write_text(json.dumps({"content_html": f"<p>{before}<sup>{raised}</sup>{after}</p>"}))
    return text_of(path)


def raised_in_a_book(path: Path, before: str, raised: str, after: str) -> str:
    path = path.with_suffix(".epub")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", PACKAGE)
        archive.writestr(
            "OPS/b.xhtml", CHAPTER.replace("45<sup>1</sup>", f"{before}<sup>{raised}</sup>{after}")
        )
    return text_of(path)


def raised_in_a_feed(path: Path, before: str, raised: str, after: str) -> str:
    return repair(lines_of(f"<p>{before}<sup>{raised}</sup>{after}</p>"))[0]


def raised_in_pdf(path: Path, before: str, raised: str, after: str) -> str:
    path = path.with_suffix(".pdf")
    parts = f"({before}) Tj /F 6 Tf 4 Ts ({raised}) Tj /F 10 Tf 0 Ts ({after}) Tj"
    whole = pdf([[(50, 700, "x")]]).replace(b"(x) Tj", parts.replace("×", "x").encode())
    path.write_bytes(whole)
    return text_of(path).replace(" x ", " × ")


Write = Callable[[Path, str, str, str], str]
FORMATS = [
    raised_in_html, raised_in_docx, raised_in_pdf, raised_in_text, raised_in_a_feed,
    raised_in_markdown, raised_on_a_slide, raised_in_a_sheet, raised_in_a_message, raised_in_json,
    raised_in_a_book,
]  # fmt: skip


@pytest.mark.parametrize("write", FORMATS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(
    number=st.integers(11, 9_999_999).map("{:,}".format) | st.decimals(11, 99, places=1).map(str),
    note=st.integers(1, 99),
)
def test_a_number_with_the_mark_of_a_note_is_read_as_that_number(
    tmp_path: Path, write: Write, number: str, note: int
) -> None:
    text = write(tmp_path / "a", f"The works built {number}", str(note), " boats in 2024.")
    assert f"The works built {number} boats in 2024." in text


@pytest.mark.parametrize("write", FORMATS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(
    factor=st.decimals("1.1", "9.9", places=1),
    power=st.integers(-12, 99).filter(lambda n: n not in (0, 1)),
)
def test_an_exponent_stays_one(tmp_path: Path, write: Write, factor: object, power: int) -> None:
    text = write(tmp_path / "a", f"It emitted {factor} × 10", str(power), " kg of dust.")
    assert f"{factor} × 10^{power} kg of dust." in text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("area of 12 km<sup>2</sup> in all", "area of 12 km² in all"),
        ("the 12<sup>th</sup> yard", "the 12th yard"),
        ("CO<sub>2</sub> of 5 tonnes", "CO₂ of 5 tonnes"),
        ("tonnes<sup>1</sup> of dust.<sup>2,3</sup> Then", "tonnes of dust. Then"),
        ("45<sup><a href='#fn1'>1</a></sup> boats", "45 boats"),
        ("45<a href='#fn1'><sup>1</sup></a> boats", "45 boats"),
        ("45<sup class='reference'>[1]</sup> boats", "45 boats"),
        ("10<sup><a href='#fn6'>6</a></sup> boats", "10 boats"),
        ("45<span style='vertical-align: super'>1</span> boats", "45 boats"),
        ("costs $4<sup>99</sup> a box", "costs $4.99 a box"),
        ("3<sup>1</sup>/<sub>2</sub> cups", "3 1/2 cups"),
        ("2<sup>10</sup> bytes", "2^10 bytes"),
        ("damaged <del>120</del> <ins>210</ins> houses", "damaged 210 houses"),
        ("cost <s>4</s> <strike>5</strike> 6 million", "cost 6 million"),
        ("<span style='text-decoration: line-through'>4</span> 6 million", "6 million"),
        ("six<span style='display:none'> for bots</span> o'clock", "six o'clock"),
        ("of <math><mfrac><mn>7</mn><mn>2</mn></mfrac></math> mg", "of 7/2 mg"),
        ("of <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>.", "of E = mc^2"),
        ("a <math><msqrt><mi>a</mi><mo>+</mo><mn>4</mn></msqrt></math> of", "a √(a + 4) of"),
        ("dose of <math></math> mg", "dose of [formula] mg"),
    ],
)  # fmt: skip
def test_markup_reads_as_it_was_printed(tmp_path: Path, markup: str, text: str) -> None:
    assert text in html(tmp_path / "a", f"There is {markup} here.")
    assert text in repair(lines_of(f"<p>There is {markup} here.</p>"))[0]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (run("cost ") + run("3", "<w:strike/>") + run("4 crowns"), "cost 4 crowns"),
        (run("cost ") + run("3", "<w:dstrike/>") + run("4 crowns"), "cost 4 crowns"),
        (run("cost ") + run("3", '<w:strike w:val="0"/>') + run("4 crowns"), "cost 34 crowns"),
        (run("open") + run(" for bots", "<w:vanish/>") + run(" daily"), "open daily"),
        (run("built 45") + run("1", '<w:position w:val="6"/>') + run(" boats"), "built 45 boats"),
        (
            run("dose of ")
            + "<m:oMath><m:f><m:num><m:r><m:t>7</m:t></m:r></m:num>"
            + "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
            + run(" mg"),
            "dose of 7/2 mg",
        ),
        (
            run("It is ")
            + "<m:oMathPara><m:oMath><m:r><m:t>3.5</m:t></m:r></m:oMath></m:oMathPara>"
            + run(" mg"),
            "It is 3.5 mg",
        ),
        (run("dose of ") + "<m:oMath/>" + run(" mg"), "dose of [formula] mg"),
    ],
)
def test_word_documents_read_as_they_were_printed(tmp_path: Path, runs: str, text: str) -> None:
    assert docx(tmp_path / "a", runs) == text


def test_what_a_script_will_show_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        f"<html><body><div style='display:none'><h1>Works</h1>{MORE}</div></body>"
    )
    assert "east bank of the river" in text_of(tmp_path / "a.html")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("The storm damaged ~~120~~ 210 houses.", "The storm damaged 210 houses."),
        ("It costs <del>4</del> <s>5</s> 6 million.", "It costs 6 million."),
        ("They built 45[^1] boats.\n\n[^1]: Not counting barges.", "They built 45 boats."),
        ("They built 45[^1] boats.", "They built 45[^1] boats."),
        ("It is 12 km<sup>2</sup> or 10^6^ m, on the 12<sup>th</sup>.", "It is 12 km² or 10^6 m, on the 12th."),
        ("CO<sub>2</sub> rose.", "CO₂ rose."),
        ("It runs ~~~fast~~~ and 10~~20 or 30~~40.", "It runs ~~~fast~~~ and 10~~20 or 30~~40."),
    ],
)  # fmt: skip
def test_markdown_reads_as_it_is_printed(tmp_path: Path, written: str, text: str) -> None:
    (tmp_path / "a.md").write_text(written)
    assert text_of(tmp_path / "a.md").startswith(text)


def test_what_a_slide_strikes_out_or_writes_as_a_formula_is_read_as_it_is_shown(
    tmp_path: Path,
) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    group = slide.shapes.add_group_shape()
    paragraph = group.shapes.add_textbox(0, 0, 1, 1).text_frame.paragraphs[0]
    for text, struck in (
        ("It costs ", "noStrike"),
        ("4 ", "sngStrike"),
        ("6 crowns at ", "noStrike"),
    ):
        run = paragraph.add_run()
        run.text = text
        run.font._element.set("strike", struck)
    half = "<m:f><m:num><m:r><m:t>7</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    paragraph._p.append(parse_xml(f"<m:oMath {space}>{half}</m:oMath>"))
    hidden = show.slides.add_slide(show.slide_layouts[5])
    hidden.shapes.title.text = "Not for you"
    hidden.element.set("show", "0")
    show.save(tmp_path / "a.pptx")
    found, remark = read([tmp_path / "a.pptx"])
    assert isinstance(found, Received)
    assert found.raw == "It costs 6 crowns at 7/2\n\f\n\f"
    assert isinstance(remark, Remark)
    assert remark.text == "hidden slides were left out: 2"


def test_a_sheet_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    old = TextBlock(InlineFont(strike=True), "120 ")
    book.active.append(["Share", "Houses", "Note"])
    book.active.append([0.455, CellRichText(old, "210"), "gone"])
    book.active["A2"].number_format = "0.0%"
    book.active["C2"].font = Font(strike=True)
    book.active.append([0.1, "7", "unseen"])
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("Drafts").append(["secret"])
    book["Drafts"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    remark, found = read([tmp_path / "a.xlsx"])
    assert isinstance(found, Received)
    assert found.raw.endswith("| 45.5% | 210 |  |")
    assert "secret" not in found.raw
    assert isinstance(remark, Remark)
    assert remark.text == "what is hidden was left out: rows or columns of Sheet, sheet Drafts"


SPANS = """<table><tr><th>Line</th><th>Year</th><th>Cost</th></tr>
<tr><td rowspan="2">Line A</td><td>2024</td><td>5</td></tr><tr><td>2025</td><td>6</td></tr>
<tr><td colspan="2">All</td><td>11</td></tr></table>"""


def test_a_cell_that_spans_rows_stands_in_each_so_that_no_other_moves(tmp_path: Path) -> None:
    rows = ["| Line A | 2024 | 5 |", "| Line A | 2025 | 6 |", "| All |  | 11 |"]
    assert lines_of(SPANS).split("\n")[1:] == rows
    read_as = html(tmp_path / "a", f"Costs.</p>{SPANS}<p>More.")
    told = [" ".join(line.split()) for line in read_as.split("\n") if line.startswith("|")]
    assert [line.replace("| |", "|  |") for line in told][-3:] == rows


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 60), st.integers(0, 60), st.text("ab", max_size=2)), max_size=4
        ),
        max_size=6,
    )
)
def test_any_spans_keep_all_that_is_written(rows: list[list[tuple[int, int, str]]]) -> None:
    written = "".join(
        "<tr>"
        + "".join(f"<td rowspan='{r}' colspan='{c}'>{text}</td>" for r, c, text in row)
        + "</tr>"
        for row in rows
    )
    told = lines_of(f"<table>{written}</table>")
    assert all(text in told for row in rows for *_, text in row)
