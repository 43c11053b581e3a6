"""Names that an article itself gives one thing: "包钢集团 (Baogang Group)", "X, formerly Y".

Rather too strict than too lenient: a pair that is missed costs little, a wrong one misleads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index import language
from index.aliases import acronyms, cjk, latin

VERSION = 1  # part of the index fingerprint: raise it when other pairs are found

_SIGHT = 160  # characters before a bracket that are looked at
_BRACKET = re.compile(r"[(（]((?:[^()（）\n]|[(（][^()（）\n]{1,10}[)）]){2,120})[)）]")
_ENGLISH, _CHINESE = language.ENGLISH.aliases, language.CHINESE.aliases
_CALLED, _CALLED_CJK = _ENGLISH.called.pattern, _CHINESE.called.pattern
_LABEL = re.compile(rf"(?:(?:{_CALLED}) |{_CALLED_CJK}[:：]?)\s*", re.IGNORECASE)
_AFTER_COMMA = re.compile(rf", (?:{_CALLED}) (?=\S)|[，,、](?:{_CALLED_CJK})(?=\S)")
_MARKS = '“”"「」『』 '
_AND = _ENGLISH.joined


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """Two names of one thing, as the article writes them."""

    name: str
    other: str


def mine(text: str) -> list[Alias]:
    """The pairs of names in an article, each once, in the order in which they come."""
    pairs = [*_in_brackets(text), *_after_commas(text)]
    return list(dict.fromkeys(pair for pair in pairs if pair.name != pair.other))


def _in_brackets(text: str) -> Iterator[Alias]:
    for bracket in _BRACKET.finditer(text):
        left = _line_before(text, bracket.start())
        first, *more = re.split(r"[,，;；] ?", bracket[1])
        label = _LABEL.match(first)
        inside = _bare(first[label.end() if label else 0 :])
        yield from _pair(left, inside, text, labelled=label is not None)
        for short in more:  # "(State Grain Office, SGO)"
            if acronyms.is_acronym(short) and _spelled_out(inside, short):
                yield Alias(inside, short)


def _after_commas(text: str) -> Iterator[Alias]:
    for called in _AFTER_COMMA.finditer(text):
        left = _line_before(text, called.start())
        right = text[called.end() : called.end() + _SIGHT]
        inside = latin.name_at(right) or cjk.name(_bare(re.split(r"[，,。；;）)\s]", right)[0]))
        yield from _pair(left, inside or "", text, labelled=True)


def _pair(left: str, inside: str, text: str, *, labelled: bool) -> Iterator[Alias]:
    """The name that `left` ends in, with the one that stands in the bracket or after the label."""
    joined = _AND.search(inside) is not None
    by_latin, by_cjk = latin.name_before(left), cjk.name_before(left, text, joined=joined)
    in_latin, in_cjk = latin.name(inside), cjk.name(inside)
    if acronyms.is_acronym(inside) and (words := acronyms.words_before(left, inside)):
        yield Alias(_bare(words), inside)
    elif by_cjk and in_latin and _joined_alike(in_latin, by_cjk):
        yield Alias(by_cjk, in_latin)
    elif by_latin and in_cjk and _joined_alike(by_latin, in_cjk):
        yield Alias(by_latin, in_cjk)
    elif by_latin and acronyms.is_acronym(by_latin) and _spelled_out(inside, by_latin):
        yield Alias(by_latin, inside)
    elif labelled and by_cjk and in_cjk:
        yield Alias(by_cjk, in_cjk)
    elif labelled and by_latin and in_latin and not _AND.search(f"{by_latin} {in_latin}"):
        yield Alias(by_latin, in_latin)


def _spelled_out(words: str, acronym: str) -> bool:
    return acronyms.stands_for(acronym, words.split(" "))


def _joined_alike(by_latin: str, by_cjk: str) -> bool:
    """Whether an "and" is inside of one name, and doesn't stand between two."""
    return not _AND.search(by_latin) or cjk.joins(by_cjk)


def _bare(name: str) -> str:
    """A name without quote marks around it, a genitive or a last stop."""
    return re.sub(r"['’]s?$|\.$", "", name.strip(_MARKS))


def _line_before(text: str, end: int) -> str:
    return text[max(0, end - _SIGHT) : end].rpartition("\n")[2].rstrip(" ")
