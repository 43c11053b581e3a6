"""Names that a question misspells, and how the articles spell them.

What a passage has, or the language has as a word, is right as it is. Any other word may be meant
for a name that the passages have: one of nearly the same letters, or one that sounds the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from jellyfish import damerau_levenshtein_distance, metaphone

from index import language, mistaken_signs
from index.language import Language
from index.model import Filters, Passage
from index.search import HybridSearch
from index.weights import read_pieces
from index.wordlists import words_of
from index.words import CJK, STOPWORDS, is_cjk, stopwords, tokens

_WORD = re.compile(rf"[^\W\d_{CJK}]+")
_INSIDE = re.compile(r"[\w,;’”)] ")  # before a word that opens no sentence
_MOST = 40  # words of a question; a longer one holds enough that is spelled rightly
_READ = 8  # passages
_SHORTEST = 3  # letters of a name that stands beside one that is spelled rightly
_ALONE = 5  # letters of one that stands alone
_APART = 5  # letters of which one may differ; two of them at most
_SOUNDS = 4  # consonants that tell a name by its sound


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, whether it is written as a name is, and the names right before and behind it."""

    text: str
    is_name: bool
    before: str
    behind: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """Compares the words of a question that no article has with the names in what is found."""

    search: HybridSearch

    async def __call__(self, text: str, filters: Filters) -> Mapping[str, str]:
        """The misspelt names in a text, each as the articles have it."""
        spoken = language.read_as(text)
        if spoken is language.CHINESE:
            return await self._chinese(text, filters)
        words = [word for word in _words(text) if _may_be_name(word, spoken)]
        if len(words) > _MOST:
            return {}
        unknown = await self.search.unknown([word.text for word in words], filters)
        doubtful = [word for word in words if word.text in unknown and _is_no_word(word, spoken)]
        if not doubtful:
            return {}
        found = await self.search(text, filters, _READ)
        outlets = {language.fold(word) for hit in found for word in tokens(hit.outlet or "")}
        meant: dict[str, str] = {}
        for word in doubtful:
            if language.fold(word.text) in outlets:
                continue
            passages = (*found, *await self.search.spelled_like(word.text, filters))
            is_listed = word.text.lower() in words_of(spoken.code)
            if name := _meant(word, passages, is_listed=is_listed):
                meant[word.text] = name
        return meant

    async def _chinese(self, text: str, filters: Filters) -> Mapping[str, str]:
        """The same, where a wrong sign sounds or looks like the right one."""
        pairs = mistaken_signs.pairs(text)
        if not pairs or len(pairs) > _MOST:
            return {}
        strange = set(pairs) - set(await self.search.standing(pairs, filters))
        strange -= _usual_pairs() if strange else set()
        taken_for = {one for pair in strange for one in mistaken_signs.taken_for(pair)}
        if not taken_for:
            return {}
        right = set(await self.search.standing(taken_for, filters)) - _usual_pairs()
        passages = {
            passage.id: passage
            for pair in sorted(right)
            for passage in await self.search.holding(pair, filters)
        }
        return mistaken_signs.meant(text, strange, right, list(passages.values()))


@cache
def _usual_pairs() -> frozenset[str]:
    """Chinese words of two signs that nobody takes for a name."""
    words = (piece.lstrip("▁") for piece in read_pieces())
    return frozenset(word for word in words if len(word) == 2 and is_cjk(word))


def _words(text: str) -> Iterator[_Word]:
    found = list(_WORD.finditer(text))
    names = ["", *(_folded_name(one.group()) for one in found), ""]
    for place, one in enumerate(found):
        inside = _INSIDE.fullmatch(text, max(one.start() - 2, 0), one.start()) is not None
        is_name = inside and one.group()[0].isupper()
        yield _Word(one.group(), is_name, names[place], names[place + 2])


def _folded_name(word: str) -> str:
    """A word with a capital, folded; empty where it is none."""
    folded = language.fold(word)
    is_name = word[0].isupper() and len(word) >= _SHORTEST and folded not in STOPWORDS
    return folded if is_name else ""


def _may_be_name(word: _Word, spoken: Language) -> bool:
    return len(word.text) >= _SHORTEST and language.fold(word.text) not in stopwords(spoken)


def _is_no_word(word: _Word, spoken: Language) -> bool:
    """Whether it is written as a name is, or the list of its language's words lacks it."""
    known = words_of(spoken.code)
    return word.is_name or bool(known and word.text.lower() not in known)


def _meant(word: _Word, passages: Iterable[Passage], *, is_listed: bool) -> str | None:
    """The nearest name; of those as near, the one that was found first."""
    near = [
        (apart, name.text)
        for passage in passages
        for name in _names(passage)
        for apart in [_apart(word, name, is_listed=is_listed)]
        if apart is not None
    ]
    return min(near, key=lambda pair: (pair[0], pair[1].isupper()))[1] if near else None


def _names(passage: Passage) -> Iterator[_Word]:
    """Words with a capital that no place in a sentence and no list of words explains."""
    known = words_of(passage.language)
    for word in _words(f"{passage.title}\n{passage.text}"):
        if word.is_name or (word.text[0].isupper() and known and word.text.lower() not in known):
            yield word


def _apart(word: _Word, name: _Word, *, is_listed: bool) -> int | None:
    """How many letters two spellings of one name differ in; None where they are of two names."""
    one, other = language.fold(word.text), language.fold(name.text)
    if min(len(one), len(other)) < _SHORTEST:
        return None
    apart = damerau_levenshtein_distance(one, other)
    sounds = (metaphone(one), metaphone(other))
    same_sound = sounds[0] == sounds[1]
    nearly_sounds = _consonants(sounds[0]) == _consonants(sounds[1])
    if _stands_beside(word, name) and apart <= 2 and nearly_sounds:
        return apart
    if word.before and name.before and word.before != name.before:
        return None  # somebody else of a like name
    if is_listed or min(len(one), len(other)) < _ALONE or sounds[0][:1] != sounds[1][:1]:
        return None
    nearly = apart <= min(min(len(one), len(other)) // _APART, 2)
    return apart if nearly or (same_sound and len(sounds[0]) >= _SOUNDS) else None


def _stands_beside(word: _Word, name: _Word) -> bool:
    """Whether both have the same name before or behind them, as parts of one name have."""
    return bool(
        (word.before and word.before == name.before) or (word.behind and word.behind == name.behind)
    )


def _consonants(sound: str) -> str:
    """The sound without the vowel that it may begin with: Una, Oona."""
    return sound[1:] if sound[:1] in ("A", "E", "I", "O", "U") else sound
