"""The words that the check reads a claim and its sources with: those of the languages they are in.

The words stand in `index/language`. A language is read where it knows all that the layers ask for.
In another one only numbers, months and quotations are compared, and a layer says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from index import language
from index.language import CHINESE, ENGLISH, Language, Mode, Phrase, Skill, merged
from index.model import Hit

# What a governing word makes of what it governs: it isn't so, isn't so yet, or somebody says so.
Standing = Literal["denied", "open", "heard"]

_NEEDED = frozenset(
    (
        Skill.NUMBERS,
        Skill.DATES,
        Skill.NEGATION,
        Skill.MODALITY,
        Skill.DIRECTION,
        Skill.COMPARING,
    )
)
_DENIED = (Mode.DENY, Mode.RULE_OUT, Mode.REFUSE, Mode.FAIL, Mode.NOT_YET)
_HEARD = (Mode.ALLEGE, Mode.REPORT)
_FACTS = (Mode.SAY,)  # whoever reads it is told who says so
# By what all words that leave something out are compared, and all that negate.
INSTEAD, NOT = "instead", "not"
# Months are compared by these in every language.
MONTHS = tuple(
    next(form for form, place in ENGLISH.dates.months.items() if place == month)
    for month in range(1, 13)
)


def reads(spoken: Language) -> bool:
    """Whether the layers of the check can read a language."""
    return spoken.knows >= _NEEDED


def counts(spoken: Language) -> bool:
    """Whether the numbers and months of a language can be compared, if nothing else."""
    return {Skill.NUMBERS, Skill.DATES} <= spoken.knows


def words_of(spoken: Iterable[Language]) -> Language:
    """The words of the languages that some texts are in, as one language.

    English or Chinese stand for a script of which none is read: a text may quote in the other one.
    """
    known = list(dict.fromkeys(spoken))
    read = list(filter(reads, known))
    spaced = [one for one in read if one.spaced] or [ENGLISH]
    dense = [one for one in read if not one.spaced] or [CHINESE]
    counted = [one for one in known if one not in read and counts(one)]
    return merged((*spaced, *dense, *counted))


@lru_cache(maxsize=256)
def written(words: Language, spoken: Language) -> Language:
    """The same words, for a text in one of their languages, which writes numbers and months so."""
    own = (spoken.numbers.decimal, spoken.dates.capitals)
    if not counts(spoken) or own == (words.numbers.decimal, words.dates.capitals):
        return words
    marks = replace(words.numbers, decimal=spoken.numbers.decimal, group=spoken.numbers.group)
    return replace(words, numbers=marks, dates=replace(words.dates, capitals=spoken.dates.capitals))


def language_of(hit: Hit) -> Language:
    """The language of a passage."""
    return language.of(hit.text, language.get(hit.language))


@lru_cache(maxsize=64)
def standings(words: Language) -> Mapping[Phrase, Standing]:
    """What each governing phrase makes of what it governs."""
    found: dict[Phrase, Standing] = {(INSTEAD,): "denied"}
    for mode in Mode:
        if mode not in _FACTS:
            standing: Standing = (
                "denied" if mode in _DENIED else "heard" if mode in _HEARD else "open"
            )
            found |= dict.fromkeys(words.modality[mode], standing)
    return found


@lru_cache(maxsize=64)
def innocent(words: Language) -> frozenset[Phrase]:
    """Phrases that hold a governing word, and govern nothing."""
    return words.negation.innocent | words.comparing.factual


@lru_cache(maxsize=64)
def prepositions(words: Language) -> frozenset[str]:
    """Stems of prepositions."""
    return frozenset(map(words.stem, words.classes.prepositions))


@lru_cache(maxsize=50_000)
def synonyms(words: Language, term: str) -> frozenset[str]:
    """Stems with the same opposites."""
    against = words.direction.against(term)
    return frozenset[str]().union(*map(words.direction.against, against)) - against
