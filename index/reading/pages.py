"""Web pages: the article without what stands around it, and what the page says about it."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from index.errors import ArticleRefused
from index.model import Received
from index.reading.declared import Declared, declared, iso_day, web_url
from index.reading.source import Source, one_line, title_of

_MAX_ELEMENTS = 50_000  # more take minutes
_DAY_IN_URL = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?=[/_.-]|$)")


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
    page = trafilatura.bare_extraction(
        tree, url=source.url, with_metadata=True, include_comments=False
    )
    if page is None or not page.text:
        raise ArticleRefused(
            "holds no article that could be told from its page", "Save its text as a .txt file."
        )
    yield _received(source, said, page.as_dict())


def _received(source: Source, said: Declared, guessed: dict[str, Any]) -> Received:
    """What the page declares counts; what it doesn't declare is guessed."""
    text = guessed["text"]
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
        language=one_line(guessed.get("language")),
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
