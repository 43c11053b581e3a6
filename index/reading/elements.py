"""Elements of a tree of HTML: what they say, and text put in their place."""

from typing import Any

PARAGRAPHS = ("p", "li", "td", "th", "div", "dd", "dt", "body", "aside", "footer")


def words(element: Any) -> str:
    """All that it says."""
    return "".join(element.itertext())


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


def opens(element: Any) -> bool:
    """Whether nothing stands before it in its paragraph or cell, as before the text of a note."""
    while element is not None and element.tag not in PARAGRAPHS:
        parent = element.getparent()
        if element.getprevious() is not None or (
            parent is not None and (parent.text or "").strip()
        ):
            return False
        element = parent
    return True
