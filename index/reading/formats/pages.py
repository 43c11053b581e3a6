"""Web pages: the article without what stands around it, and what the page says about it."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Any

from index.errors import ArticleRefused
from index.model import Received
from index.reading.blanks import GROUPING, squeezed
from index.reading.blocks import BLOCKS, lines_of
from index.reading.declared import Declared, declared, iso_day, web_url
from index.reading.elements import replace
from index.reading.markup import as_printed, remove
from index.reading.source import Source, language_code, one_line, title_of
from index.sentences import is_prose

ENDINGS = (".html", ".htm", ".xhtml")
CONTENT_TYPES = {"text/html": ".html", "application/xhtml+xml": ".xhtml"}

_MAX_ELEMENTS = 50_000  # more take minutes
_DAY_IN_URL = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/_.-]|$)")
_CLOCK = re.compile(
    r"\s*(?:[^\W\d]+,?\s)?\d{1,2}(?:[:.h]\d\d(?:\s?[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)", re.IGNORECASE
)
_LIVE = 3  # so many times of day beside paragraphs make a live blog; fewer, if each has its own
_TWICE = 40  # characters; a line so long that stands twice was set for two kinds of screen
_DATE_LINE = 60  # characters; a sentence is mostly longer
_DATE_WORDS = 4  # of a line that is no sentence, beside the day
_CAPTION = re.compile(r"(?<![a-z])caption(?![a-z])", re.IGNORECASE)
_TEXT = ("article", "main", "body")
_COMMENTS = re.compile(
    r"(?<![a-z])(?:leser)?(?:comment(?:s|aires?)?|kommentare?|comentarios?|disqus|respond|评论)"
    r"(?:list|area|section|thread|wrapper)?(?![a-z])",
    re.IGNORECASE,
)
_NARROW = re.compile(rf"(?<=\d)[{GROUPING}](?=\d)")
_STAND_INS = "ᛜᛝᛞ"  # letters that stand in no number
_STOOD_IN = re.compile(rf"(?<=\d)[{_STAND_INS}](?=\d)")
_POOR = 200  # characters; what machines are handed must be so much more than what is shown


def read(source: Source) -> Iterator[Received]:
    """The one article of a page."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it says, we say in words
    text = source.text()
    tree = trafilatura.load_html(text)
    if tree is None:
        raise ArticleRefused("holds no web page", "Look at what it holds.")
    if sum(1 for _ in tree.iter()) > _MAX_ELEMENTS:
        raise ArticleRefused(
            f"is too large a page (over {_MAX_ELEMENTS:,} elements)", "Save its article alone."
        )
    said = declared(tree)
    as_printed(tree, scripted=True)
    remove(list(_surroundings(tree)), tree)
    _keep_times(tree)
    _drop_pointers(tree)
    lines = [*_lines(tree), *(time.get("datetime", "") for time in tree.iter("time"))]
    short = [line for line in lines if len(line) <= _DATE_LINE and not _is_sentence(line)]
    _protect_numbers(tree)
    captions = {_line(caption): _beside(caption) for caption in _captions(tree)}
    page = trafilatura.bare_extraction(
        tree,
        url=source.url,
        with_metadata=True,
        include_comments=False,
        config=_for_short_articles(),
    )
    guessed = {
        name: _STOOD_IN.sub(lambda found: GROUPING[_STAND_INS.index(found.group())], value)
        if isinstance(value, str)
        else value
        for name, value in (page.as_dict() if page else {}).items()
    }
    body = _body(guessed.get("text") or "", said.body)
    if not body:
        raise ArticleRefused(
            "holds no article that could be told from its page", "Save its text as a .txt file."
        )
    if not _is_dated(short, iso_day(guessed.get("date") or "")):
        guessed["date"] = None
    yield _received(source, said, guessed, _with_captions(body, captions))


def _line(element: Any) -> str:
    return squeezed("".join(element.itertext()))


def _lines(tree: Any) -> Iterator[str]:
    """The lines of a page, as its blocks part them."""
    from lxml import etree  # type: ignore[import-untyped]

    said: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in BLOCKS or element.tag == "br":
            yield squeezed("".join(said))
            said = []
        is_read = event == "end" or element.tag not in ("script", "style")
        said.append((element.text if event == "start" else element.tail) or "" if is_read else "")
    yield squeezed("".join(said))


def _is_sentence(line: str) -> bool:
    """Whether a line tells something, unlike "Published on 5 April 2023"."""
    return is_prose(line) and len(re.findall(r"[^\W\d_]{2,}", line)) > _DATE_WORDS


def _protect_numbers(tree: Any) -> None:
    """Put stand-ins in place of narrow spaces inside of numbers: extraction makes them blanks."""
    for element in tree.iter():
        for name in ("text", "tail"):
            if said := getattr(element, name):
                setattr(
                    element,
                    name,
                    _NARROW.sub(lambda found: _STAND_INS[GROUPING.index(found.group())], said),
                )


def _captions(tree: Any) -> Iterator[Any]:
    """What stands below pictures, as such or by its name."""
    for element in tree.iter("figcaption", "p", "div", "span"):
        around = element.getparent()
        is_named = _CAPTION.search(element.get("class") or "") and around.tag not in _TEXT
        if element.tag == "figcaption" or (is_named and next(around.iter("img"), None) is not None):
            yield element


def _beside(caption: Any) -> list[str]:
    """The paragraphs that a picture stands among, whatever is wrapped around it."""
    figure = next(caption.iterancestors("figure"), caption)
    around = takewhile(lambda one: one.tag not in ("main", "body"), figure.iterancestors())
    return [_line(one) for part in around for one in part.iterchildren("p")]


def _with_captions(body: str, captions: dict[str, list[str]]) -> str:
    """Behind the text the captions of its pictures, apart from its paragraphs."""
    told = [
        caption
        for caption, beside in captions.items()
        if len(caption.split()) >= 3
        and caption not in body
        and any(len(line) >= _TWICE and line in body for line in beside)
    ]
    return "\n\n".join([body, *(f"Picture: {caption}" for caption in told)])


def _is_dated(short: list[str], day: date | None) -> bool:
    """Whether a line of its own gives this day: one that only a sentence names is not the page's.

    Whoever guesses from a year alone says 1 January.
    """
    if day is None or (day.month, day.day) == (1, 1):
        return False
    wanted = {day.year, day.day}
    return any(wanted <= set(map(int, re.findall(r"(?<!\d)\d{1,4}(?!\d)", line))) for line in short)


@cache
def _for_short_articles() -> Any:
    """Below its least size trafilatura takes all that a page holds, in one line."""
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "60")
    return config


def _body(shown: str, handed: str | None) -> str:
    """The text that the page shows, or the one that it hands to machines where it shows little."""
    body = lines_of(handed) if handed and re.search(r"</?[a-z]", handed) else (handed or "").strip()
    return body if len(body) > 2 * len(shown) + _POOR else _once(shown) or body


def _once(text: str) -> str:
    """The text with each of its long lines once, and what was set twice with them."""
    seen: set[str] = set()
    told: list[tuple[str, bool]] = []  # each line, and whether it was told before
    for line in text.split("\n"):
        told.append((line, line in seen))
        seen.add(line)
    kept: list[str] = []
    for again, run in groupby(told, key=itemgetter(1)):
        lines = [line for line, _ in run]
        if not (again and any(len(line) >= _TWICE for line in lines)):
            kept += lines
    return "\n".join(kept)


def _surroundings(tree: Any) -> Iterator[Any]:
    """What readers wrote below an article, and what stands beside and below it, with other days."""
    for element in tree.iter("div", "section", "ol", "ul", "aside", "footer"):
        inside = next(element.iterancestors("article"), None) is not None
        named = (element.get("id") or "", element.get("class") or "")
        if (element.tag in ("aside", "footer") and not inside) or any(map(_COMMENTS.search, named)):
            yield element
    yield from filter(_is_comment, tree.iter("*"))


def _is_comment(element: Any) -> bool:
    """Whether it is declared to be one, in the words of schema.org."""
    kind = (element.get("itemtype") or "").rpartition("/")[2]
    return kind in ("Comment", "UserComments") or element.get("itemprop") == "comment"


def _keep_times(tree: Any) -> None:
    """The times of a live blog become lines of their own, which extraction keeps."""
    times = [
        time
        for time in tree.iter("time", "span", "div")
        if (_CLOCK.match(_line(time)) if time.tag == "time" else _is_clock(time))
        and next(time.iterancestors("p", "header", "time"), None) is None
        and not any(_CLOCK.fullmatch(_line(inside)) for inside in time.iterchildren())
    ]
    entries = {time.getparent() for time in times if next(time.itersiblings("p"), None) is not None}
    if len(times) >= _LIVE or len(entries) == len(times) > 1:
        for time in times:
            time.tag = "p"


def _is_clock(element: Any) -> bool:
    """Whether an element is nothing but a time of day, with which its block begins."""
    opens = element.getprevious() is None and not (element.getparent().text or "").strip()
    return opens and _CLOCK.fullmatch(_line(element)) is not None


def _drop_pointers(tree: Any) -> None:
    """Paragraphs and headings that are nothing but a link lead to other articles."""
    for block in list(tree.iter("p", "h2", "h3", "h4", "h5", "h6")):
        links = [_line(link) for link in block.iter("a") if link.get("href", "#")[:1] != "#"]
        words = _line(block)
        if words and links and len("".join(links)) >= len(words) * 9 // 10:
            replace(block, "")


def _received(source: Source, said: Declared, guessed: dict[str, Any], text: str) -> Received:
    """What the page declares counts; what it doesn't declare is guessed."""
    url = said.url or web_url(guessed.get("url")) or source.url
    published, how = _published(said, url, one_line(guessed.get("date")))
    return Received(
        uri=source.uri,
        raw=text,
        title=said.title or one_line(guessed.get("title")) or title_of(text) or source.stem,
        outlet=said.outlet or one_line(guessed.get("sitename")),
        author=said.author or one_line(guessed.get("author")),
        published=published,
        published_how=how,
        url=url,
        language=language_code(one_line(guessed.get("language"))),
    )


def _published(
    said: Declared, url: str | None, guess: str | None
) -> tuple[date | None, str | None]:
    """The day, and how it was found: declared, else from the URL, else guessed from the text."""
    if said.published:
        return said.published, said.published_how
    if found := _DAY_IN_URL.search(url or ""):
        day = iso_day("-".join(found.groups()))
        if day:
            return day, "URL, likely"
    day = iso_day(guess or "")
    return day, "page text, a guess" if day else None
