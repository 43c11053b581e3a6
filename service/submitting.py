"""A file as a text to check, and files among the articles that it is checked against."""

import sys
from collections.abc import Sequence
from pathlib import Path

from index.model import Filters, Received
from index.reading import Remark, Unreadable, read
from index.reading.fields import to_fields
from service.checks import CheckRequest
from service.errors import BadInput

STDIN = "-"


def request_of(file: str, articles: Sequence[str], filters: Filters) -> CheckRequest:
    """What a file says, to be checked. An article is named by its id, or is a file, too.

    Raises `BadInput`.
    """
    text = sys.stdin.read() if file == STDIN else _only(file).raw
    return CheckRequest(
        text=text.replace("\f", "\n"),  # the end of a page
        articles=tuple(
            to_fields(_only(named)) if Path(named).is_file() else named for named in articles
        ),
        filters=filters,
    )


def _only(file: str) -> Received:
    """The one article in a file. Raises `BadInput`."""
    items = [item for item in read([file]) if not isinstance(item, Remark)]
    for item in items:
        if isinstance(item, Unreadable):
            raise BadInput(f"{item.uri}: {item.problem}.", item.hint)
    if len(items) != 1:
        raise BadInput(f"{file} holds {len(items)} texts.", "Name a file that holds one.")
    [received] = items
    assert isinstance(received, Received)
    return received
