"""What an article says as a whole: its first sentences, which tell the most of what is news.

The groups of the languages' patterns: `several`, `many` and `all` are there where more than one
article is meant; `titled` and `latest` hold what the title must name, any other group what it is
about; of what is `latest` the article published last is taken.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import takewhile

from index import language
from index.language import Language, fold_variants
from index.model import Hit
from index.words import content_terms, terms
from service.quoting.quotes import Quote, quotable

_SENTENCES = 3
_TOP = 400  # characters of an article before which its first sentences begin
_PLURAL = frozenset(("several", "many", "all"))
_IN_TITLE = frozenset(("titled", "latest"))


def asks_summary(question: str) -> bool:
    """Whether it asks what an article, or several, say as a whole."""
    return _asked(question, language.read_as(question)) is not None


def summary(question: str, passages: Sequence[Hit]) -> list[Quote]:
    """The first sentences of the article that is meant; none where that isn't one that was found.

    What it is to be about must stand in its title, or in its title and first passage.
    """
    spoken = language.read_as(question)
    asked = _asked(question, spoken)
    if asked is None:
        return []
    about = {name: told for name, told in asked.items() if told and name not in _PLURAL}
    wanted = set(content_terms(" ".join(about.values()), spoken))
    of_article: dict[str, list[Hit]] = {}
    for hit in passages:
        of_article.setdefault(hit.article_id, []).append(hit)
    if not wanted and len(of_article) > 1:
        return []
    firsts = [min(hits, key=lambda hit: hit.start) for hits in of_article.values()]
    if "latest" in about:
        firsts.sort(key=lambda hit: hit.published or date.min, reverse=True)
    in_title = not _IN_TITLE.isdisjoint(about)
    meant = (one for one in firsts if wanted <= _told(one, spoken, title=in_title))
    first = next(meant, None)
    return _lead(first) if first and first.start <= _TOP else []


def _asked(question: str, spoken: Language) -> Mapping[str, str | None] | None:
    found = spoken.questions.summary.search(fold_variants(question))
    return found.groupdict() if found else None


def _told(hit: Hit, spoken: Language, *, title: bool) -> AbstractSet[str]:
    text = hit.title if title else f"{hit.title}\n{hit.text}"
    return frozenset(terms(text, language.of(text, near=spoken)))


def _lead(hit: Hit) -> list[Quote]:
    """The first sentences in a row; what stands above them is no sentence."""
    told = list(quotable(hit))
    begins = next((place for place, quote in enumerate(told) if quote), len(told))
    row = takewhile(lambda quote: quote is not None, told[begins:])
    return [quote for quote in row if quote][:_SENTENCES]
