"""PDFs: column after column, paragraphs whole, tables as rows, a form feed behind each page.

A paragraph that runs on over pages stays one; the form feed then stands inside of it.
"""

import re
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from index import language
from index.errors import ArticleRefused
from index.model import Received
from index.reading.glyphs import Pages
from index.reading.hyphens import is_broken, unbroken, words_of
from index.reading.layout import BULLET, Paragraph, Row, paragraphs, rows
from index.reading.recognising import recognise
from index.reading.source import Remark, Source, one_line, title_of

ENDINGS = (".pdf",)
CONTENT_TYPES = {"application/pdf": ".pdf"}

_FILE_NAME = re.compile(r"(?i)^(?:untitled.*|.*\.(?:docx?|pdf|indd|tex|dvi|pptx?|xlsx?))$")
_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_NUMBER = re.compile(
    r"\W*(?:[^\W\d]{1,8}\W+)?(?:\d{1,4}|[ivxlc]{1,6})(?:\W+(?:[^\W\d]{1,3}\W+)?\d{1,4})?\W*"
)
_COUNTED = re.compile(r"(?<![\d.,])\d{1,6}(?![.,]?\d)|\b[ivxlc]{1,8}\b", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SHARE = 0.4  # of the pages, that must have a line for it to be a head or foot
_LARGER = 1.1  # than usual letters are those of headings
_NOTE = 0.9  # of the letters of the text are at most those of notes
_OPENS_NOTE = re.compile(r"\A(?P<name>\d{1,3}|[*†‡§]+)\)?\s*(?=[^\W\d_])")
_LONGEST = 200  # characters of a head or foot
_STOPS = tuple('.!?…:;。！？；：”"»)')
_CJK = r"[぀-ヿ㐀-鿿豈-﫿、。，！？；：）」』》“”]"
_RECOGNISING = 40  # seconds for the pages of one file that are pictures


def read(source: Source) -> Iterator[Received | Remark]:
    """The one article of a PDF, and which of its pages hold no text."""
    if b"%PDF-" not in source.data[:1024]:
        raise ArticleRefused("is no PDF", "Look at what it holds.")
    pages = Pages(source.data)
    found = _without_running_lines([rows(pages.words(number)) for number in range(len(pages))])
    laid = [list(paragraphs(page)) for page in found]
    empty = [number for number, page in enumerate(laid) if not page]
    recognised = _recognise(pages, empty, laid)
    if not any(laid):
        raise ArticleRefused(
            "holds only images, no text",
            "Install the extra `ocr` and tesseract, or run text recognition (OCR) on it.",
        )
    yield _received(source, pages.about(), _text(laid))
    for numbers, told in (
        (recognised, "were read by text recognition"),
        ([number for number in empty if number not in recognised], "hold no text; scanned?"),
    ):
        if numbers:
            yield Remark(source.name, f"pages {_ranges(numbers)} {told}".rstrip("."))


def _received(source: Source, about: Mapping[str, str], text: str) -> Received:
    title = one_line(about.get("Title"))
    if title and _FILE_NAME.match(title):
        title = None
    published = _day(about.get("CreationDate", ""))
    return Received(
        uri=source.uri,
        raw=text,
        title=title or title_of(text) or source.stem,
        author=one_line(about.get("Author")),
        published=published,
        published_how="document metadata, likely" if published else None,
        url=source.url,
    )


def _day(written: str) -> date | None:
    found = _DAY.match(written)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _recognise(pages: Pages, empty: Sequence[int], laid: list[list[Paragraph]]) -> list[int]:
    """Read the pages that are pictures, as many as there is time for; returns which."""
    end, done = time.monotonic() + _RECOGNISING, []
    for number in empty:
        text = recognise(pages.picture(number)) if time.monotonic() < end else None
        if text is None:
            break
        laid[number] = [
            Paragraph(lines, size=10.0)
            for block in re.split(r"\n\s*\n", text)
            if (lines := [line.strip() for line in block.splitlines() if line.strip()])
        ]
        done += [number] if laid[number] else []
    return done


def _ranges(numbers: Sequence[int]) -> str:
    """Pages as people count them: 2-3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0] + 1}-{r[-1] + 1}" if len(r) > 1 else f"{r[0] + 1}" for r in runs)


def _without_running_lines(pages: Sequence[list[Row]]) -> list[list[Row]]:
    """Heads and feet that pages share stay on the first page alone, page numbers nowhere."""
    if len(pages) < 2:
        return list(pages)
    edges = [{place: page[place].text for place in _edge(page)} for page in pages]
    shared = Counter(
        key
        for number, edge in enumerate(edges)
        for key in {key for line in edge.values() for key in _keys(line, number)}
    )
    usual = median([row.size for page in pages for row in page] or [0.0])
    kept = []
    for number, (page, edge) in enumerate(zip(pages, edges, strict=True)):
        gone = {
            place
            for place, line in edge.items()
            if (number and _is_shared(shared[line], 2, len(pages)))
            or (
                page[place].size <= _LARGER * usual  # what is larger is a heading: Chapter 2
                and (number or _NUMBER.fullmatch(line))
                and _counts_pages(line, number, shared, len(pages))
            )
            or (place in (0, len(page) - 1) and line.strip("-–— ") == str(number + 1))
        }
        kept.append([row for place, row in enumerate(page) if place not in gone])
    return kept


def _edge(page: Sequence[Row]) -> set[int]:
    """The places of the first and the last two lines."""
    places = range(len(page))
    return {*places[:2], *places[-2:]}


def _keys(line: str, page: int) -> Iterator[str]:
    """What a line shares with those of other pages: itself, but for a number that counts pages."""
    if len(line) > _LONGEST:
        return
    if re.search(r"[^\W\d_]", line):
        yield line
    for found in _COUNTED.finditer(line):
        yield f"{line[: found.start()]}\0{_value(found.group()) - page}\0{line[found.end() :]}"


def _counts_pages(line: str, page: int, shared: Mapping[str, int], pages: int) -> bool:
    """Whether a line has a number that grows with the pages, and is else the same on several."""
    least = 2 if _NUMBER.fullmatch(line) else 3
    return any(_is_shared(shared[key], least, pages) for key in _keys(line, page) if "\0" in key)


def _is_shared(count: int, least: int, pages: int) -> bool:
    """Whether a line is one of so many pages: odd and even ones may have lines of their own."""
    return count >= least and count >= _SHARE * pages


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    digits = [_ROMAN[letter] for letter in number.lower()]
    return sum(-one if one < after else one for one, after in pairwise((*digits, 0)))


def _text(pages: Sequence[Sequence[Paragraph]]) -> str:
    """A line for each paragraph, joined where it runs on over columns and pages."""
    whole = [line for page in pages for one in page for line in one.lines]
    words, code = words_of(whole), language.of(" ".join(whole[:200])).code
    texts: list[str] = []
    before: Paragraph | None = None  # without the notes at the foot of a page
    body = 0  # the place of its text
    ends = ""  # of pages, since the last line
    for page in pages:
        for place, one in enumerate(page):
            first, *more = ["\n".join(one.lines)] if one.is_table else one.lines
            at_foot = before and all(other.size <= _NOTE * before.size for other in page[place:])
            first = _OPENS_NOTE.sub(r"[^\g<name>]: ", first) if at_foot else first
            if before and _runs_into(before, one):
                _move_last(texts, body)
                texts[-1] = _joined(texts[-1], first, ends, words, code)
            else:
                is_other = before and before.is_table and one.is_table and not one.opens
                texts.append(f"\n{first}" if is_other else ends + first)
            for line in more:
                texts[-1] = _joined(texts[-1], line, "", words, code)
            ends = ""
            if not at_foot:
                before, body = one, len(texts) - 1
        ends += "\f"
    return "\n".join((*texts, ends))


def _move_last(texts: list[str], place: int) -> None:
    """Put a text behind the notes that follow it on its page, which stays theirs."""
    if place < len(texts) - 1:
        text = texts.pop(place)
        bare = text.lstrip("\f")
        texts[place] = text[: len(text) - len(bare)] + texts[place]
        texts.append(bare)


def _runs_into(before: Paragraph, one: Paragraph) -> bool:
    """Whether a paragraph at the top of a column or page goes on with the one before."""
    if before.is_table or one.is_table or not one.opens or BULLET.match(one.lines[0]):
        return False
    alike = 0.87 < one.size / before.size < 1.15
    is_open = not before.lines[-1].endswith(_STOPS)
    is_inside = one.lines[0][:1].islower() and len(before.lines) > 1
    return alike and is_open and (before.runs_on or is_inside)


def _joined(text: str, line: str, ends: str, words: Collection[str], code: str) -> str:
    """Two lines as one, with the ends of pages between them; no space in Chinese."""
    if is_broken(text):
        first, _, line = line.partition(" ")
        return f"{unbroken(text, first, words, code)} {ends}{line}".rstrip(" ")
    is_cjk = re.search(f"{_CJK}$", text) and re.match(_CJK, line)
    return f"{text}{'' if is_cjk else ' '}{ends}{line}"
