"""PDFs give their paragraphs whole and their tables as rows; the broken ones fail alone."""

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
)

from index.model import Received
from index.places import page_of
from index.reading import Remark, Unreadable, read
from index.reading.formats import pdfs
from index.reading.recognising import recognise
from index.reading.source import Source
from index.repairing import repair

Line = tuple[float, float, str]  # x, y, text

PROSE = (
    "The new tram line in Baotou opened on Monday after two years of",
    "work. Riders pay two yuan for a ticket, and most of them said that",
    "the tram was quieter than any bus.",
)


def pdf(pages: Sequence[Sequence[Line]], about: str = "") -> bytes:
    """A PDF by hand: its pages in Helvetica, and what its information dictionary says."""
    kids = [4 + 2 * number for number in range(len(pages))]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for kid, lines in zip(kids, pages, strict=True):
        shown = "".join(f"BT /F 10 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
        page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>"
        objects.append(f"{page}/Contents {kid + 1} 0 R>>")
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}endstream")
    objects.append(f"<<{about}>>")
    return _file(objects)


def _file(objects: Sequence[str]) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer<</Size {size}/Root 1 0 R/Info {len(objects)} 0 R>>"
    end = f"xref\n0 {size}\n0000000000 65535 f \n{rows}{trailer}\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode()


def down(lines: Sequence[str], x: float = 50, top: float = 700) -> list[Line]:
    return [(x, top - 12 * number, line) for number, line in enumerate(lines)]


def article(tmp_path: Path, data: bytes) -> Received:
    (tmp_path / "a.pdf").write_bytes(data)
    (found,) = read([tmp_path / "a.pdf"])
    assert isinstance(found, Received), found
    return found


def problem(tmp_path: Path, data: bytes) -> str:
    (tmp_path / "a.pdf").write_bytes(data)
    (found,) = read([tmp_path / "a.pdf"])
    assert isinstance(found, Unreadable), found
    return found.problem


def test_lines_that_the_page_broke_are_one_paragraph(tmp_path: Path) -> None:
    found = article(tmp_path, pdf([[(50, 740, "Trams open"), *down(PROSE)]]))
    assert found.raw == f"Trams open\n{' '.join(PROSE)}\n\f"
    assert found.title == "Trams open"
    assert (found.published, found.published_how) == (None, None)


def test_tables_keep_their_columns_and_empty_cells(tmp_path: Path) -> None:
    rows = [("Year", "Stops", "Riders"), ("2023", "12", "41,000"), ("2024", "", "52,500"), ("2025", "24", "90,100")]  # fmt: skip
    cells = [
        (50 + 150 * column, 600 - 14 * row, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]
    found = article(tmp_path, pdf([[*down(PROSE), *cells]]))
    assert found.raw.rstrip().split("\n")[-4:] == [
        "| Year | Stops | Riders |", "| 2023 | 12 | 41,000 |", "| 2024 |  | 52,500 |",
        "| 2025 | 24 | 90,100 |",
    ]  # fmt: skip


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"left line {n} speaks about trams and" for n in range(10)]
    right = [f"right line {n} speaks about buses" for n in range(10)]
    found = article(tmp_path, pdf([[*down(left), *down(right, x=320)]]))
    assert found.raw.index("left line 9") < found.raw.index("right line 0")
    assert " ".join(left) in found.raw


def test_headers_and_footers_of_most_pages_stand_once(tmp_path: Path) -> None:
    pages = [
        [(50, 780, "Tram Weekly"), *down([f"Story {'abcd'[n]} begins here."]), (300, 20, f"Page {n}")]
        for n in range(4)
    ]  # fmt: skip
    found = article(tmp_path, pdf(pages))
    assert (found.raw.count("Tram Weekly"), found.raw.count("Page")) == (1, 0)
    assert all(f"Story {letter}" in found.raw for letter in "abcd")


def test_the_day_is_that_of_making_not_of_changing(tmp_path: Path) -> None:
    about = (
        "/Title(Trams open)/Author(Jane Roe)/CreationDate(D:20230405080000Z)/ModDate(D:20240101)"
    )
    found = article(tmp_path, pdf([down(PROSE)], about))
    assert (found.title, found.author) == ("Trams open", "Jane Roe")
    assert (found.published, found.published_how) == (date(2023, 4, 5), "document metadata, likely")
    changed = article(tmp_path, pdf([down(PROSE)], "/Title(a.docx)/ModDate(D:20240101)"))
    assert (changed.title.startswith("The new tram"), changed.published) == (True, None)


def text(found: Received) -> str:
    return repair(found.raw)[0]


STORY = (
    "The board wants to lay new pipes in the whole of the old town, and the",
    "first part, between the market and the station by the river, is to cost",
    "9.7 million crowns. The second part would follow when the money is there.",
)


def test_a_sentence_runs_on_over_the_end_of_a_page_and_each_page_is_known(tmp_path: Path) -> None:
    head, foot = (50, 780, "Ashcombe Water Board"), [(300, 20, "1"), (300, 20, "2")]
    pages = [[head, *down(STORY[:2]), foot[0]], [head, *down(STORY[2:]), foot[1]]]
    found = article(tmp_path, pdf(pages))
    assert text(found) == f"Ashcombe Water Board\n{' '.join(STORY)}"
    assert page_of(found.raw, found.raw.index("new pipes")) == 1
    assert page_of(found.raw, found.raw.index("9.7 million")) == 2


@pytest.mark.parametrize("count", [2, 3])
def test_columns_are_read_one_after_the_other_and_sentences_run_on(
    tmp_path: Path, count: int
) -> None:
    lines = [f"line {n} speaks of trams and" for n in range(10 * count)]
    places = [down(lines[10 * n : 10 * n + 10], x=40 + 180 * n) for n in range(count)]
    head = (150, 760, "A heading that stands across all of the columns of the page")
    found = article(tmp_path, pdf([[head, *(line for column in places for line in column)]]))
    assert text(found).split("\n") == [head[2], " ".join(lines)]


def test_prose_beside_a_box_stays_prose(tmp_path: Path) -> None:
    box = ("IN SHORT", "Length: 31 m", "Crew: 5")
    found = article(tmp_path, pdf([[*down(STORY), *down(box, x=480)]]))
    assert text(found) == "\n".join((" ".join(STORY), *box))


def test_one_gap_makes_no_table(tmp_path: Path) -> None:
    numbered = [(50, 740, "1"), (80, 740, "Introduction")]
    found = article(
        tmp_path, pdf([[*numbered, *down(STORY), (50, 600, "a gap"), (400, 600, "here")]])
    )
    assert "|" not in found.raw


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("The board wants a long-", "term plan."), "long-term plan."),
        (("The firm won the 15-", "month contract."), "15-month contract."),
        (("They began the dredg-", "ing of the harbour."), "dredging of"),
        (("The Grelling-", "Holm works are shut."), "Grelling-Holm works"),
        (("The brenal-", "fort was shut.", "A brenal-fort is a fort."), "The brenal-fort was"),
        (("The Tolhurst-", "based firm was shut.", "Tolhurst is a town."), "The Tolhurst-based firm"),
        (("The brenal-", "fort was shut.", "A brenalfort is a fort."), "The brenalfort was"),
    ],
)  # fmt: skip
def test_a_hyphen_at_the_end_of_a_line_stays_where_the_word_has_one(
    tmp_path: Path, lines: Sequence[str], word: str
) -> None:
    assert word in text(article(tmp_path, pdf([down(lines)])))


def test_pages_without_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([down(PROSE), [], [], down(STORY)]))
    found, remark = read([tmp_path / "a.pdf"])
    assert isinstance(found, Received)
    assert isinstance(remark, Remark)
    assert remark.text == "pages 2-3 hold no text; scanned?"
    assert page_of(found.raw, found.raw.index("new pipes")) == 4


def test_pages_that_are_pictures_are_read_where_something_reads_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdfs, "recognise", lambda _: "Trams run\nat night.\n\nBuses do not.")
    source = Source(name="a.pdf", uri="a", stem="a", data=pdf([down(PROSE), []]))
    found, remark = pdfs.read(source)
    assert isinstance(found, Received)
    assert isinstance(remark, Remark)
    assert text(found).endswith("Trams run at night.\nBuses do not.")
    assert remark.text == "pages 2 were read by text recognition"


def test_a_picture_is_read_in_the_languages_that_are_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed = SimpleNamespace(
        get_languages=lambda: ["chi_sim", "eng", "osd"],
        image_to_string=lambda picture, lang: f"{picture} in {lang}",
        TesseractNotFoundError=OSError,
    )
    monkeypatch.setitem(sys.modules, "pytesseract", installed)
    assert recognise("A page") == "A page in chi_sim+eng"


def test_words_are_parted_however_narrow_their_spaces_are(tmp_path: Path) -> None:
    shown = b"[(ask)-160(for)-160(higher)-160(fees)] TJ"
    data = pdf([[(50, 700, "x")]]).replace(b"(x) Tj", shown)
    assert text(article(tmp_path, data)) == "ask for higher fees"


def test_a_pdf_without_text_is_said_to_hold_images(tmp_path: Path) -> None:
    assert "only images" in problem(tmp_path, pdf([[]]))


def test_a_pdf_that_needs_a_password_is_named_and_one_that_does_not_is_read(tmp_path: Path) -> None:
    assert "encrypted" in problem(tmp_path, encrypted("secret"))
    assert "quieter than any bus" in article(tmp_path, encrypted("")).raw


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(BytesIO(pdf([down(PROSE)])))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6])
def test_a_cut_off_pdf_fails_alone(tmp_path: Path, share: float) -> None:
    whole = pdf([down(PROSE)])
    (tmp_path / "a.pdf").write_bytes(whole[: int(len(whole) * share)])
    (tmp_path / "b.pdf").write_bytes(whole)
    failed, found = read([tmp_path])
    assert isinstance(failed, Unreadable)
    assert isinstance(found, Received)


def test_text_that_stands_miles_apart_takes_no_time(tmp_path: Path) -> None:
    lines = [(10.0**7 * n, 50.0, "tram") for n in range(300)]
    assert "tram" in article(tmp_path, pdf([lines])).raw


def test_page_numbers_and_heads_of_two_pages_go(tmp_path: Path) -> None:
    pages = [[(50, 780, "Tram Weekly"), *down([f"Story {'ab'[n]} begins here."]), (300, 20, f"{n + 1}")] for n in range(2)]  # fmt: skip
    assert text(article(tmp_path, pdf(pages))) == (
        "Tram Weekly\nStory a begins here.\nStory b begins here."
    )


def cells(rows: Sequence[Sequence[str]], top: float, wide: float = 150) -> list[Line]:
    return [
        (50 + wide * column, top - 14 * row, text)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]


def test_a_table_that_goes_on_over_the_page_keeps_all_its_rows(tmp_path: Path) -> None:
    rows = [
        (str(year), str(year - 1990), f"{year * 7 % 90},{year % 900}") for year in range(2001, 2013)
    ]
    pages = [[*down(PROSE), *cells(rows[:6], 600)], cells(rows[6:], 700)]
    told = text(article(tmp_path, pdf(pages))).split("\n")
    assert told[1:] == [f"| {' | '.join(row)} |" for row in rows]


def test_lines_that_differ_in_their_figures_alone_stay(tmp_path: Path) -> None:
    told = [f"In {year} {count} boats were built by the yard." for year, count in zip(range(2021, 2025), (12, 14, 9, 20), strict=True)]  # fmt: skip
    pages = [down(told[:2]), down(told[2:])]
    assert text(article(tmp_path, pdf(pages))).split() == " ".join(told).split()


def test_odd_and_even_pages_have_heads_of_their_own(tmp_path: Path) -> None:
    heads = ("Annual report", "Ashcombe Water Board")
    pages = [[(50, 780, heads[n % 2]), *down([f"Story {letter} begins here."]), (300, 20, f"{n + 1} of 6")] for n, letter in enumerate("abcdef")]  # fmt: skip
    told = text(article(tmp_path, pdf(pages))).split("\n")
    assert told == [heads[0], *(f"Story {letter} begins here." for letter in "abcdef")]


def test_headings_that_are_counted_stay(tmp_path: Path) -> None:
    pages = [[(50, 780, f"Chapter {n}"), *down(PROSE)] for n in (1, 2, 3)]
    data = pdf(pages)
    for n in (1, 2, 3):
        data = data.replace(f"/F 10 Tf 50 780 Td (Chapter {n})".encode(), f"/F 16 Tf 50 780 Td (Chapter {n})".encode())  # fmt: skip
    assert text(article(tmp_path, data)).count("Chapter") == 3


def test_a_note_at_the_foot_of_a_page_cuts_no_sentence_and_is_told_from_the_text(
    tmp_path: Path,
) -> None:
    note = "[^1]: Without the tax on sales."
    shown = (50, 60, "1 Without the tax on sales.")
    data = pdf([[*down(STORY[:2]), shown], down(STORY[2:])])
    found = article(tmp_path, data.replace(b"/F 10 Tf 50 60 Td", b"/F 7 Tf 50 60 Td "))
    assert text(found).split("\n") == [note, " ".join(STORY)]
    assert page_of(found.raw, found.raw.index(note)) == 1
    assert page_of(found.raw, found.raw.index("9.7 million")) == 2


WORKS = [
    ("Work", "Cost", "Year"),
    ("Repair of the north quay wall", "4.5", "2024"),
    ("Dredging of the inner harbour basin", "12.0", "2025"),
    ("New lighting along the promenade", "1.2", "2026"),
    ("Paving of the market square", "2.8", "2026"),
]


@pytest.mark.parametrize("above", [PROSE, STORY])
@pytest.mark.parametrize("columns", [2, 3])
def test_a_column_of_descriptions_is_one_of_a_table(
    tmp_path: Path, above: Sequence[str], columns: int
) -> None:
    rows = [row[:columns] for row in WORKS]
    wide = 300 if columns == 2 else 200
    found = article(tmp_path, pdf([[*down(above), *cells(rows, 600, wide)]]))
    assert text(found).split("\n")[1:] == [f"| {' | '.join(row)} |" for row in rows]


def test_heads_and_cells_that_take_two_lines_are_whole(tmp_path: Path) -> None:
    rows = [
        ("Line", "Plan of", "Note"),
        ("", "April 2026", "of it"),
        ("Line A", "400", "built by the board in"),
        ("", "", "the old town"),
        ("Line B", "498", "to be built"),
    ]
    found = article(tmp_path, pdf([[*down(PROSE), *cells(rows, 600)]]))
    assert text(found).split("\n")[1:] == [
        "| Line | Plan of April 2026 | Note of it |",
        "| Line A | 400 | built by the board in the old town |",
        "| Line B | 498 | to be built |",
    ]


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("(The 22) Tj /F 6 Tf 4 Ts (nd) Tj /F 10 Tf 0 Ts ( house) Tj", "The 22nd house"),
        ("(built 45) Tj 4 Ts (1) Tj 0 Ts ( boats) Tj", "built 45 boats"),
        ("(10) Tj /F 6 Tf 4 Ts (6.5) Tj /F 10 Tf 0 Ts ( of it) Tj", "10^(6.5) of it"),
        ("/F 6 Tf 4 Ts (1) Tj /F 10 Tf 0 Ts ( Without barges.) Tj", "¹ Without barges."),
        ("/F 6 Tf 4 Ts (1) Tj /F 10 Tf 0 Ts (Without barges.) Tj", "¹Without barges."),
        (
            "(3) Tj /F 6 Tf 4 Ts (1) Tj /F 10 Tf 0 Ts (/) Tj /F 6 Tf -1 Ts (2) Tj /F 10 Tf 0 Ts ( cups) Tj",
            "3 1/2 cups",
        ),
    ],
)
def test_what_is_raised_is_read_as_one(tmp_path: Path, shown: str, told: str) -> None:
    more = down(PROSE, top=500)
    data = pdf([[(50, 700, "x"), *more]]).replace(b"(x) Tj", shown.encode())
    assert text(article(tmp_path, data)).split("\n")[0] == told


ALIKE = "abdeghnopq"  # letters of one width
HEBREW = dict(zip(ALIKE, map(chr, range(0x5D0, 0x5DA)), strict=True))


@pytest.mark.parametrize("one_by_one", [True, False])
def test_what_is_written_from_right_to_left_is_read_so(tmp_path: Path, one_by_one: bool) -> None:
    """As letters one by one, each with its place, or as a run that is turned round for the page."""
    shown = f"{ALIKE[:4]} {ALIKE[4:7]} {ALIKE[7:]}"
    lines = [(100.0, 700.0, shown[::-1])]
    if one_by_one:
        places = [200 - 5.56 * place for place in range(len(shown))]
        lines = [(x, 700.0, code) for x, code in zip(places, shown, strict=True) if code != " "]
    read_as = "".join(HEBREW.get(code, code) for code in shown)
    assert text(article(tmp_path, in_signs(lines, HEBREW))) == read_as


def in_signs(lines: Sequence[Line], signs: Mapping[str, str]) -> bytes:
    """A page whose letters stand for other ones, as a font may say."""
    names = " ".join(f"<{ord(code):02x}> <{ord(letter):04x}>" for code, letter in signs.items())
    cmap = f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 10 beginbfchar {names} endbfchar endcmap"
    writer = pypdf.PdfWriter(BytesIO(pdf([lines])))
    stream = DecodedStreamObject()
    stream.set_data(cmap.encode())
    font: Any = writer.pages[0]["/Resources"]["/Font"]["/F"]  # type: ignore[index]
    font[NameObject("/ToUnicode")] = writer._add_object(stream)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


PRICE = [(50.0, 700.0, "It costs"), (100.0, 700.0, "35"), (120.0, 700.0, "42 crowns.")]


def drawn(operators: str, lines: Sequence[Line] = PRICE) -> bytes:
    """A page of these lines on which something is drawn, too."""
    mark = b"BT /F 10 Tf 0.0 0.0 Td (@) Tj ET"
    return pdf([[*lines, (0.0, 0.0, "@")]]).replace(mark, operators.encode())


@pytest.mark.parametrize(
    "operators",
    [
        "0.6 w 100 703 m 111 703 l S",  # a line
        "99.5 702.7 11.8 0.6 re f",  # a flat box, as Word draws it
        "q .5 0 0 .5 100 703 cm 1 w 0 0 m 22 0 l S Q",  # on a scale of its own
        "0.6 w 300 500 m 400 500 l 100 703 m 111 703 l S",  # with others in one path
        "0.6 w 100 702.5 m 111 702.5 l S 100 704 m 111 704 l S",  # twice
        "99.5 702.7 5.7 0.6 re f 105.2 702.7 6 0.6 re f",  # letter by letter
    ],
)
def test_what_a_line_runs_through_is_struck_out(tmp_path: Path, operators: str) -> None:
    assert text(article(tmp_path, drawn(operators))) == "It costs 42 crowns."


@pytest.mark.parametrize(
    "operators",
    [
        "0.6 w 100 698 m 111 698 l S",  # below the words
        "0.6 w 100 711 m 111 711 l S",  # above them
        "0.6 w 40 703 m 500 703 l S",  # a rule of a chart that goes on
        "8 w 100 703 m 111 703 l S",  # a marker
        "99 698 13 10 re f",  # a box around them
        "0.6 w 105 690 m 105 720 l S",  # upright
        "0.6 w 100 703 m 104 706 108 700 111 703 c S",  # a curve
        "100 703 m 111 703 l n",  # not drawn
    ],
)
def test_what_is_underlined_ruled_or_marked_is_not_struck_out(
    tmp_path: Path, operators: str
) -> None:
    assert text(article(tmp_path, drawn(operators))) == "It costs 35 42 crowns."


@pytest.mark.parametrize("hidden", [False, True])
def test_what_a_reader_has_marked_as_struck_out_is(tmp_path: Path, hidden: bool) -> None:
    writer = pypdf.PdfWriter(BytesIO(pdf([PRICE])))
    corners = (99.5, 709, 111.5, 709, 99.5, 698, 111.5, 698)
    mark = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/StrikeOut"),
        NameObject("/Rect"): ArrayObject(map(FloatObject, (99, 698, 112, 709))),
        NameObject("/QuadPoints"): ArrayObject(map(FloatObject, corners)),
        NameObject("/F"): FloatObject(2 if hidden else 4),
    })  # fmt: skip
    writer.add_annotation(0, mark)
    written = BytesIO()
    writer.write(written)
    told = "It costs 35 42 crowns." if hidden else "It costs 42 crowns."
    assert text(article(tmp_path, written.getvalue())) == told


def test_a_page_of_many_lines_takes_no_time_and_is_read(tmp_path: Path) -> None:
    lines = "0.5 w " + " ".join(
        f"{n % 500} {n % 700} m {n % 300} {n % 400} l S" for n in range(30_000)
    )
    assert text(article(tmp_path, drawn(lines))) == "It costs 35 42 crowns."


def test_lowered_numbers_are_told_from_those_they_hang_on(tmp_path: Path) -> None:
    parts = b"(The CO) Tj /F 6 Tf -3 Ts (2) Tj /F 10 Tf 0 Ts ( fell by 45) Tj"
    data = pdf([[(50, 700, "x")]]).replace(b"(x) Tj", parts)
    assert text(article(tmp_path, data)) == "The CO₂ fell by 45"


@pytest.mark.parametrize("matrix", ["0 1 -1 0 {y} {x}", "0 -1 1 0 {y} {x}", "-1 0 0 -1 {x} {y}"])
def test_a_page_that_lies_on_its_side_is_read_as_one_that_stands(
    tmp_path: Path, matrix: str
) -> None:
    sign = -1 if matrix.startswith("0 1") else 1  # towards where the next line lies
    lines = "".join(
        f"BT /F 10 Tf {matrix.format(x=400, y=300 - sign * 12 * n)} Tm ({line}) Tj ET "
        if matrix.startswith("0")
        else f"BT /F 10 Tf {matrix.format(x=500, y=300 + 12 * n)} Tm ({line}) Tj ET "
        for n, line in enumerate(PROSE)
    )
    assert text(article(tmp_path, drawn(lines, []))) == " ".join(PROSE)


def test_what_stands_on_its_side_in_the_margin_comes_last(tmp_path: Path) -> None:
    stamp = "BT /F 10 Tf 0 1 -1 0 20 650 Tm (stamped in May) Tj ET"
    found = article(tmp_path, drawn(stamp, down(PROSE)))
    assert text(found) == f"{' '.join(PROSE)}\nstamped in May"


def test_columns_of_signs_are_read_downwards_from_the_right(tmp_path: Path) -> None:
    signs = dict(zip(ALIKE, "朔砚有两座工厂在兰皮", strict=True))
    columns = [ALIKE[first:] + ALIKE[:first] for first in range(3)]
    lines = [
        (300.0 - 20 * place, 700.0 - 12 * row, letter)
        for place, column in enumerate(columns)
        for row, letter in enumerate(column)
    ]
    told = ["".join(map(signs.__getitem__, column)) for column in columns]
    assert text(article(tmp_path, in_signs(lines, signs))).split("\n") == told
