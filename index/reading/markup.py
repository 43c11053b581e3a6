"""An HTML tree made to read as it was printed.

What is deleted or hidden goes, raised and lowered digits are told apart from those they hang on,
formulas become a line of text, marks of notes that lead to a note leave, a cell that spans several
rows of a table stands in each.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

_STRUCK = ("del", "s", "strike")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRIKING = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_RAISING = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_NOTE = re.compile(r"foot-?note|note-?ref|\breference\b|\bcite_ref|endnote", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*[\[(［].*[\])］]\s*|[*†‡§¶]+", re.DOTALL)
_READ = "//text()[not(parent::script or parent::style or parent::noscript)]"
_WHOLE_PAGE = ("html", "body", "main", "article")
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WIDEST = 50  # rows or columns that a cell may span
_MOST_CELLS = 10_000  # of a table, that stand in rows with such cells
_UNSAID = ("annotation", "annotation-xml", "rPr", "ctrlPr")
_LEAVES = ("mi", "mn", "mo", "mtext", "ms", "t")
_JOINED = {
    **dict.fromkeys(("mfrac", "f"), "/"),
    **dict.fromkeys(("msup", "sSup", "mover"), "^"),
    **dict.fromkeys(("msub", "sSub", "munder"), "_"),
    **dict.fromkeys(("msubsup", "sSubSup", "munderover"), "_^"),
}
_ROOTS = {"msqrt": slice(None), "mroot": slice(1), "rad": slice(-1, None)}
_INVISIBLE = str.maketrans(dict.fromkeys("\u2061\u2062\u2063"))
_RAISABLE = re.compile(r"[0-9+\-−=()n]+(?:[,–][0-9]+(?:-[0-9]+)*)*")


def as_printed(tree: Any) -> None:
    """Change a tree so that its text says what a reader saw."""
    for element in list(tree.iter("math")):
        _write_formula(element)
    _remove(list(_unseen(tree)), tree)
    for element in list(tree.iter("ins")):
        element.drop_tag()
    for element in list(_notes(tree)):
        replace(element, "")
    for element in list(_raised(tree)):
        _write_raised(element)
    for element in list(tree.iter("sub")):
        words, lower = _words(element), not _ends(element).endswith(("/", "⁄"))
        replace(element, lowered(words) if lower else words)
    for table in list(tree.iter("table")):
        _spread(table)


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


def _remove(elements: list[Any], tree: Any) -> None:
    """Take elements out, unless most of the page stands in them: then a script shows it."""
    whole = sum(len(text) for text in tree.xpath(_READ))
    for element in elements:
        if element.tag not in _WHOLE_PAGE and 2 * len(_words(element)) <= whole:
            replace(element, " ")


def _unseen(tree: Any) -> Iterator[Any]:
    """What is struck out, and what no reader sees."""
    for element in tree.iter("*"):
        style, kind = element.get("style") or "", element.get("class") or ""
        if (
            element.tag in _STRUCK
            or (element.get("hidden") is not None and element.get("hidden") != "until-found")
            or _HIDING.search(style)
            or _STRIKING.search(style)
            or (element.get("aria-hidden") == "true" and "katex-html" in kind)
        ):
            yield element


def _notes(tree: Any) -> Iterator[Any]:
    """Marks that lead to a note: links inside the page that are raised or declared as such."""
    for link in tree.iter("a"):
        if not (link.get("href") or "").startswith("#") and "#cite_note" not in link.get(
            "href", ""
        ):
            continue
        kind = " ".join(link.get(name) or "" for name in ("class", "role", "epub:type", "type"))
        inside = link.getparent() is not None and link.getparent().tag == "sup"
        around = len(link) == 1 and link[0].tag == "sup" and not (link.text or "").strip()
        if len(_words(link)) <= 12 and (
            inside or around or _NOTE.search(kind) or "noteref" in kind
        ):
            yield link
    for element in tree.iter("sup"):
        if _NOTE.search(element.get("class") or "") or _BRACKETED.fullmatch(_words(element)):
            yield element


def _raised(tree: Any) -> Iterator[Any]:
    for element in tree.iter("*"):
        if element.tag == "sup" or _RAISING.search(element.get("style") or ""):
            yield element


def _write_raised(element: Any) -> None:
    words = "".join(_words(element).split())
    if is_raisable(words):
        tail = (element.tail or "").lstrip()
        if tail[:1] in ("/", "⁄") and words.isdigit():  # 3<sup>1</sup>/<sub>2</sub>
            return replace(element, f" {words}")
        return replace(element, raised(words))
    return replace(element, _words(element))


def _ends(element: Any) -> str:
    """What stands right before an element."""
    before = element.getprevious()
    return str((element.getparent().text if before is None else before.tail) or "")


def _words(element: Any) -> str:
    return "".join(element.itertext())


def is_raisable(text: str) -> bool:
    """Whether a text is a number or a mark of a note, which raised means something else."""
    return _RAISABLE.fullmatch(text) is not None


def lowered(text: str) -> str:
    """A number as Unicode has it where it is lowered; another text as it is."""
    return text.translate(_LOWERED) if text.isdigit() else text


def raised(text: str) -> str:
    """Digits and signs as Unicode has them where they are raised; other letters as they are."""
    return text.translate(_RAISED)


def _spread(table: Any) -> None:
    """Write a cell that spans several rows into each, and leave room where it spans columns."""
    below: dict[int, tuple[Any, int]] = {}  # by column what goes on, and for how many rows more
    written = 0
    for row in [one for one in table.iter("tr") if next(one.iterancestors("table")) is table]:
        own = [cell for cell in row if cell.tag in ("td", "th")]
        if written > _MOST_CELLS or not (below or any(_spans(cell) != (1, 1) for cell in own)):
            continue
        cells: list[Any] = []
        while own or any(column >= len(cells) for column in below):
            cell, rows = below.pop(len(cells), (None, 0))
            if cell is not None:
                cell = deepcopy(cell)
            elif own:
                cell = own.pop(0)
                rows, columns = _spans(cell)
                beside = {"rowspan": str(rows)}
                own[:0] = [cell.makeelement(cell.tag, beside) for _ in range(columns - 1)]
                for name in ("rowspan", "colspan"):
                    cell.attrib.pop(name, None)
            else:
                cell = row.makeelement("td")
            if rows > 1:
                below[len(cells)] = (cell, rows - 1)
            cells.append(cell)
        row[:] = cells
        written += len(cells)


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


def formula(node: Any) -> str:
    """MathML, or Word's mathematics, in one line: (a + b)/c, x^2, √(y)."""
    name = str(node.tag).rpartition("}")[2]
    if name in _UNSAID:
        return ""
    if name in _LEAVES:
        return _sign(node.text or "")
    parts = [formula(child) for child in node if isinstance(child.tag, str)]
    if joints := _JOINED.get(name):
        pieces = zip(("", *joints), map(_grouped, filter(None, parts)), strict=False)
        return "".join(joint + part for joint, part in pieces)
    if name in _ROOTS:
        return f"√({''.join(parts[_ROOTS[name]])})"
    if name in ("d", "mfenced"):
        return f"({', '.join(part for part in parts if part)})"
    return "".join(parts)


def _sign(text: str) -> str:
    """Operators with the space that a formula shows around them."""
    return (
        f" {text} "
        if text in tuple("=+−±×·÷<>≤≥≈∈→")
        else text.replace("\u2062", "").replace("\u2061", "")
    )


def _grouped(part: str) -> str:
    part = part.strip()
    return part if re.fullmatch(r"[\w.,]+|\(.*\)", part) else f"({part})"
