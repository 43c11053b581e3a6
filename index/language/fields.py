"""What a language may know, and how what stands in a language's file is read.

Words are folded (`stemming.fold`) unless they say otherwise. A `Phrase` is one or more stems in a
row; in scripts without spaces its parts are single characters.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated


class AnswerKind(StrEnum):
    """The kinds of thing that questions ask for."""

    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    PERSON = "person"
    CAUSE = "cause"


class HeadField(StrEnum):
    """What the catalogue knows of an article that questions ask for; fields of a passage."""

    OUTLET = "outlet"
    PUBLISHED = "published"
    AUTHOR = "author"


Phrase = tuple[str, ...]

# What is said beside a type is how `loading` reads it from a file.
Words = Annotated[frozenset[str], "folded words"]
Written = Annotated[frozenset[str], "words as written"]
Stems = Annotated[frozenset[str], "stems"]
Phrases = Annotated[frozenset[Phrase], "phrases"]
Sayings = Annotated[tuple[str, ...], "texts as written, the longest first"]
Firsts = Annotated[Mapping[str, str], "groups: each form → the first of its group"]
Places = Annotated[Mapping[str, int], "groups: each form → the place of its group, from 1"]
Values = Annotated[Mapping[str, int], "table: each form → the number that is its key"]
Keys = Annotated[Mapping[str, str], "table: each form → its key"]
Rewritten = Annotated[Mapping[str, str], "table as it stands"]
Pattern = Annotated[
    re.Pattern[str],
    "{months} are all their forms, {Months} their names, {day} is `Dates.named`, {auxiliaries} and"
    " {prepositions} are classes; '' is nowhere",
]
KindPatterns = Annotated[Mapping[AnswerKind, re.Pattern[str]], "table: a pattern for each kind"]
HeadPatterns = Annotated[Mapping[HeadField, re.Pattern[str]], "table: a pattern for each field"]
Opposites = Annotated[
    Mapping[str, frozenset[str]], "lines: left | right, each opposed to the other"
]


class Skill(StrEnum):
    """Something that a language may know. Who needs one asks for it: `Skill.X in language.knows`.

    Where it is unknown, silence means nothing: a text without a known negation may be negated.
    """

    SENTENCES = "sentences"  # abbreviations and ordinals that a full stop doesn't end
    STEMS = "stems"  # forms of one word give one term
    NUMBERS = "numbers"  # decimal mark, numerals, magnitudes, units
    DATES = "dates"  # months and how days are written
    NEGATION = "negation"
    MODALITY = "modality"  # what is denied, planned, reported or possible, and no fact
    DIRECTION = "direction"  # rising, falling and other opposites
    QUESTIONS = "questions"  # what kind of thing is asked for, and what a sentence tells
    FOLLOW_UPS = "follow-ups"  # what a question leans on in the one before
    ALIASES = "aliases"  # other names that an article gives a thing
    CONTEXT = "context"  # words that need the sentence before, and what corrects an error
    COMPARING = "comparing"  # what decides whether two sentences say the same
    DRAFTS = "drafts"  # marks, and what a draft says about itself
    ADDRESSING = "addressing"  # what only a language model is told
    DEBRIS = "debris"  # what web pages have around an article


class Mode(StrEnum):
    """What a governing verb does to what it governs: none of it may be told as a fact."""

    DENY = "deny"
    RULE_OUT = "rule_out"
    REFUSE = "refuse"
    FAIL = "fail"
    ASK = "ask"
    DEMAND = "demand"
    PROPOSE = "propose"
    PLAN = "plan"
    EXPECT = "expect"
    ALLEGE = "allege"
    REPORT = "report"
    SAY = "say"  # somebody's word: its speaker stands for it
    ABOUT_TO = "about_to"
    SHOULD = "should"
    WOULD = "would"
    MAY = "may"
    NOT_YET = "not_yet"
