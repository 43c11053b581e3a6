"""The sentences that a quoted sentence needs before and after it, to be understood alone."""

import re
from collections.abc import Sequence
from itertools import islice, pairwise

from index.sentences import STARTERS
from index.words import STOPWORDS, tokens
from service.quoting.candidates import Quote

_FURTHEST = 2  # sentences that are added on either side

_PRONOUNS = frozenset("he she it they his her hers its their theirs him them".split())
_POINTERS = frozenset("this that these those such both neither".split())
_ROLES = frozenset(
    """company group firm plan plant project two three move figure same former latter man woman
    report decision increase fall rise channel store number amount minister president chairman
    chairwoman chair director executive manager spokesman spokeswoman spokesperson analyst judge
    mayor official inspector founder owner author""".split()
)
_MONTHS = frozenset(
    """January February March April May June July August September October November
    December""".split()
)
_SUBJECT = 7  # words at the start of a sentence, in which its subject is met
_BACK_CJK = re.compile(
    r"^[“「『]?(?:但是?|而且?|不过|同时|此外|另外|并且|因此|所以|今年|去年)?[，,]?"
    r"(?:[他她它该其此这那]|公司|项目|双方|两者)"
)
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
    stretch = list(sentences[first : last + 1])
    if last - place > _FURTHEST or place - first > _FURTHEST:
        return None
    found = [quote for quote in stretch if quote]
    return found if len(found) == len(stretch) else None


def points_back(sentence: str) -> bool:
    """Whether a sentence starts with a word that stands for something named before it.

    Words that somebody is quoted with don't tell who that is: “…,” she said.
    """
    told = _QUOTED.sub(" ", sentence).strip()
    words = list(islice(tokens(told), _SUBJECT))
    if not words or _BACK_CJK.match(sentence) or _BACK_CJK.match(told):
        return True
    for place, (word, following) in enumerate(pairwise([*words, ""])):
        if word.lower() in _PRONOUNS or (word.lower() in _POINTERS and place <= 1):
            return True
        if word.lower() == "the" and following in _ROLES:
            return not " ".join(words[place + 2 :])[:1].isupper()
        if _names(word):
            return False
    return False


def _names(word: str) -> bool:
    """Whether a word names something: it has a capital, and is no word of every day."""
    plain = word in STARTERS or word in _MONTHS or word.lower() in STOPWORDS
    return word[0].isupper() and not plain


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


def _opened(sentence: str) -> int:
    """How many quotations a sentence leaves open; below 0, how many it closes."""
    return len(_OPENS.findall(sentence)) - len(_CLOSES.findall(sentence))


def _text(sentence: Quote | None) -> str:
    return sentence.text if sentence else ""
