"""What the index room is about: articles, and the passages of them that a search finds.

All offsets count Unicode code points. `text` is the repaired text, `raw` the text as received.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

State = Literal["pending", "indexed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One stretch that repairing changed: `text[start:end]` stands for `raw[raw_start:raw_end]`."""

    start: int
    end: int
    raw_start: int
    raw_end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An article as it came in, before repairing. `published_how` says where the day was found.

    It comes into these `collections`, besides those that it is in.
    """

    uri: str
    raw: str
    title: str
    id: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    published_how: str | None = None
    url: str | None = None
    language: str | None = None
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one article, as the catalogue keeps it."""

    id: str
    version: int
    uri: str
    title: str
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    published_how: str | None = None
    url: str | None = None
    language: str
    state: State
    problem: str | None = None
    cluster: str | None = None
    text: str
    raw: str
    edits: tuple[Edit, ...] = ()
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An article without its texts, for lists."""

    id: str
    version: int
    uri: str
    title: str
    outlet: str | None
    published: date | None
    published_how: str | None
    url: str | None
    language: str
    state: State
    problem: str | None
    author: str | None = None
    cluster: str | None = None
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open stretch `[start, end)` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(Span):
    """A half-open stretch of a version of an article."""

    article_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article: `article.text[start:end] == text`.

    `id` is `article:version:ordinal`, so that indexing can be repeated.
    """

    id: str
    article_id: str
    version: int
    title: str
    outlet: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None
    language: str
    cluster: str | None = None
    start: int
    end: int
    text: str

    @property
    def ordinal(self) -> int:
        """The place among the passages of its article, from 0."""
        return int(self.id.rpartition(":")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Passage):
    """A passage that a search found, or up to three neighbours; `id` is then the best one's.

    `number` is its place in the result, from 1; `ranks` its place in each list that held it, and
    `scores` what that list gave it: `dense` a cosine, `lexical` a BM25 score.
    """

    number: int
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles may be searched. `as_of` leaves out what was published after that day.

    Of comparable passages it prefers what was new on it. `undated` lets articles of no known day in
    where days are asked for.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    published_from: date | None = None
    published_to: date | None = None
    as_of: date | None = None
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    undated: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return self != Filters()

    @property
    def last_day(self) -> date | None:
        """The last day of publication that passes; None where any does."""
        return min((day for day in (self.published_to, self.as_of) if day), default=None)
