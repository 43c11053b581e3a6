"""Plain text and Markdown, with or without front matter."""

from collections.abc import Iterator
from dataclasses import replace

from index.model import Received
from index.reading.front_matter import front_matter
from index.reading.lenient import article, ignored, named, unknown
from index.reading.source import Remark, Source, title_of

ENDINGS = (".txt", ".md", ".markdown")
CONTENT_TYPES = {"text/plain": ".txt", "text/markdown": ".md"}


def read(source: Source) -> Iterator[Received | Remark]:
    """The one article of a text, and what of its front matter could not be read."""
    above, body, problem = front_matter(source.text())
    found, remarks = article(above, source.uri, "front matter, certain", text=body)
    yield replace(
        found,
        uri=source.uri,
        id=None,
        title=found.title if named(above, "title") else title_of(body) or source.stem,
        url=found.url or source.url,
    )
    for remark in filter(None, (problem, *remarks, ignored(unknown(above)))):
        yield Remark(source.name, remark)
