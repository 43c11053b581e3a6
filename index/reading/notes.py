"""Notes of a page: their marks leave the text, and they begin as in Markdown: [^1]: …

So nobody reads a mark as part of a number, or takes what a note says for the text.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from index.reading.elements import PARAGRAPHS, opens, replace, words

_NOTE = re.compile(r"foot-?note|note-?ref|\breference\b|\bcite_ref|endnote", re.IGNORECASE)
_TYPES = ("role", "epub:type", "type")
_BRACKETED = re.compile(r"\s*[\[(［].*[\])］]\s*|[*†‡§¶]+", re.DOTALL)
_LONGEST = 12  # characters of a mark
_MARK = re.compile(r"\W*(?:\d{1,4}|[^\W\d_]|[ivxlc]{1,6})?\W*", re.IGNORECASE)
_MOST = 4_000  # characters of a note; a mark that leads to more leads to a section
# How pages and books declare notes, and lists of what they refer to.
_DECLARED = frozenset(
    """doc-footnote doc-endnote doc-endnotes doc-bibliography footnote footnotes endnote endnotes
    rearnote rearnotes bibliography""".split()
)
_BACK = "backlink"
_OF_MARKS = re.compile(r"[\w*†‡§¶]{1,12}")


def write_notes(tree: Any) -> None:
    """Notes begin with [^1]: and the marks that lead to them leave."""
    marks = list(_marks(tree))
    inline = [
        one
        for mark in marks
        for one in (mark, *takewhile(lambda up: up.tag not in PARAGRAPHS, mark.iterancestors()))
    ]
    back = {f"#{one.get('id')}" for mark in marks for one in mark.iter() if one.get("id")}
    back |= {f"#{one.get('id')}" for one in inline if one.get("id")}
    for note, name in list(_notes(tree, marks)):
        _label(note, name, back)
    for mark in marks:
        replace(mark, "")


def _marks(tree: Any) -> Iterator[Any]:
    """Marks that lead to a note: links inside the page that are raised or declared as such."""
    for link in tree.iter("a"):
        href = link.get("href") or ""
        leads = href.startswith("#") or "#cite_note" in href
        if not (leads or "noteref" in _kind(link)):
            continue
        inside = link.getparent() is not None and link.getparent().tag == "sup"
        around = len(link) == 1 and link[0].tag == "sup" and not (link.text or "").strip()
        said = words(link)
        is_called = _NOTE.search(_kind(link)) and (_MARK.fullmatch(said) or _is_bracketed(said))
        if len(said) <= _LONGEST and (inside or around or is_called):
            yield link
    lettered = {words(one).strip() for one in tree.iter("sup") if _is_letter(one) and opens(one)}
    for element in tree.iter("sup"):
        if (
            _NOTE.search(element.get("class") or "")
            or _is_bracketed(words(element))
            or (words(element).strip() in lettered and not opens(element))
        ):
            yield element


def _kind(element: Any) -> str:
    return " ".join(element.get(name) or "" for name in ("class", *_TYPES))


def _is_bracketed(said: str) -> bool:
    return _BRACKETED.fullmatch(said) is not None


def _is_letter(element: Any) -> bool:
    said = words(element).strip()
    return len(said) == 1 and said.isalpha()


def _notes(tree: Any, marks: list[Any]) -> Iterator[tuple[Any, str]]:
    """What the marks of a page lead to, or what it declares as notes, with the names of marks."""
    named = _named(marks)
    above = {up for mark in marks for up in mark.iterancestors()}
    found: dict[Any, str] = {}
    for element in tree.iter("*"):
        name = named.get(element.get("id") or element.get("name") or "")
        if name is not None:
            note = next((up for up in (element, *element.iterancestors()) if _holds(up)), None)
            if note is not None and note not in above and len(words(note)) <= _MOST:
                found.setdefault(note, name)
    for element in tree.iter("*"):
        if _is_declared(element):
            for number, note in enumerate(list(element.iter("li")) or [element], start=1):
                if not any(one in found for one in (note, *note.iterancestors(), *note.iter())):
                    found[note] = str(number)
    yield from found.items()


def _named(marks: list[Any]) -> Mapping[str, str]:
    """By the ids of notes how they are called: the first mark that leads to each."""
    named: dict[str, str] = {}
    for mark in marks:
        _, _, name = (mark.get("href") or "").partition("#")
        called = _OF_MARKS.search(words(mark))
        if name:
            named.setdefault(name, called.group() if called else "*")
    return named


def _holds(element: Any) -> bool:
    return element.tag in PARAGRAPHS and element.tag != "body"


def _is_declared(element: Any) -> bool:
    kinds = [kind for name in _TYPES for kind in (element.get(name) or "").split()]
    is_list = element.tag == "ol" and "references" in (element.get("class") or "").split()
    return is_list or not _DECLARED.isdisjoint(kinds)


def _label(note: Any, name: str, back: set[str]) -> None:
    """Begin each paragraph of a note with its name, in place of what led back to its mark."""
    for one in [*_links_back(note, back), *_own_marks(note, name)]:
        replace(one, "")
    parts = [one for one in note.iter(*PARAGRAPHS) if next(_inside(one), None) is None]
    for part in parts if note in parts or not (note.text or "").strip() else (note, *parts):
        if words(part).strip():
            _cut_name(part, name)
            part.text = f"[^{name}]: {(part.text or '').lstrip()}"
    if note.tag in ("li", "aside"):
        if note.tag == "li" and note.getparent() is not None:
            note.getparent().tag = "div"
        note.tag = "p" if note in parts else "div"


def _links_back(note: Any, back: set[str]) -> Iterator[Any]:
    for link in note.iter("a"):
        leads_back = (link.get("href") or "") in back or _BACK in _kind(link)
        if leads_back and len(words(link)) <= _LONGEST:
            yield link


def _own_marks(note: Any, name: str) -> Iterator[Any]:
    for raised in note.iter("sup"):
        if words(raised).strip() == name and opens(raised):
            yield raised


def _inside(element: Any) -> Iterator[Any]:
    yield from element.iterdescendants(*PARAGRAPHS)


def _cut_name(part: Any, name: str) -> None:
    """Take out the name with which a note begins: 1. or [1]."""
    for one in part.iter():
        for place in ("text", "tail") if one is not part else ("text",):
            if (said := getattr(one, place) or "").strip():
                own = rf"\s*[\[(]?{re.escape(name)}[\])]?[.):]?\s+"
                if found := re.match(own, said):
                    setattr(one, place, said[found.end() :])
                return
