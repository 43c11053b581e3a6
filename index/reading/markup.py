"""An HTML tree made to read as it was printed.

What is deleted or hidden goes, raised and lowered digits are told apart from those they hang on,
formulas become a line of text, notes begin with the marks that lead to them, a cell that spans
several rows of a table stands in each, a head that spans columns in each of these.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import takewhile
from typing import Any

from index.reading import heads
from index.reading.blanks import squeezed
from index.reading.elements import replace, words
from index.reading.formulas import formula
from index.reading.notes import write_notes
from index.superscripts import as_lowered, as_raised

_STRUCK = ("del", "s", "strike")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRIKING = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RAISING = re.compile(
    r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise\s*:\s*[\d.]{0,8}[1-9]", re.IGNORECASE
)
_LOWERING = re.compile(r"vertical-align\s*:\s*sub|mso-text-raise\s*:\s*-", re.IGNORECASE)
_SETTING = (
    "line-through",
    "vertical-align",
    "display",
    "visibility",
)  # what a sheet of styles is read for
_SHOWING = re.compile(r"display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible", re.IGNORECASE)
_CLASS = re.compile(r"\.(?P<kind>[\w-]+)")
_OF_CLASS = re.compile(r"\w{0,40}\.(?P<kind>[\w-]+)")
_READ = "//text()[not(parent::script or parent::style or parent::noscript)]"
_WHOLE_PAGE = ("html", "body", "main", "article")
_LONGEST = 40  # characters that a style raises or lowers
_TITLE = 200  # characters of a title inside of its table
_WIDEST = 50  # rows or columns that a cell may span
_MOST_CELLS = 10_000  # of a table, that stand in rows with such cells
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

    In a page that runs scripts these show what is hidden, or what classes hide, where that is most
    of it.
    """
    _write_formulas(tree)
    by_class = _by_class(tree)
    for element in list(_struck(tree, by_class)):
        replace(element, " ")
    _leave_out_hidden(tree, by_class, scripted)
    _write_words(tree)
    _write_set(tree, by_class)
    for table in list(tree.iter("table")):
        _spread(table)


def _write_formulas(tree: Any) -> None:
    for element in list(tree.iter("script", "img")):
        _write_pictured(element)
    for element in list(tree.iter("math", "m:math", "mml:math")):
        _write_formula(element)
    for element in list(tree.iter("mjx-container")):
        if not words(element).strip():
            replace(element, " [formula] ")


def _leave_out_hidden(tree: Any, by_class: Mapping[str, str], scripted: bool) -> None:
    hidden = list(_hidden(tree, by_class))
    if not scripted:
        for element in hidden:
            replace(element, " ")
        return
    known = set(hidden)
    outermost = (one for one in hidden if known.isdisjoint(one.iterancestors()))
    if 2 * sum(len(words(one)) for one in outermost) > _read(tree):
        hidden = list(_hidden(tree, {}))
    remove(hidden, tree)


def _write_words(tree: Any) -> None:
    """What is inserted is text, what is quoted has its marks, and signs are read without help."""
    for element in list(tree.iter("ins")):
        element.drop_tag()
    for element in list(tree.iter(*_READINGS)):
        replace(element, "")
    for element in list(tree.iter("q")):
        said = words(element)
        replace(element, said if said.lstrip()[:1] in _QUOTES else f"“{said}”")


def _write_set(tree: Any, by_class: Mapping[str, str]) -> None:
    """Notes with their marks before them, and what is raised or lowered."""
    write_notes(tree)
    for element in list(_set(tree, "sup", _RAISED_KINDS, _RAISING, by_class)):
        replace(element, as_raised(words(element), _before(element)))
    for element in list(_set(tree, "sub", _LOWERED_KINDS, _LOWERING, by_class)):
        replace(element, as_lowered(words(element)))


def remove(elements: list[Any], tree: Any) -> None:
    """Take elements out, unless most of the page stands in them: then a script shows it."""
    whole = _read(tree)
    for element in elements:
        if 2 * len(words(element)) <= whole:
            replace(element, " ")


def _read(tree: Any) -> int:
    """How many characters of a page are there to be read."""
    return sum(len(text) for text in tree.xpath(_READ))


def _by_class(tree: Any) -> Mapping[str, str]:
    """By class what the page's own sheets say of how text is set; nothing else is asked of them.

    What some rule shows again, on wide screens or with another class, is not hidden.
    """
    found: dict[str, str] = {}
    shown: set[str] = set()
    for sheet in tree.iter("style"):
        css = sheet.text or ""
        for selectors, told, holds in _rules(css) if any(word in css for word in _SETTING) else ():
            if _SHOWING.search(told):
                shown.update(one["kind"] for one in _CLASS.finditer(selectors))
            for one in map(_OF_CLASS.fullmatch, map(str.strip, selectors.split(","))):
                if one and holds and any(word in told for word in _SETTING):
                    found[one["kind"]] = f"{found.get(one['kind'], '')};{told}"
    return {kind: _HIDING.sub("", told) if kind in shown else told for kind, told in found.items()}


def _rules(css: str) -> Iterator[tuple[str, str, bool]]:
    """The selectors and declarations of rules, and whether they always hold: none in @media do.

    Rules for paper are left out.
    """
    first, *commented = css.split("/*")
    css = first + "".join(part.partition("*/")[2] for part in commented)
    depth = start = 0
    selector = around = ""
    for brace in re.finditer("[{}]", css):
        told, start = css[start : brace.start()], brace.end()
        if brace.group() == "{":
            around = around if depth else told
            selector = told.rpartition(";")[2].strip()
            depth += 1
            continue
        depth = max(depth - 1, 0)
        if selector and not selector.startswith("@") and "print" not in around:
            yield selector, told, not depth
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


def _hidden(tree: Any, by_class: Mapping[str, str]) -> Iterator[Any]:
    """What no reader sees."""
    for element in tree.iter("*"):
        is_hidden = (
            (element.get("hidden") is not None and element.get("hidden") != "until-found")
            or _HIDING.search(_style(element, by_class))
            or _is_of(element, _UNSEEN_KINDS)
            or (
                element.get("aria-hidden") == "true"
                and "katex-html" in (element.get("class") or "")
            )
        )
        if is_hidden and element.tag not in _WHOLE_PAGE:
            yield element


def _is_of(element: Any, kinds: frozenset[str]) -> bool:
    return not kinds.isdisjoint((element.get("class") or "").split())


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
            and 0 < len(words(element)) <= _LONGEST
        ):
            yield element


def _before(element: Any) -> str:
    """What stands right before an element."""
    before = element.getprevious()
    return str((element.getparent().text if before is None else before.tail) or "")


def _spread(table: Any) -> None:
    """Write a cell that spans several rows into each, and leave room where it spans columns.

    A head that spans columns stands over each, and heads in several rows become one row; a first
    row of one cell is what stands above the table.
    """
    rows = [one for one in table.iter("tr") if next(one.iterancestors("table")) is table]
    for caption in list(table.iterchildren("caption")):
        _set_before(table, squeezed(words(caption)))
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
    said = squeezed(words(cells[0][0]))
    is_line = next(cells[0][0].iter(*_BLOCKS), None) is None
    return said if is_line and len(said) <= _TITLE else None


def _set_before(table: Any, said: str) -> None:
    line = table.makeelement("p")
    line.text = said
    if said and table.getparent() is not None:
        table.addprevious(line)


def _tell_heads(row: Any) -> None:
    """The name of a row is a cell like the others; an empty cell among heads is a head."""
    own = [cell for cell in row if cell.tag in ("td", "th")]
    named = [cell.tag for cell in own if words(cell).strip()]
    for cell in own:
        cell.tag = "th" if named.count("th") == len(named) > 1 else "td"


def _has_head(row: Any) -> bool:
    """Whether a cell among others of a row spans several columns."""
    own = [cell for cell in row if cell.tag in ("td", "th")]
    return len(own) > 1 and any(_spans(cell)[1] > 1 and words(cell).strip() for cell in own)


def is_head(row: Any) -> bool:
    """Whether a row is declared to be one of heads."""
    own = [cell for cell in row if cell.tag in ("td", "th")]
    in_head = next(row.iterancestors("thead", "table")).tag == "thead"
    return len(own) > 1 and (in_head or all(cell.tag == "th" for cell in own))


def _join_heads(rows: Sequence[Any], spanning: Sequence[bool]) -> None:
    """Several first rows of heads as one."""
    said = [[squeezed(words(cell)) for cell in row] for row in rows[: heads.MOST + 2]]
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
        if (element.get("type") or "").startswith("math/tex") and not (is_shown and words(beside)):
            replace(element, f" {' '.join(words(element).split()) or '[formula]'} ")
        return
    said = " ".join((element.get("alt") or "").split())
    written = _TEX.fullmatch(said)
    if kinds & _PICTURED or written or "/latex.php" in (element.get("src") or ""):
        said = written["inside"] if written else said
        is_said = next(element.getparent().iter("math"), None) is not None
        replace(element, " " if is_said else f" {said or '[formula]'} ")
