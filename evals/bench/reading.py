"""How much of an article's text comes out of web pages, and how much else, beside trafilatura.

A folder holds `pages.jsonl`: `{id, file, url, text}`, with `title` and `published` where they are
known, and the pages themselves, packed by gzip or not. Precision and recall of a page are over runs
of four words, their means are over pages, and F1 is that of the two means: so does
https://github.com/scrapinghub/article-extraction-benchmark.
"""

import gzip
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench.rows import CouldNotMeasure, Row, mean_row
from index.errors import ArticleRefused
from index.model import Received
from index.reading.formats.pages import read
from index.reading.source import Source
from index.repairing import repair

_RUN = 4  # words
_Scores = Sequence[tuple[float, float]]  # precision and recall of each page


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what stands in it; `title` and `published` only where they are known.

    A page is known to tell no day where `published` is empty.
    """

    data: bytes
    url: str
    text: str
    title: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody makes of a page; its day as YYYY-MM-DD."""

    text: str = ""
    title: str = ""
    published: str = ""


def reading(folder: Path) -> list[Row]:
    """F1, precision and recall of the text, shares of right titles and days.

    Raises `CouldNotMeasure`.
    """
    pages = list(_pages(folder))
    found = [received(page) for page in pages]
    ours = [_score(page.text, text) for page, (_, text) in zip(pages, found, strict=True)]
    others = [beside(page) for page in pages]
    theirs = [_score(page.text, one.text) for page, one in zip(pages, others, strict=True)]
    told = [told_by(one) for one, _ in found]
    return [
        *_rows("text", ours),
        *_rows("trafilatura text", theirs),
        *shares("", pages, told),
        *shares("trafilatura ", pages, others),
    ]


def _pages(folder: Path) -> Iterator[Page]:
    try:
        for line in (folder / "pages.jsonl").read_text("utf-8").splitlines():
            fields = json.loads(line)
            data = (folder / fields["file"]).read_bytes()
            yield Page(
                data=gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data,
                url=str(fields.get("url") or ""),
                text=str(fields["text"]),
                title=fields.get("title"),
                published=fields.get("published"),
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CouldNotMeasure(
            f"{folder} holds no pages: {error!r}.",
            "It needs pages.jsonl with {id, file, url, text}, and the files.",
        ) from error


def received(page: Page) -> tuple[Received | None, str]:
    """What the product makes of a page, and its repaired text; nothing where it refuses it."""
    source = Source(name=page.url, uri=page.url, stem="", data=page.data, url=page.url or None)
    try:
        found = next((one for one in read(source) if isinstance(one, Received)), None)
    except ArticleRefused:
        found = None
    return found, repair(found.raw, found.title)[0] if found else ""


def told_by(article: Received | None) -> Told:
    """What an article says of itself."""
    return Told("", article.title, str(article.published or "")) if article else Told()


def beside(page: Page) -> Told:
    """What trafilatura alone makes of a page."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    about = trafilatura.extract_metadata(page.data, default_url=page.url or None)
    return Told(
        trafilatura.extract(page.data, include_comments=False) or "",
        (about and about.title) or "",
        (about and about.date) or "",
    )


def _score(right: str, found: str) -> tuple[float, float]:
    """Precision and recall of the runs of words; an empty side is right where both are empty."""
    wanted, got = _runs(right), _runs(found)
    both = sum((wanted & got).values())
    return (
        both / got.total() if got else float(not wanted),
        both / wanted.total() if wanted else float(not got),
    )


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    size = min(_RUN, len(words)) or 1
    return Counter(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _rows(name: str, scores: _Scores) -> Iterator[Row]:
    precision, recall = (
        mean_row(f"{name} {what}", [score[place] for score in scores])
        for place, what in enumerate(("precision", "recall"))
    )
    total = precision.value + recall.value
    f1 = 2 * precision.value * recall.value / total if total else 0.0
    yield Row(name=f"{name} F1", value=round(f1, 4), low=None, high=None, unit="", n=len(scores))
    yield from (precision, recall)


def shares(name: str, pages: Sequence[Page], told: Sequence[Told]) -> Iterator[Row]:
    """The shares of right titles and days, of the pages where these are known."""
    pairs = list(zip(pages, told, strict=True))
    titles = [(page.title, one.title) for page, one in pairs if page.title]
    days = [(page.published, one.published) for page, one in pairs if page.published is not None]
    for what, known in (("title", titles), ("day", days)):
        if known:
            right = [float(found.split() == wanted.split()) for wanted, found in known]
            yield mean_row(f"{name}{what} right", right)
