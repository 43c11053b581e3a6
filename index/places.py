"""Where in its article a stretch stands, as people find it: on which page, under which heading.

A text as received ends each page with a form feed, where it has pages; a heading is a line that
starts with `#`.
"""

import re

_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<heading>\S.*)", re.MULTILINE)
_LONGEST = 200


def page_of(raw: str, raw_start: int) -> int | None:
    """The page, counted from 1; None where the text has no pages."""
    return 1 + raw.count("\f", 0, raw_start) if "\f" in raw else None


def heading_of(text: str, start: int) -> str | None:
    """The heading of the section that a place lies in; None before the first one."""
    end = text.find("\n", start)
    above = text.rfind("\n#", 0, end if end >= 0 else len(text))
    found = None
    while above >= 0 and not found:
        found = _HEADING.match(text, above + 1)
        above = text.rfind("\n#", 0, above)
    if not found:
        found = _HEADING.match(text)
    is_above = found is not None and found.end() <= start
    if not (found and is_above):
        return None
    return found["heading"].rstrip(" \t").rstrip("#").rstrip(" \t")[:_LONGEST] or None
