"""The terms of a text, cut the same way for searching, quoting and checking."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

VERSION = 1  # part of the index fingerprint: raise it when terms() changes

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
_LETTERS = rf"(?:[^\W_{CJK}][\u0300-\u036f]*)+"
_TOKEN = re.compile(rf"[{CJK}]+|{_LETTERS}(?:[.,'’](?=\w){_LETTERS})*")
_STEMMER = snowballstemmer.stemmer("english")

STOPWORDS = frozenset(
    """a about an and any are as at be been being but by can could did do does for from had has have
    he her his how i if in into is it its many may me might much must my no nor not of on or our
    shall she should so some such tell than that the their them then there these they this those
    through to us was we were what when where which while who whom whose why will with would you
    your 的 了 是 在 和 与 及 吗 呢 什么 多少 哪些 哪个 谁 为什么 怎么 如何""".split()
)

# Forms that no stemmer brings together.
_IRREGULAR = {
    form: verb
    for verb, *forms in (
        line.split()
        for line in """become became; begin began begun; break broke broken; bring brought;
        build built; buy bought; choose chose chosen; come came; drive drove driven; fall fell
        fallen; feel felt; find found; get got; give gave given; go went gone; grow grew grown;
        hold held; keep kept; know knew known; lead led; leave left; lose lost; make made; meet
        met; pay paid; rise rose risen; run ran; say said; see saw seen; sell sold; send sent;
        shake shook shaken; show shown; speak spoke spoken; spend spent; take took taken; tell
        told; think thought; win won; write wrote written; withdraw withdrew withdrawn""".split(";")
    )
    for form in forms
}


def terms(text: str) -> list[str]:
    """Lower-cased, accent-free, stemmed terms; Chinese, Japanese and Korean runs as bigrams.

    Numbers and codes stay whole: "3,200", "CNREHT" and "15th" give one term each.
    """
    return [term for token in tokens(text) for term in _terms_of(token)]


def content_terms(text: str) -> list[str]:
    """`terms` without the words that carry no content."""
    return [
        term
        for token in tokens(text)
        if _fold(token) not in STOPWORDS
        for term in _terms_of(token)
        if term not in STOPWORDS
    ]


def tokens(text: str) -> Iterator[str]:
    """The words, numbers and CJK runs of a text as written."""
    return (match.group() for match in _TOKEN.finditer(text))


def is_cjk(text: str) -> bool:
    """Whether a text is mostly Chinese, Japanese or Korean."""
    letters = sum(char.isalpha() for char in text)
    return letters > 0 and 2 * len(re.findall(f"[{CJK}]", text)) > letters


def _terms_of(token: str) -> list[str]:
    if re.match(f"[{CJK}]", token):
        return [token[i : i + 2] for i in range(len(token) - 1)] or [token]
    word = _fold(token)
    return [_stem(_IRREGULAR.get(word, word))]


def _fold(token: str) -> str:
    if token.isascii():
        plain = token
    else:
        decomposed = unicodedata.normalize("NFKD", token)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    plain = plain.lower().replace("’", "'")
    if plain[:1].isdigit():
        return plain.replace(",", "")
    return plain.removesuffix("'s")


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))
