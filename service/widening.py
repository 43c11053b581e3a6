"""What is given to read: a search's passages, and what stands between, around and above them.

A search finds sentences that resemble a question. What answers a broad one often stands right
beside them, in the article that was found first; and models read more than a screen at once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.model import Article, Hit
from index.sentences import sentences
from index.words import CJK

_MUCH = 0.2  # an article with this share of all scores is worth reading on
_SHORT = 1_500  # tokens of an article that is given as a whole
_TOP = 1_500  # characters at the begin of an article, which tell what it says as a whole
_HEAD = 40  # tokens of a passage's number, title, outlet and day
_TOKEN = 3.6  # characters of a token in Latin letters; one of CJK is one or a little more


def tokens(text: str) -> int:
    """An estimate that seldom is too low."""
    cjk = len(re.findall(f"[{CJK}]", text))
    return int((len(text) - cjk) / _TOKEN + 1.2 * cjk) + 1


def widened(hits: Sequence[Hit], articles: Mapping[str, Article], budget: int) -> tuple[Hit, ...]:
    """The hits, best first, as far as `budget` tokens allow, numbered anew.

    An article that carries much of the scores gets the gaps between its hits filled, or is given
    whole where it is short; the heaviest first.
    """
    chosen = _within(hits, budget)
    left = budget - sum(_cost(hit.text) for hit in chosen)
    total = sum(hit.score for hit in chosen) or 1.0
    of_article: dict[str, list[Hit]] = {}
    for hit in chosen:
        of_article.setdefault(hit.article_id, []).append(hit)
    weights = {id_: sum(hit.score for hit in own) for id_, own in of_article.items()}
    for id_ in sorted(weights, key=lambda id_: -weights[id_]):
        own = of_article[id_]
        if own[0] is not chosen[0] and weights[id_] < _MUCH * total:
            continue
        for wide in (_whole(own, articles[id_]), _joined(own, articles[id_])):
            more = _cost(wide.text) - sum(_cost(hit.text) for hit in own) if wide else 0
            if wide and more <= left:
                of_article[id_], left = [wide], left - more
                break
    order = {hit.id: place for place, hit in enumerate(chosen)}
    given = sorted((hit for own in of_article.values() for hit in own), key=lambda h: order[h.id])
    return tuple(replace(hit, number=number) for number, hit in enumerate(given, start=1))


def headed(hits: Sequence[Hit], articles: Mapping[str, Article]) -> tuple[Hit, ...]:
    """The hits, of each article the one that stands first in it from its begin on."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first[hit.article_id] = min(first.get(hit.article_id, hit), hit, key=lambda one: one.start)
    return tuple(
        _from_the_top(hit, articles[hit.article_id]) if first[hit.article_id] is hit else hit
        for hit in hits
    )


def _from_the_top(hit: Hit, article: Article) -> Hit:
    """A hit with what stands above it, or where that is much, the first sentences alone."""
    if hit.end <= _TOP:
        return _stretched(hit, article, 0, hit.end)
    ends = [span.end for span in sentences(article.text[:_TOP])]
    if hit.start == 0 or not ends:
        return hit
    return _stretched(hit, article, 0, max(ends[:-1] or ends))


def _within(hits: Sequence[Hit], budget: int) -> list[Hit]:
    """The first hits that fit, at least one."""
    chosen: list[Hit] = []
    for hit in hits:
        budget -= _cost(hit.text)
        if chosen and budget < 0:
            break
        chosen.append(hit)
    return chosen


def _whole(hits: Sequence[Hit], article: Article) -> Hit | None:
    """The whole of a short article."""
    if tokens(article.text) > _SHORT:
        return None
    return _stretched(hits[0], article, 0, len(article.text))


def _joined(hits: Sequence[Hit], article: Article) -> Hit | None:
    """The hits of an article as one, with what stands between them."""
    if len(hits) < 2:
        return None
    start, end = min(hit.start for hit in hits), max(hit.end for hit in hits)
    return _stretched(hits[0], article, start, end)


def _stretched(hit: Hit, article: Article, start: int, end: int) -> Hit:
    return replace(hit, start=start, end=end, text=article.text[start:end])


def _cost(text: str) -> int:
    return tokens(text) + _HEAD
