"""An HTML tree made to read as it was printed.

What is deleted or hidden goes, raised and lowered digits are told apart from those they hang on,
formulas become a line of text, marks of notes that lead to a note leave, a cell that spans several
rows of a table stands in each, a head that spans columns in each of these.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import takewhile
from typing import Any

from index.reading import heads
from index.reading.blanks import squeezed
from index.reading.formulas import formula
from index.superscripts import as_lowered, as_raised

_STRUCK = ("del", "s", "strike")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRIKING = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RAISING = re.compile(
    r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise\s*:\s*[\d.]{0,8}[1-9]", re.IGNORECASE
)
_LOWERING = re.compile(r"vertical-align\s*:\s*sub|mso-text-raise\s*:\s*-", re.IGNORECASE)
_SETTING = ("line-through", "vertical-align", "display")  # what a sheet of styles is read for
_OF_CLASS = re.compile(r"\w{0,40}\.(?P<kind>[\w-]+)")
_NOTE = re.compile(r"foot-?note|note-?ref|\breference\b|\bcite_ref|endnote", re.IGNORECASE)
_TYPES = ("role", "epub:type", "type")
_BRACKETED = re.compile(r"\s*[\[(［].*[\])］]\s*|[*†‡§¶]+", re.DOTALL)
_READ = "//text()[not(parent::script or parent::style or parent::noscript)]"
_WHOLE_PAGE = ("html", "body", "main", "article")
_LONGEST = 40  # characters that a style raises or lowers
_TITLE = 200  # characters of a title inside of its table
_WIDEST = 50  # rows or columns that a cell may span
_MOST_CELLS = 10_000  # of a table, that stand in rows with such cells
_OPENS = ("p", "li", "td", "th", "div", "dd", "dt", "body", "aside", "footer")
_BLOCKS = ("p", "div", "ul", "ol", "table", "br", "img")
_READINGS = (
    "rt",
    "rp",
    "rtc",
)  # small signs over Chinese and Japanese ones that say how they sound
# How sites and their kits name what is there for screen readers alone.
_UNSEEN_KINDS = frozenset(
    """sr-only visually-hidden visuallyhidden u-visually-hidden screen-reader-text
    screen-reader-only a11y-hidden show-for-sr""".split()
)
# How they name what their sheets, which are mostly elsewhere, strike out, raise and lower.
_STRUCK_KINDS = frozenset(("line-through", "strike", "strike-through", "strikethrough"))
_RAISED_KINDS = frozenset(("sup", "superscript"))
_LOWERED_KINDS = frozenset(("subscript",))
_QUOTES = tuple("“\"„«»‘'「『")
_PICTURED = frozenset(("latex", "tex", "math", "equation", "formula"))
_TEX = re.compile(r"\{\\(?:display|text)style\s++(?P<inside>.*)\}", re.DOTALL)


def as_printed(tree: Any, *, scripted: bool = False) -> None:
    """Change a tree so that its text says what a reader saw.

    In a page that runs scripts these show what is hidden where that is most of it.
    """
    for element in list(tree.iter("script", "img")):
        _write_pictured(element)
    for element in list(tree.iter("math", "m:math", "mml:math")):
        _write_formula(element)
    for element in list(tree.iter("mjx-container")):
        if not _words(element).strip():
            replace(element, " [formula] ")
    by_class = _by_class(tree)
    struck, hidden = list(_struck(tree, by_class)), list(_hidden(tree, by_class, scripted))
    for element in struck if scripted else (*struck, *hidden):
        replace(element, " ")
    if scripted:
        remove(hidden, tree)
    _write_words(tree)
    _write_set(tree, by_class)
    for table in list(tree.iter("table")):
        _spread(table)


def _write_words(tree: Any) -> None:
    """What is inserted is text, what is quoted has its marks, and signs are read without help."""
    for element in list(tree.iter("ins")):
        element.drop_tag()
    for element in list(tree.iter(*_READINGS)):
        replace(element, "")
    for element in list(tree.iter("q")):
        words = _words(element)
        replace(element, words if words.lstrip()[:1] in _QUOTES else f"“{words}”")


def _write_set(tree: Any, by_class: Mapping[str, str]) -> None:
    """What is raised or lowered, without the marks of notes."""
    for element in list(_notes(tree)):
        replace(element, "")
    for element in list(_set(tree, "sup", _RAISED_KINDS, _RAISING, by_class)):
        replace(element, as_raised(_words(element), _before(element)))
    for element in list(_set(tree, "sub", _LOWERED_KINDS, _LOWERING, by_class)):
        replace(element, as_lowered(_words(element)))


def replace(element: Any, text: str) -> None:
    """Put a text in the place of an element; what follows it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    text += element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    parent.remove(element)


def remove(elements: list[Any], tree: Any) -> None:
    """Take elements out, unless most of the page stands in them: then a script shows it."""
    whole = sum(len(text) for text in tree.xpath(_READ))
    for element in elements:
        if element.tag not in _WHOLE_PAGE and 2 * len(_words(element)) <= whole:
            replace(element, " ")


def _by_class(tree: Any) -> Mapping[str, str]:
    """By class what the page's own sheets say of how text is set; nothing else is asked of them."""
    found: dict[str, str] = {}
    for sheet in tree.iter("style"):
        css = sheet.text or ""
        for selectors, told in _rules(css) if any(word in css for word in _SETTING) else ():
            for one in map(_OF_CLASS.fullmatch, map(str.strip, selectors.split(","))):
                if one and any(word in told for word in _SETTING):
                    found[one["kind"]] = f"{found.get(one['kind'], '')};{told}"
    return found


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of rules that always hold: none inside of @media."""
    first, *commented = css.split("/*")
    css = first + "".join(part.partition("*/")[2] for part in commented)
    depth = start = 0
    selector = ""
    for brace in re.finditer("[{}]", css):
        told, start = css[start : brace.start()], brace.end()
        if brace.group() == "{":
            selector = "" if depth else told.rpartition(";")[2].strip()
            depth += 1
            continue
        depth = max(depth - 1, 0)
        if selector and not depth and not selector.startswith("@"):
            yield selector, told
        selector = ""


def _style(element: Any, by_class: Mapping[str, str]) -> str:
    own = element.get("style") or ""
    kinds = (element.get("class") or "").split() if by_class else ()
    return ";".join([*(by_class[kind] for kind in kinds if kind in by_class), own])


def _struck(tree: Any, by_class: Mapping[str, str]) -> Iterator[Any]:
    """What is struck out."""
    for element in tree.iter("*"):
        is_struck = (
            element.tag in _STRUCK
            or _STRIKING.search(_style(element, by_class))
            or (element.tag == "span" and _is_of(element, _STRUCK_KINDS))
        )
        if is_struck and element.tag not in _WHOLE_PAGE:
            yield element


def _hidden(tree: Any, by_class: Mapping[str, str], scripted: bool) -> Iterator[Any]:
    """What no reader sees; what only a class hides, a script may show."""
    for element in tree.iter("*"):
        style = (element.get("style") or "") if scripted else _style(element, by_class)
        if (
            (element.get("hidden") is not None and element.get("hidden") != "until-found")
            or _HIDING.search(style)
            or _is_of(element, _UNSEEN_KINDS)
            or (
                element.get("aria-hidden") == "true"
                and "katex-html" in (element.get("class") or "")
            )
        ):
            yield element


def _is_of(element: Any, kinds: frozenset[str]) -> bool:
    return not kinds.isdisjoint((element.get("class") or "").split())


def _notes(tree: Any) -> Iterator[Any]:
    """Marks that lead to a note: links inside the page that are raised or declared as such."""
    for link in tree.iter("a"):
        href, said = link.get("href") or "", (link.get(name) or "" for name in _TYPES)
        kind = " ".join((link.get("class") or "", *said))
        leads = href.startswith("#") or "#cite_note" in href
        if not (leads or "noteref" in kind):
            continue
        inside = link.getparent() is not None and link.getparent().tag == "sup"
        around = len(link) == 1 and link[0].tag == "sup" and not (link.text or "").strip()
        if len(_words(link)) <= 12 and (inside or around or _NOTE.search(kind)):
            yield link
    lettered = {_words(one).strip() for one in tree.iter("sup") if _is_letter(one) and _opens(one)}
    for element in tree.iter("sup"):
        if (
            _NOTE.search(element.get("class") or "")
            or _BRACKETED.fullmatch(_words(element))
            or (_words(element).strip() in lettered and not _opens(element))
        ):
            yield element


def _is_letter(element: Any) -> bool:
    words = _words(element).strip()
    return len(words) == 1 and words.isalpha()


def _opens(element: Any) -> bool:
    """Whether nothing stands before it in its paragraph or cell, as before the text of a note."""
    while element is not None and element.tag not in _OPENS:
        parent = element.getparent()
        if element.getprevious() is not None or (
            parent is not None and (parent.text or "").strip()
        ):
            return False
        element = parent
    return True


def _set(
    tree: Any,
    tag: str,
    kinds: frozenset[str],
    style: re.Pattern[str],
    by_class: Mapping[str, str],
) -> Iterator[Any]:
    """What is raised, or lowered, by its tag, class or style; how a cell is set is no matter."""
    for element in tree.iter("*"):
        if element.tag == tag or (
            element.tag not in ("td", "th", "tr")
            and (style.search(_style(element, by_class)) or _is_of(element, kinds))
            and 0 < len(_words(element)) <= _LONGEST
        ):
            yield element


def _before(element: Any) -> str:
    """What stands right before an element."""
    before = element.getprevious()
    return str((element.getparent().text if before is None else before.tail) or "")


def _words(element: Any) -> str:
    return "".join(element.itertext())


def _spread(table: Any) -> None:
    """Write a cell that spans several rows into each, and leave room where it spans columns.

    A head that spans columns stands over each, and heads in several rows become one row; a first
    row of one cell is what stands above the table.
    """
    rows = [one for one in table.iter("tr") if next(one.iterancestors("table")) is table]
    for caption in list(table.iterchildren("caption")):
        _set_before(table, squeezed(_words(caption)))
        replace(caption, "")
    for row in rows:
        _tell_heads(row)
    while len(rows) > 2 and (title := _title(rows)) is not None:
        _set_before(table, title)
        rows[0].getparent().remove(rows.pop(0))
    with_heads = sum(1 for _ in takewhile(_has_head, rows))
    below: dict[int, tuple[Any, int]] = {}  # by column what goes on, and for how many rows more
    written = 0
    for place, row in enumerate(rows):
        own = [cell for cell in row if cell.tag in ("td", "th")]
        if written > _MOST_CELLS or not (below or any(_spans(cell) != (1, 1) for cell in own)):
            continue
        row[:] = _filled(row, own, below, is_head=place < with_heads)
        written += len(row)
    _join_heads(rows, [place < with_heads for place in range(len(rows))])


def _filled(
    row: Any, own: list[Any], below: dict[int, tuple[Any, int]], *, is_head: bool
) -> list[Any]:
    """A row with a cell for each column; what goes on below it is noted."""
    cells: list[Any] = []
    while own or any(column >= len(cells) for column in below):
        cell, count = below.pop(len(cells), (None, 0))
        if cell is not None:
            cell = deepcopy(cell)
        elif own:
            cell = own.pop(0)
            count, columns = _spans(cell)
            for name in ("rowspan", "colspan"):
                cell.attrib.pop(name, None)
            beside = deepcopy(cell) if is_head else cell.makeelement(cell.tag)
            beside.tail = None
            beside.set("rowspan", str(count))
            own[:0] = [deepcopy(beside) for _ in range(columns - 1)]
        else:
            cell = row.makeelement("td")
        if count > 1:
            below[len(cells)] = (cell, count - 1)
        cells.append(cell)
    return cells


def _title(rows: Sequence[Any]) -> str | None:
    """What the first row says, where it is one cell above rows of several."""
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows[:2]]
    if len(cells[0]) != 1 or len(cells[1]) < 2 or _spans(cells[0][0])[0] > 1:
        return None
    words = squeezed(_words(cells[0][0]))
    is_line = next(cells[0][0].iter(*_BLOCKS), None) is None
    return words if is_line and len(words) <= _TITLE else None


def _set_before(table: Any, words: str) -> None:
    line = table.makeelement("p")
    line.text = words
    if words and table.getparent() is not None:
        table.addprevious(line)


def _tell_heads(row: Any) -> None:
    """The name of a row is a cell like the others; an empty cell among heads is a head."""
    own = [cell for cell in row if cell.tag in ("td", "th")]
    named = [cell.tag for cell in own if _words(cell).strip()]
    for cell in own:
        cell.tag = "th" if named.count("th") == len(named) > 1 else "td"


def _has_head(row: Any) -> bool:
    """Whether a cell among others of a row spans several columns."""
    own = [cell for cell in row if cell.tag in ("td", "th")]
    return len(own) > 1 and any(_spans(cell)[1] > 1 and _words(cell).strip() for cell in own)


def is_head(row: Any) -> bool:
    """Whether a row is declared to be one of heads."""
    own = [cell for cell in row if cell.tag in ("td", "th")]
    in_head = next(row.iterancestors("thead", "table")).tag == "thead"
    return len(own) > 1 and (in_head or all(cell.tag == "th" for cell in own))


def _join_heads(rows: Sequence[Any], spanning: Sequence[bool]) -> None:
    """Several first rows of heads as one."""
    said = [[squeezed(_words(cell)) for cell in row] for row in rows[: heads.MOST + 2]]
    declared = sum(1 for _ in takewhile(is_head, rows))
    count = declared or heads.count(said, spanning)
    if not 1 < count <= min(heads.MOST, len(rows) - 1):
        return
    first, *others = rows[:count]
    texts = heads.joined(said[:count])
    first[:] = [first.makeelement("th") for _ in texts]
    for cell, text in zip(first, texts, strict=True):
        cell.text = text
    for row in others:
        row.getparent().remove(row)


def _spans(cell: Any) -> tuple[int, int]:
    """How many rows and columns a cell spans."""
    spans = (str(cell.get(name, "1")).strip() for name in ("rowspan", "colspan"))
    rows, columns = (int(span) if span.isdecimal() else 1 for span in spans)
    return min(max(rows, 1), _WIDEST), min(max(columns, 1), _WIDEST)


def _write_formula(math: Any) -> None:
    """A formula as a line, also where it is hidden behind a picture of itself."""
    around = math.getparent()
    while around is not None and "math" in (around.get("class") or ""):
        around.attrib.pop("style", None)
        around = around.getparent()
    said = " ".join(formula(math).split()) or math.get("alttext") or "[formula]"
    before = "" if (math.getprevious() is None and not math.getparent().text) else " "
    replace(math, f"{before}{said} ".replace("  ", " "))


def _write_pictured(element: Any) -> None:
    """A formula that a script or a picture shows, as its writer wrote it."""
    kinds = set((element.get("class") or "").lower().split())
    if element.tag == "script":
        beside = element.getprevious()
        is_shown = beside is not None and (beside.get("class") or "").startswith("MathJax")
        if (element.get("type") or "").startswith("math/tex") and not (is_shown and _words(beside)):
            replace(element, f" {' '.join(_words(element).split()) or '[formula]'} ")
        return
    said = " ".join((element.get("alt") or "").split())
    written = _TEX.fullmatch(said)
    if kinds & _PICTURED or written or "/latex.php" in (element.get("src") or ""):
        said = written["inside"] if written else said
        is_said = next(element.getparent().iter("math"), None) is not None
        replace(element, " " if is_said else f" {said or '[formula]'} ")
