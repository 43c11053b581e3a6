"""Numbers are read as they were printed, whatever is raised, lowered, struck out or hidden by them."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.model import Received
from index.reading import read
from index.reading.blocks import lines_of
from index.repairing import repair
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


def raised_in_a_feed(path: Path, before: str, raised: str, after: str) -> str:
    return repair(lines_of(f"<p>{before}<sup>{raised}</sup>{after}</p>"))[0]


def raised_in_pdf(path: Path, before: str, raised: str, after: str) -> str:
    path = path.with_suffix(".pdf")
    parts = f"({before}) Tj /F 6 Tf 4 Ts ({raised}) Tj /F 10 Tf 0 Ts ({after}) Tj"
    whole = pdf([[(50, 700, "x")]]).replace(b"(x) Tj", parts.replace("×", "x").encode())
    path.write_bytes(whole)
    return text_of(path).replace(" x ", " × ")


Write = Callable[[Path, str, str, str], str]
FORMATS = [raised_in_html, raised_in_docx, raised_in_pdf, raised_in_text, raised_in_a_feed]


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
