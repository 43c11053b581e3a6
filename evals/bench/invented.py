"""A collection of invented articles, as large as wanted and the same each time: for speed alone."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import numpy as np

from evals.bench.sample import questions
from index.collecting import DEFAULT
from index.model import Article, Passage, Received, Span
from index.words import tokens

DAYS = 730
FIRST_DAY = date(2024, 1, 1)

_AT_ONCE = 1_000  # articles
_NUMBERS = 384  # in a vector of MiniLM's
_PASSAGES = 5  # of an article
_WORDS = 70  # of a passage, as in news
_COMMON, _RARE = 2_000, 18_000  # words that there are
_OUTLETS = tuple(f"Invented Outlet {number}" for number in range(20))
_SYLLABLES = ("ba", "do", "ke", "lir", "mon", "na", "qua", "ros", "ti", "vel", "xan", "zu")
_SIGNS = "山水木火土金石田米竹雨雪風雲星月日春夏秋冬東西南北"

Written = tuple[Article, list[Passage]]


def batches(passages: int) -> Iterator[tuple[list[Written], list[list[float]]]]:
    """Some articles at a time, and a random vector of length 1 for each of their passages."""
    chance = np.random.default_rng(0)
    articles = invented(passages)
    while some := list(islice(articles, _AT_ONCE)):
        drawn = chance.standard_normal((sum(len(of) for _, of in some), _NUMBERS))
        yield some, (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).tolist()


def invented(passages: int) -> Iterator[Written]:
    """Articles with their passages, so many passages in all; one in ten is in Chinese."""
    chance = random.Random(0)  # noqa: S311  no secret
    words = _vocabulary(chance)
    for number in range(-(-passages // _PASSAGES)):
        count = min(_PASSAGES, passages - number * _PASSAGES)
        yield _article(number, [_text(chance, words, number % 10 == 0) for _ in range(count)])


def received(article: Article) -> Received:
    """The article as it would have come in."""
    return Received(
        id=article.id,
        uri=article.uri,
        raw=article.raw,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        language=article.language,
    )


def spans(passages: list[Passage]) -> list[Span]:
    """Where the passages stand."""
    return [Span(start=one.start, end=one.end) for one in passages]


def _article(number: int, texts: list[str]) -> Written:
    text = "\n".join(texts)
    article = Article(
        id=f"invented-{number:07}",
        version=1,
        uri=f"invented:{number}",
        title=texts[0][:60],
        outlet=_OUTLETS[number % len(_OUTLETS)],
        published=FIRST_DAY + timedelta(days=number * 7 % DAYS),
        language="zh" if number % 10 == 0 else "en",
        state="indexed",
        text=text,
        raw=text,
        collections=(DEFAULT,),
    )
    return article, list(_passages(article, texts))


def _passages(article: Article, texts: list[str]) -> Iterator[Passage]:
    start = 0
    for ordinal, text in enumerate(texts):
        yield Passage(
            id=f"{article.id}:1:{ordinal}",
            article_id=article.id,
            version=1,
            title=article.title,
            outlet=article.outlet,
            published=article.published,
            language=article.language,
            start=start,
            end=start + len(text),
            text=text,
        )
        start += len(text) + 1


def _text(chance: random.Random, words: list[str], chinese: bool) -> str:
    """Words as rare and as common as real ones: the nth as often as 1/n, roughly."""
    if chinese:
        return "".join(chance.choices(_SIGNS, k=2 * _WORDS)) + "。"
    places = (min(int(chance.paretovariate(0.9)), len(words)) - 1 for _ in range(_WORDS))
    return " ".join(words[place] for place in places) + "."


def _vocabulary(chance: random.Random) -> list[str]:
    """Invented words, common ones first, and those of the questions among the commoner ones."""
    asked = sorted({word for sample in questions() for word in tokens(sample.question)})
    words = asked + [_word(chance) for _ in range(_COMMON - len(asked))]
    chance.shuffle(words)
    return words + [_word(chance) for _ in range(_RARE)]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
