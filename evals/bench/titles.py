"""Titles and days of web pages that are made here, in the ways in which pages tell them.

Each sample article is set in every way: a head as sites have it, an article between a menu, links
to other articles with their days, comments and a foot with a year. One way tells no day: whoever
finds one there guesses. The same pages are given to trafilatura.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from html import escape

from evals.articles import received as samples
from evals.bench.reading import Page, beside, received, shares, told_by
from evals.bench.rows import Row
from index.model import Received

_SITE = "The Lode"
_OTHER = "Harbour dues rise again in the north"
_PARAGRAPHS = 6

Way = Callable[[str, date], Mapping[str, str]]
"""What a way of telling title and day puts into the `head`, `above` and `below` the text, and the
address."""


def titles(limit: int = 20) -> list[Row]:
    """The shares of right titles and days over `limit` articles, each in every way."""
    pages = [page for article in _articles(limit) for page in _set(article)]
    ours = [told_by(received(page)[0]) for page in pages]
    theirs = [beside(page) for page in pages]
    return [*shares("", pages, ours), *shares("trafilatura ", pages, theirs)]


def _articles(limit: int) -> list[Received]:
    known = (one for one in samples().values() if one.published)
    return list(known)[:limit]


def _set(article: Received) -> Iterator[Page]:
    """A page for each way."""
    assert article.published
    lines = [line for line in article.raw.splitlines() if len(line) > 80 and "|" not in line]
    text = "".join(f"<p>{escape(line)}</p>" for line in lines[:_PARAGRAPHS])
    for name, way in WAYS.items():
        told = {
            "head": "",
            "above": "",
            "below": "",
            "url": "/story",
            **way(article.title, article.published),
        }
        heading = f"<h1>{escape(article.title)}</h1>"
        page = (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
            f"<title>{escape(article.title)} - {_SITE}</title>{told['head']}</head><body>"
            f'<header><a href="/">{_SITE}</a> <a href="/world">World</a></header><main><article>'
            f"{heading}{told['above']}{text}{told['below']}</article>"
            f'<aside><h2>Read more</h2><ul><li><a href="/o">{_OTHER}</a> 3 May 2019</li>'
            f'</ul></aside><section id="comments"><h2>Comments</h2><div>Jo, 2 January 2018: Well!'
            f"</div></section></main><footer>&copy; 2017 {_SITE}</footer></body></html>"
        )
        yield Page(
            data=page.encode(),
            url=f"https://lode.example{told['url']}",
            text=" ".join(lines),
            title=article.title,
            published="" if name == "no day" else article.published.isoformat(),
        )


def _in_json(title: str, day: date) -> Mapping[str, str]:
    node = {"@type": "NewsArticle", "headline": title, "datePublished": f"{day}T08:00:00Z"}
    return {"head": _script(node)}


def _in_graph(title: str, day: date) -> Mapping[str, str]:
    nodes = [
        {"@type": "WebSite", "name": _SITE},
        {"@type": "BreadcrumbList", "itemListElement": [{"name": "World"}]},
        {
            "@type": "Article",
            "headline": title,
            "datePublished": str(day),
            "dateModified": "2030-01-02",
        },
    ]
    return {"head": _script({"@graph": nodes})}


def _of_an_encyclopedia(title: str, day: date) -> Mapping[str, str]:
    node = {
        "@type": "Article",
        "name": title,
        "headline": "what it is about",
        "datePublished": str(day),
    }
    return {"head": _script(node)}


def _script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _meta(
    title: str, day: date, names: tuple[str, str], key: str = "property"
) -> Mapping[str, str]:
    pairs = zip(names, (title, day.isoformat()), strict=True)
    return {
        "head": "".join(f'<meta {key}="{name}" content="{escape(told)}">' for name, told in pairs)
    }


def _above(line: str) -> Way:
    """A line below the title; {0} is the day."""
    return lambda _, day: {"above": line.format(day)}


WAYS: Mapping[str, Way] = {
    "JSON-LD": _in_json,
    "JSON-LD in a graph": _in_graph,
    "JSON-LD of an encyclopedia": _of_an_encyclopedia,
    "Open Graph": lambda title, day: _meta(title, day, ("og:title", "article:published_time")),
    "Dublin Core": lambda title, day: _meta(title, day, ("DC.title", "DC.date.issued"), "name"),
    "citation": lambda title, day: _meta(title, day, ("citation_title", "citation_date"), "name"),
    "microdata": _above('<meta itemprop="datePublished" content="{0}">'),
    "time": _above('<time datetime="{0}T08:00:00Z">{0:%d %B}</time>'),
    "byline": _above('<p class="byline">By Jane Roe, {0:%d %B %Y}</p>'),
    "American byline": _above("<div>Published {0:%B} {0.day}, {0.year}</div>"),
    "line below": lambda _, day: {"below": f"<p>Published on {day.day} {day:%B %Y}</p>"},
    "address": lambda _, day: {"url": f"/{day:%Y/%m/%d}/story"},
    "no day": lambda *_: {},
}
