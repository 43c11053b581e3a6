"""Numbers are read as they were printed, whatever is raised, lowered, struck out or hidden by them."""

import json
import re
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


@pytest.mark.parametrize("write", [write for write in FORMATS if write is not raised_in_text])
@pytest.mark.parametrize(
    ("before", "raised", "after", "text"),
    [
        ("It grew to 10", "6.5", " m.", "It grew to 10^(6.5) m."),
        ("The 22", "nd", " boat.", "The 22nd boat."),
    ],
)
def test_what_unicode_can_not_raise_is_told_from_the_number_before_it(
    tmp_path: Path, write: Write, before: str, raised: str, after: str, text: str
) -> None:
    assert text in write(tmp_path / "a", before, raised, after)


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
        ("dose of <script type='math/tex'>x^2</script> mg", "dose of x^2 mg"),
        ("mass <img class='latex' src='a.png' alt='E=mc^2'> is", "mass E=mc^2 is"),
        ("45<span style='position:relative;top:-4pt;mso-text-raise:4.0pt'>1</span> boats", "45 boats"),
        ("CO<span style='vertical-align: sub'>2</span> of 5", "CO₂ of 5"),
        ("<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby>京 is", "東京 is"),
        ("said <q>we go</q> and went", "said “we go” and went"),
        ("for <span class='a sr-only'>old price 9,</span> 6 crowns", "for 6 crowns"),
        ("soft&shy;ware of 1,150 tonnes", "software of 1,150 tonnes"),
        ("10<sup>–6</sup> m wide", "10^-6 m wide"),
        ("45<span class='superscript'>1</span> boats", "45 boats"),
        ("CO<span class='subscript'>2</span> of 5", "CO₂ of 5"),
        ("cost <span class='line-through'>4</span> 6 million", "cost 6 million"),
        ("45<a epub:type='noteref' href='notes.xhtml#n1'>1</a> boats", "45 boats"),
        ("45<a role='doc-noteref' href='https://t.example/a#n1'>1</a> boats", "45 boats"),
        ("45<sup>1;2</sup> boats", "45 boats"),
        ("costs 4<sup>99</sup> € a box", "costs 4.99 € a box"),
        ("costs €4,<sup>99</sup> a box", "costs €4,99 a box"),
        ("costs $4.<sup>12</sup> It is", "costs $4. It is"),
        ("SO<sub>4</sub><sup>2−</sup> in it", "SO₄²⁻ in it"),
        ("of <math><mn>3</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math> mg", "of 3 1/2 mg"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></math> of", "x^2 3 of"),
        ("<math><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable></math> of", "1, 2; 3, 4 of"),
        ("<math><mmultiscripts><mi>U</mi><mprescripts/><mn>92</mn><mn>238</mn></mmultiscripts></math> of", "_92^238 U of"),
        ("<math><munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mn>5</mn></munderover><mn>10</mn></math> of", "∑_(i = 1)^5 10 of"),
        (r"dose of <img class='mwe-math-fallback-image-inline' src='a' alt='{\displaystyle 3\times 10^{6}}'> mg", r"dose of 3\times 10^{6} mg"),
        ("dose of <mjx-container><svg></svg></mjx-container> mg", "dose of [formula] mg"),
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
        (
            run("It is ")
            + "<m:oMathPara><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
            + "<m:oMath><m:r><m:t>2y=4</m:t></m:r></m:oMath></m:oMathPara>",
            "It is x=1; 2y=4",
        ),
        (
            (
                '<m:oMath><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>'
                "<m:sub><m:r><m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>5</m:t></m:r></m:sup>"
                "<m:e><m:r><m:t>10</m:t></m:r></m:e></m:nary></m:oMath>"
            ),
            "∑_(i=1)^5 10",
        ),
        (
            (
                "<m:oMath><m:func><m:fName><m:limLow><m:e><m:r><m:t>lim</m:t></m:r></m:e>"
                "<m:lim><m:r><m:t>n→0</m:t></m:r></m:lim></m:limLow></m:fName>"
                "<m:e><m:r><m:t>f</m:t></m:r></m:e></m:func></m:oMath>"
            ),
            "lim_(n→0) f",
        ),
        (
            run("half is ")
            + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            + r"<w:r><w:instrText> EQ \f(1,2) </w:instrText></w:r>"
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            + run(" mg"),
            "half is [formula] mg",
        ),
    ],
)
def test_word_documents_read_as_they_were_printed(tmp_path: Path, runs: str, text: str) -> None:
    assert docx(tmp_path / "a", runs) == text


STYLED = """<style>@import "a.css"; @media print {{ .p {{ text-decoration: line-through }} }}
/* .q {{}} */ .c1, b.c9 {{ text-decoration: line-through }} .c2 {{ vertical-align: super; }}</style>
<p>The yard <span class="p">built</span> <span class="c0 c1">120</span> 45<span class="c2">1</span> boats.</p>"""


def test_a_sheet_of_styles_tells_what_is_struck_out_and_raised(tmp_path: Path) -> None:
    """As in pages that word processors export."""
    page = STYLED.replace("{{", "{").replace("}}", "}")
    assert repair(lines_of(page))[0] == "The yard built 45 boats."
    assert "The yard built 45 boats." in html(tmp_path / "a", f"Works.</p>{page}<p>More.")


HIDING = "<style>{}</style><p>The works open{} at six.</p>"


@pytest.mark.parametrize(
    ("css", "is_seen"),
    [
        (".h{display:none}", False),
        (".h { visibility : hidden }", False),
        (".h{display:none} @media print{.h{display:block}}", False),
        (".h{display:none} .h.is-open{display:block}", True),
        (".h{display:none} @media(min-width:600px){ .h{display:inline} }", True),
        ("@media print{.h{display:none}}", True),
    ],
)
def test_what_a_sheet_of_styles_hides_is_left_out(tmp_path: Path, css: str, is_seen: bool) -> None:
    """But what it shows again, on wide screens or where it is pressed, is there to be read."""
    page = HIDING.format(css, "<span class='h'> for bots</span>")
    for text in (text_of_markup(page), html(tmp_path / "a", f"Works.</p>{page}<p>More.")):
        assert ("The works open for bots at six." in text) is is_seen
        assert ("The works open at six." in text) is not is_seen


def test_a_raised_letter_leaves_where_a_note_begins_with_it(tmp_path: Path) -> None:
    noted = "<p>They built 45<sup>a</sup> boats.</p><p><sup>a</sup> Not counting barges.</p>"
    assert repair(lines_of(noted))[0].startswith("They built 45 boats.")
    assert repair(lines_of("<p>The 2<sup>a</sup> vez.</p>"))[0] == "The 2a vez."


NOTED = "<p>They built 45{mark} boats, said the board of the yard on Monday.</p>{note}"


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("<sup><a href='#n' id='m'>1</a></sup>", "<ol><li id='n'><p>{} <a href='#m'>↩</a></p></li></ol>"),
        ("<sup id='m'><a href='#n'>[1]</a></sup>", "<ol class='references'><li id='n'><b><a href='#m'>^</a></b> <span>{}</span></li></ol>"),
        ("<sup><a href='#n'>1</a></sup>", "<p id='n'><sup>1</sup> {}</p>"),
        ("<sup><a href='#n'>1</a></sup>", "<p><a name='n'></a>1. {}</p>"),
        ("<a epub:type='noteref' href='b.xhtml#n'>1</a>", "<aside epub:type='footnote'><p>{}</p></aside>"),
        ("", "<section role='doc-endnotes'><ol><li>{}</li></ol></section>"),
    ],
)  # fmt: skip
def test_a_note_is_told_from_the_text(tmp_path: Path, mark: str, note: str) -> None:
    noted = NOTED.format(mark=mark, note=note.format("Not counting two barges. They sank."))
    told = [text_of_markup(noted), html(tmp_path / "a", f"Works.</p>{noted}<p>More.")]
    for text in told:
        assert "They built 45 boats, said" in text
        assert re.search(r"^\[\^1\]: +Not counting two barges\. They sank\.$", text, re.MULTILINE)


def test_a_link_to_a_section_is_no_mark_of_a_note() -> None:
    linked = (
        "<p>See <a class='reference' href='#use'>Usage</a>.</p><div id='use'><p>Use it.</p></div>"
    )
    assert text_of_markup(linked) == "See Usage.\n\nUse it."


def text_of_markup(markup: str) -> str:
    return repair(lines_of(markup))[0]


def test_what_mammoth_does_not_look_into_is_read(tmp_path: Path) -> None:
    field = f'<w:fldSimple w:instr="MERGEFIELD n">{run("45")}</w:fldSimple>'
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('yan')}</w:rt><w:rubyBase>{run('砚')}</w:rubyBase></w:ruby></w:r>"
    )
    box = f"<w:r><w:drawing><wps><w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent></wps></w:drawing></w:r>"
    turned = f'<w:bdo w:val="ltr">{run(" boats")}</w:bdo>'
    old = '<w:r><w:object xmlns:o="urn:schemas-microsoft-com:office:office"><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'
    told = docx(tmp_path / "a", run("built ") + field + turned + run(" of 朔") + ruby + old + box)
    assert told.split("\n") == ["built 45 boats of 朔砚[formula]", "", "In a box."]


STYLES = f"""<w:styles {SPACES}><w:style w:type="character" w:styleId="Up"><w:rPr>{RAISED}</w:rPr></w:style>
<w:style w:type="character" w:styleId="Upper"><w:basedOn w:val="Up"/></w:style>
<w:style w:type="character" w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Older"><w:basedOn w:val="Old"/></w:style>
<w:style w:type="character" w:styleId="Anew"><w:basedOn w:val="Old"/><w:rPr><w:strike w:val="0"/></w:rPr></w:style>
</w:styles>"""


def test_styles_raise_and_strike_out_also_what_is_based_on_them(tmp_path: Path) -> None:
    relations = RELATIONS.replace(
        'officeDocument" Target="word/document.xml', 'styles" Target="styles.xml'
    ).replace("r1", "r2")
    runs = "".join(
        run(text, f'<w:rStyle w:val="{style}"/>' if style else "")
        for text, style in (
            ("built 45", ""),
            ("1", "Upper"),
            (" old", "Older"),
            (" new", "Anew"),
            (" boats", ""),
        )
    )
    body = f"<w:document {SPACES}><w:body><w:p>{runs}</w:p></w:body></w:document>"
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/_rels/document.xml.rels", relations)
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/document.xml", body)
    assert text_of(tmp_path / "a.docx") == "built 45 new boats"


def test_what_a_script_will_show_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        f"<html><body><div style='display:none'><h1>Works</h1>{MORE}</div></body>"
    )
    assert "east bank of the river" in text_of(tmp_path / "a.html")
    parts = MORE.replace("<p>", "<p class='h'>")
    (tmp_path / "b.html").write_text(
        f"<html><style>.h{{display:none}}</style><body><h1>Works</h1>{parts}</body>"
    )
    assert "east bank of the river" in text_of(tmp_path / "b.html")


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
    assert lines_of(SPANS).split("\n")[1:] == ["|---|---|---|", *rows]
    read_as = html(tmp_path / "a", f"Costs.</p>{SPANS}<p>More.")
    told = [" ".join(line.split()) for line in read_as.split("\n") if line.startswith("|")]
    assert [line.replace("| |", "|  |") for line in told][-3:] == rows


HEADS = """<table><tr><th colspan="5">What the lines cost</th></tr>
<tr><th rowspan="2">Line</th><th colspan="2">2025</th><th colspan="2">2026</th></tr>
<tr><th>Plan</th><th>Cost</th><th>Plan</th><th>Cost</th></tr>
<tr><td>Line A</td><td>4</td><td>5</td><td>6</td><td>7</td></tr></table>"""
JOINED = [
    "| Line | 2025, Plan | 2025, Cost | 2026, Plan | 2026, Cost |",
    "| Line A | 4 | 5 | 6 | 7 |",
]


@pytest.mark.parametrize("cell", ["th", "td"])
def test_heads_in_several_rows_stand_over_each_of_their_columns(tmp_path: Path, cell: str) -> None:
    told = lines_of(re.sub("(?<=[</])th", cell, HEADS)).split("\n")
    assert [line for line in told if line and "---" not in line] == ["What the lines cost", *JOINED]
    page = html(tmp_path / "a", f"Costs.</p>{HEADS}<p>More.")
    assert [
        " ".join(line.split()) for line in page.split("\n") if line.startswith("| Line")
    ] == JOINED


@pytest.mark.parametrize("space", ["\u202f", "\u2009", "\u00a0"])
@pytest.mark.parametrize("write", [write for write in FORMATS if write is not raised_in_pdf])
def test_a_narrow_space_in_a_number_stays(tmp_path: Path, write: Write, space: str) -> None:
    """Else two numbers that follow each other run together."""
    text = write(tmp_path / "a", f"In 2024 1{space}150 t of dust", "1", " fell.")
    assert f"In 2024 1{space}150 t of dust fell." in text


def test_a_cell_keeps_the_narrow_spaces_of_its_number(tmp_path: Path) -> None:
    table = "<table><tr><td>Line&nbsp;A</td><td>2024 1&#8239;150\n t</td></tr></table>"
    assert lines_of(table) == "| Line A | 2024 1\u202f150 t |"
    (tmp_path / "a.csv").write_text("Line,Cost\nLine A,2024 1\u202f150 t\n")
    assert "| Line A | 2024 1\u202f150 t |" in text_of(tmp_path / "a.csv")


def test_what_is_struck_out_or_hidden_goes_however_long_it_is(tmp_path: Path) -> None:
    struck = "<p><s>The mayor of the town resigned on Monday.</s> She stays.</p>"
    assert lines_of(struck) == "She stays."
    hidden = f"<style>.pre {{display: none}}</style><div class='pre'>{MORE}</div><p>Six yuan.</p>"
    assert lines_of(hidden) == "Six yuan."
    assert lines_of(f"<div style='display:none'>{MORE}</div><p>Six yuan.</p>") == "Six yuan."


def test_tables_that_follow_each_other_stay_apart() -> None:
    one = "<table><tr><th>Line</th><th>Cost</th></tr> <tbody><tr><td>A</td><td>5</td></tr></tbody></table>"
    other = "<table><caption>Trams by depot</caption><tr><td>North</td><td>12</td></tr></table>"
    assert lines_of(one + other + one).split("\n\n") == [
        "| Line | Cost |\n|---|---|\n| A | 5 |",
        "Trams by depot",
        "| North | 12 |",
        "| Line | Cost |\n|---|---|\n| A | 5 |",
    ]


def test_a_table_of_words_keeps_its_first_row_of_them() -> None:
    table = "<table><tr><th colspan=2>Place</th><th>Who</th></tr><tr><td>North</td><td>Quay</td><td>Roe</td></tr></table>"
    assert lines_of(table).split("\n") == [
        "| Place | Place | Who |",
        "|---|---|---|",
        "| North | Quay | Roe |",
    ]


def test_heads_of_slides_and_sheets_stand_over_each_of_their_columns(tmp_path: Path) -> None:
    rows: list[list[str | int]] = [
        ["What the lines cost"],
        ["Line", "2025", "", "2026", ""],
        ["", "Plan", "Cost", "Plan", "Cost"],
        ["Line A", 4, 5, 6, 7],
    ]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([value or None for value in row])
    for span in ("A1:E1", "A2:A3", "B2:C2", "D2:E2"):
        book.active.merge_cells(span)
    book.save(tmp_path / "a.xlsx")
    assert text_of(tmp_path / "a.xlsx").split("\n")[2:] == [
        "What the lines cost",
        JOINED[0],
        "|---|---|---|---|---|",
        JOINED[1],
    ]
    show = pptx.Presentation()
    shapes = show.slides.add_slide(show.slide_layouts[6]).shapes
    table = shapes.add_table(4, 5, 0, 0, 1, 1).table
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            table.cell(at, place).text = str(value)
    for first, last in (((0, 0), (0, 4)), ((1, 0), (2, 0)), ((1, 1), (1, 2)), ((1, 3), (1, 4))):
        table.cell(*first).merge(table.cell(*last))
    show.save(tmp_path / "a.pptx")
    assert text_of(tmp_path / "a.pptx").split("\n") == ["What the lines cost", *JOINED]


def test_numbers_of_a_sheet_are_read_as_their_cells_show_them(tmp_path: Path) -> None:
    formats: dict[str, tuple[float, str]] = {
        "General": (0.1 + 0.2, "0.3"), "#,##0.00": (1234.5, "1,234.50"), "0.0": (4.567, "4.6"),
        '"$"#,##0': (41_000, "$41,000"), "[$€-407]#,##0.00": (-3.5, "-€3.50"), "0000": (7, "0007"),
        "#,##0.0 %": (0.455, "45.5 %"), "#,##0,": (41_000, "41000"), '0 "t"': (5, "5 t"),
        "0.00E+00": (41_000, "41000"),
    }  # fmt: skip
    book = openpyxl.Workbook()
    book.active.append([value for value, _ in formats.values()])
    for cell, written in zip(book.active[1], formats, strict=True):
        cell.number_format = written
    book.save(tmp_path / "a.xlsx")
    shown = text_of(tmp_path / "a.xlsx").split("\n")[2]
    assert shown == f"| {' | '.join(shown for _, shown in formats.values())} |"


def test_formulas_whose_values_no_program_has_kept_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Line", "Cost"), ("A", 4), ("B", 5), ("All", "=SUM(B2:B3)")):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    remark, found = read([tmp_path / "a.xlsx"])
    assert isinstance(found, Received)
    assert found.raw.endswith("| All | [formula] |")
    assert isinstance(remark, Remark)
    assert remark.text == "formulas whose values the file doesn't hold: 1"


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
