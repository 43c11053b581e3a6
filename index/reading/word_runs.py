"""Word's own markup made to say what a reader saw, before it becomes HTML.

Hidden and struck runs go, formulas become runs of text, runs that are moved up are raised.
"""

import zipfile
from io import BytesIO
from typing import Any

from index.reading.markup import formula

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
_TELLTALES = (b"oMath", b"vanish", b"strike", b"position")
_UNSEEN = (f"{_W}vanish", f"{_W}webHidden", f"{_W}strike", f"{_W}dstrike")


def as_printed(data: bytes) -> bytes:
    """The same document without what no reader sees, its formulas written out."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in _PARTS if name in names}
        unseen = _unseen_styles(archive.read("word/styles.xml")) if _STYLES in names else set()
        if not unseen and not any(tell in text for text in texts.values() for tell in _TELLTALES):
            return data
        written = BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in dict.fromkeys(names):
                text = texts.get(name)
                copy.writestr(name, archive.read(name) if text is None else _part(text, unseen))
    return written.getvalue()


def _part(xml: bytes, unseen: set[str]) -> bytes:
    from lxml import etree  # type: ignore[import-untyped]

    tree = etree.fromstring(xml, _parser())
    for math in list(tree.iter(f"{_M}oMath")):
        _write_formula(math)
    for run in list(tree.iter(f"{_W}r")):
        about = run.find(f"{_W}rPr")
        if about is not None and (_is_unseen(about) or _style(about, "rStyle") in unseen):
            run.getparent().remove(run)
        elif about is not None:
            _raise(about)
    for paragraph in list(tree.iter(f"{_W}p")):
        about = paragraph.find(f"{_W}pPr")
        if about is not None and _style(about, "pStyle") in unseen:
            paragraph.getparent().remove(paragraph)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)


def _unseen_styles(xml: bytes) -> set[str]:
    """Styles whose text is hidden or struck out."""
    from lxml import etree

    tree = etree.fromstring(xml, _parser())
    if tree is None:
        return set()
    return {
        str(style.get(f"{_W}styleId"))
        for style in tree.iter(f"{_W}style")
        if (about := style.find(f"{_W}rPr")) is not None and _is_unseen(about)
    }


def _is_unseen(about: Any) -> bool:
    return any(_is_on(about.find(name)) for name in _UNSEEN)


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{_W}val", "true") not in ("0", "false", "off")


def _style(about: Any, name: str) -> str | None:
    style = about.find(f"{_W}{name}")
    return None if style is None else style.get(f"{_W}val")


def _raise(about: Any) -> None:
    """A run that is moved up by its position is one that is raised."""
    position = about.find(f"{_W}position")
    if position is None or about.find(f"{_W}vertAlign") is not None:
        return
    moved = str(position.get(f"{_W}val", "0"))
    if moved.lstrip("-").isdigit() and int(moved):
        kind = "superscript" if int(moved) > 0 else "subscript"
        about.append(about.makeelement(f"{_W}vertAlign", {f"{_W}val": kind}))


def _write_formula(math: Any) -> None:
    """In place of a formula, a run that says it; or that one was there."""
    run = math.makeelement(f"{_W}r")
    text = run.makeelement(f"{_W}t")
    text.text = " ".join(formula(math).split()) or "[formula]"
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(text)
    run.tail = math.tail
    around = math.getparent()
    if around.tag == f"{_M}oMathPara":
        around.tag = f"{_W}r"  # a paragraph of formulas stands in a paragraph of text
        for child in list(around):
            if child is not math:
                around.remove(child)
        around.replace(math, text)
    else:
        around.replace(math, run)
