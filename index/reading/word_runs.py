"""Word's own markup made to say what a reader saw, before it becomes HTML.

Hidden and struck runs go, formulas become runs of text, runs that are moved up are raised, also
where only their style says so.
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from index.reading.formulas import formula

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_STYLES = "word/styles.xml"
_TELLTALES = (
    b"oMath", b"vanish", b"strike", b"position", b"Equation", b"ruby", b"fldSimple", b":dir",
    b":bdo", b"txbxContent", b"instrText",
)  # fmt: skip
_O = "{urn:schemas-microsoft-com:office:office}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What mammoth doesn't look into: simple fields, and stretches with a direction of their own.
_TRANSPARENT = (f"{_W}fldSimple", f"{_W}dir", f"{_W}bdo")
_GONE = "gone"
_ALIGNED = ("superscript", "subscript")
_DEEPEST = 10  # styles that are based on one another
_UNSEEN = (f"{_W}vanish", f"{_W}webHidden", f"{_W}strike", f"{_W}dstrike")


def as_printed(data: bytes) -> bytes:
    """The same document without what no reader sees, its formulas written out."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in _PARTS if name in names}
        styles = _styles(archive.read(_STYLES)) if _STYLES in names else {}
        if not styles and not any(tell in text for text in texts.values() for tell in _TELLTALES):
            return data
        written = BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in dict.fromkeys(names):
                text = texts.get(name)
                copy.writestr(name, archive.read(name) if text is None else _part(text, styles))
    return written.getvalue()


def _part(xml: bytes, styles: Mapping[str, str]) -> bytes:
    from lxml import etree  # type: ignore[import-untyped]

    tree = etree.fromstring(xml, _parser())
    _write_formulas(tree)
    _write_unread(tree)
    for run in list(tree.iter(f"{_W}r")):
        about = run.find(f"{_W}rPr")
        if about is not None:
            _set(run, about, styles.get(_style(about, "rStyle") or ""))
    for paragraph in list(tree.iter(f"{_W}p")):
        about = paragraph.find(f"{_W}pPr")
        if about is not None and styles.get(_style(about, "pStyle") or "") == _GONE:
            paragraph.getparent().remove(paragraph)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _set(run: Any, about: Any, style: str | None) -> None:
    """A run leaves, or is raised, as it says itself or by its style."""
    if _is_unseen(about) or (style == _GONE and not _is_shown(about)):
        run.getparent().remove(run)
    else:
        _raise(about, style)


def _write_unread(tree: Any) -> None:
    """Put where mammoth finds it what it doesn't look into."""
    for drawn in list(tree.iter(f"{_W}object")):
        if any("Equation" in str(one.get("ProgID")) for one in drawn.iter(f"{_O}OLEObject")):
            drawn.getparent().replace(drawn, _text_like(drawn, "[formula]"))
    for ruby in list(tree.iter(f"{_W}ruby")):
        base = ruby.find(f"{_W}rubyBase")
        ruby.getparent().replace(ruby, _text_like(ruby, "" if base is None else _words(base)))
    for around in list(tree.iter(*_TRANSPARENT)):
        _lift(around)
    for box in list(tree.iter(f"{_W}txbxContent")):
        _keep_box(box)


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)


def _styles(xml: bytes) -> dict[str, str]:
    """Of styles by name, those that hide or strike out their text, raise it, or lower it.

    What a style says itself counts before what it has from the one that it is based on.
    """
    from lxml import etree

    tree = etree.fromstring(xml, _parser())
    if tree is None:
        return {}
    by_name = {str(style.get(f"{_W}styleId")): style for style in tree.iter(f"{_W}style")}
    told = {name: _told(style, by_name, _DEEPEST) for name, style in by_name.items()}
    return {name: how for name, how in told.items() if how}


def _told(style: Any, by_name: Mapping[str, Any], deepest: int) -> str:
    """How a style sets its text; empty where as usual."""
    about = style.find(f"{_W}rPr")
    if about is not None and _is_unseen(about):
        return _GONE
    if about is not None and _is_shown(about):
        return ""
    align = about.find(f"{_W}vertAlign") if about is not None else None
    if align is not None:
        how = str(align.get(f"{_W}val"))
        return how if how in _ALIGNED else ""
    base = by_name.get(_style(style, "basedOn") or "")
    return _told(base, by_name, deepest - 1) if base is not None and deepest else ""


def _is_shown(about: Any) -> bool:
    """Whether it says that its text is shown, whatever a style says."""
    switches = [about.find(name) for name in _UNSEEN]
    return any(switch is not None and not _is_on(switch) for switch in switches)


def _is_unseen(about: Any) -> bool:
    return any(_is_on(about.find(name)) for name in _UNSEEN)


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{_W}val", "true") not in ("0", "false", "off")


def _style(about: Any, name: str) -> str | None:
    style = about.find(f"{_W}{name}")
    return None if style is None else style.get(f"{_W}val")


def _raise(about: Any, style: str | None) -> None:
    """A run that is moved up by its position, or by its style, is one that is raised."""
    if about.find(f"{_W}vertAlign") is not None:
        return
    position = about.find(f"{_W}position")
    moved = "0" if position is None else str(position.get(f"{_W}val", "0"))
    kind = style if style in _ALIGNED else None
    if moved.lstrip("-").isdigit() and int(moved):
        kind = "superscript" if int(moved) > 0 else "subscript"
    if kind:
        about.append(about.makeelement(f"{_W}vertAlign", {f"{_W}val": kind}))


def _write_formulas(tree: Any) -> None:
    """In place of formulas and paragraphs of them, runs that say them; or that one was there."""
    for name in ("oMathPara", "oMath"):
        for math in list(tree.iter(f"{_M}{name}")):
            run = math.makeelement(f"{_W}r")
            run.append(_text_like(math, " ".join(formula(math).split()) or "[formula]"))
            run.tail = math.tail
            math.getparent().replace(math, run)
    for told in list(tree.iter(f"{_W}instrText")):
        if re.match(r"\s*EQ\b", told.text or ""):
            told.getparent().replace(told, _text_like(told, "[formula]"))


def _lift(around: Any) -> None:
    """Put what an element holds in its place."""
    parent = around.getparent()
    at = parent.index(around)
    parent[at : at + 1] = [child for child in around if child.tag != f"{_W}fldData"]


def _keep_box(box: Any) -> None:
    """Put a box of text that mammoth would not see behind the paragraph that it is fixed to."""
    choice = next(box.iterancestors(f"{_MC}AlternateContent"), None)
    instead = choice is not None and choice.find(f"{_MC}Fallback//{_W}txbxContent") is not None
    host = next(box.iterancestors(f"{_W}p"), None)
    if host is None or instead or box.getparent().tag.endswith("}textbox"):
        return
    for block in reversed(list(box)):
        host.addnext(block)


def _words(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _text_like(element: Any, words: str) -> Any:
    text = element.makeelement(f"{_W}t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return text
