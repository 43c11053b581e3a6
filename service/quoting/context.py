"""The sentences that a quoted sentence needs before and after it, to be understood alone."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, pairwise

from index import language
from index.language import Language, fold, fold_variants
from index.words import stopwords, tokens
from service.quoting.quotes import Quote

_FURTHEST = 2  # sentences that are added on either side

_SUBJECT = 7  # words at the start of a sentence, in which its subject is met
_OPENS = re.compile(r"[“„「『]|(?<![^\s(\[—–])\"(?=\S)")
_CLOSES = re.compile(r"[”」』]|(?<=\S)\"(?![^\s.,;:!?)\]—–])")
_QUOTED = re.compile(r"[“„「『\"][^“”„「」『』\"]*[”」』\"]")


def with_context(sentences: Sequence[Quote | None], place: int) -> list[Quote] | None:
    """The sentence at `place` of a passage with those it needs; None where they are not there."""
    first, last = _inside_quotation(sentences, place)
    while points_back(" ".join(map(_text, sentences[first : last + 1]))):
        if first == 0 or place - first == _FURTHEST:
            return None
        first -= 1
    first = _named_from(sentences, first, max(0, place - _FURTHEST))
    if last + 1 < len(sentences) and tells_error(_text(sentences[place])):
        last = max(last, place + 1)  # what was wrong comes with what is right
    stretch = list(sentences[first : last + 1])
    if last - place > _FURTHEST or place - first > _FURTHEST:
        return None
    found = [quote for quote in stretch if quote]
    return found if len(found) == len(stretch) else None


@lru_cache(maxsize=4096)  # sentences of passages that are found again
def points_back(sentence: str) -> bool:
    """Whether a sentence starts with a word that stands for something named before it.

    Words that somebody is quoted with don't tell who that is: “…,” she said.
    """
    told = _QUOTED.sub(" ", sentence).strip()
    spoken = language.read_as(sentence)
    known, back = spoken.context, spoken.context.back
    words = list(islice(tokens(told), _SUBJECT))
    if not words or back.match(fold_variants(sentence)) or back.match(fold_variants(told)):
        return True
    for place, (word, following) in enumerate(pairwise([*words, ""])):
        plain = fold(word)
        if plain in known.pronouns or (plain in known.pointers and place <= 1):
            return True
        if plain in known.definite and following in known.roles:
            return not " ".join(words[place + 2 :])[:1].isupper()
        if _names(word, spoken):
            return False
    return False


def _named_from(sentences: Sequence[Quote | None], first: int, furthest: int) -> int:
    """Where the name stands that the sentence at `first` shortens: “the bank” of Norvane Bank."""
    sentence = _text(sentences[first])
    spoken = language.read_as(sentence)
    words = list(islice(tokens(sentence), 2))
    if len(words) < 2 or fold(words[0]) not in spoken.context.definite or not words[1].islower():
        return first
    name = re.compile(rf"\b[A-Z]\w* {re.escape(words[1].capitalize())}\b")
    places = range(first - 1, furthest - 1, -1)
    return next((place for place in places if name.search(_text(sentences[place]))), first)


def tells_error(sentence: str) -> bool:
    """Whether a sentence says that something was told wrongly."""
    spoken = language.read_as(sentence)
    return spoken.context.error.search(fold_variants(sentence)) is not None


def _names(word: str, spoken: Language) -> bool:
    """Whether a word names something: it has a capital, and is no word of every day."""
    plain = fold(word)
    common = plain in spoken.dates.months or plain in stopwords(spoken)
    return word[0].isupper() and not common and word not in spoken.cutting.starters


def _inside_quotation(sentences: Sequence[Quote | None], place: int) -> tuple[int, int]:
    """The first and last sentence of the quotation that runs through the one at `place`."""
    opened = [_opened(_text(sentence)) for sentence in sentences]
    inside, start = 0, place
    for number, change in enumerate(opened[:place]):
        if inside == 0 and change > 0:
            start = number
        inside = max(inside + change, 0)
    first = start if inside else place
    last = place
    inside += opened[place]
    while inside > 0 and last + 1 < len(sentences):
        last += 1
        inside += opened[last]
    return first, last


@lru_cache(maxsize=4096)
def _opened(sentence: str) -> int:
    """How many quotations a sentence leaves open; below 0, how many it closes."""
    return len(_OPENS.findall(sentence)) - len(_CLOSES.findall(sentence))


def _text(sentence: Quote | None) -> str:
    return sentence.text if sentence else ""
