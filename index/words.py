"""The terms of a text, cut the same way for searching, quoting and checking."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from index import language
from index.language import Language
from index.language.scripts import CJK

Weigh = Callable[[str], float]
"""How much a term tells: the rarer, the more."""

__all__ = ["CJK", "STOPWORDS", "content_terms", "is_cjk", "stopwords", "terms", "tokens"]

VERSION = 2  # part of the index fingerprint: raise it when terms() changes

_LETTERS = rf"(?:[^\W_{CJK}][\u0300-\u036f]*)+"
_TOKEN = re.compile(rf"[{CJK}]+|{_LETTERS}(?:[.,'’](?=\w){_LETTERS})*")
_OF_CJK = re.compile(f"[{CJK}]")

# Where a language has no list, and for foreign words in Chinese.
STOPWORDS = language.ENGLISH.classes.stop | language.get("zh").classes.stop


def terms(text: str, spoken: Language | None = None) -> list[str]:
    """Lower-cased, accent-free, stemmed terms; Chinese, Japanese and Korean runs as bigrams.

    Numbers and codes stay whole: "3,200", "CNREHT" and "15th" give one term each. Traditional and
    simplified Chinese give the same terms. Without a language it is told from the text; a word
    alone needs it to get the terms that it has in its text.
    """
    code = (spoken or language.of(text)).code
    return [term for token in tokens(text) for term in _terms_of(token, code)]


def content_terms(text: str, spoken: Language | None = None) -> list[str]:
    """`terms` without the words that carry no content."""
    spoken = spoken or language.of(text)
    stop = stopwords(spoken)
    return [
        term
        for token in tokens(text)
        if language.fold(token) not in stop
        for term in _terms_of(token, spoken.code)
        if term not in stop
    ]


def tokens(text: str) -> Iterator[str]:
    """The words, numbers and CJK runs of a text as written."""
    return (match.group() for match in _TOKEN.finditer(text))


def stopwords(spoken: Language) -> frozenset[str]:
    """The folded words that carry no content in a language."""
    own = spoken.classes.stop
    return own if own and spoken.spaced else own | STOPWORDS


def is_cjk(text: str) -> bool:
    """Whether a text is mostly Chinese, Japanese or Korean."""
    found = len(_OF_CJK.findall(text))
    return found > 0 and 0 < sum(map(str.isalpha, text)) < 2 * found


@lru_cache(maxsize=200_000)
def _terms_of(token: str, code: str) -> tuple[str, ...]:
    if _OF_CJK.match(token):
        folded = language.fold_variants(token)
        return tuple(folded[i : i + 2] for i in range(len(folded) - 1)) or (folded,)
    spoken = language.get(code)
    article, apostrophe, word = token.replace("’", "'").partition("'")
    if apostrophe and language.fold(article) in spoken.forms.elisions:
        return (language.fold(article), spoken.stem(word))
    return (spoken.stem(token),)
