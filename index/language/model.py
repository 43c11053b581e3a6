"""What a language is to Assay: words in classes, and the skills that they make possible.

Words are folded (`stemming.fold`) unless they say otherwise. A `Phrase` is one or more stems in a
row; in scripts without spaces its parts are single characters.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from index.language.stemming import fold, stem


class AnswerKind(StrEnum):
    """The kinds of thing that questions ask for."""

    DATE = "date"
    COUNT = "count"
    MONEY = "money"
    PERSON = "person"
    CAUSE = "cause"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Closed classes of words."""

    stop: Words  # carry no content; searching leaves them out
    light: Words  # besides these, what carries little where texts are compared
    auxiliaries: Words
    prepositions: Words
    pronouns: Words
    conjunctions: Words  # join clauses of one rank
    subordinators: Words  # open a clause that depends on another: because, after, if
    relatives: Words  # open a clause about what stands before: which, who
    agent: Words  # who did it in the passive: by
    source: Words  # where a change starts: from
    goal: Words  # where it ends: to


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """How words are brought to one form."""

    stemmer: str  # of snowballstemmer; "" where there is none
    irregular: Firsts
    elisions: Words  # what stands before an apostrophe and is a word of its own: l', qu'
    endings: Words  # of words that names seldom have

    def stem(self, word: str) -> str:
        """The stem of a word in any spelling."""
        folded = fold(word)
        return stem(self.irregular.get(folded, folded), self.stemmer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """What a full stop after a word means, and which words open sentences."""

    never_last: Written  # a sentence doesn't end with them: mr, z.b
    before_numbers: Written  # it doesn't where a number follows: no
    maybe_last: Written  # it does where a starter follows: inc
    starters: Written  # with their capital
    goes_on: Written  # after a sentence in quotation marks, the one around it: と
    ordinals: bool  # a number with a full stop is an ordinal: am 3. März


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers in digits and in letters, and what they count."""

    decimal: str
    group: Words  # marks between thousands; a thin space always is one
    percent: Sayings  # what means %: per cent
    points: Sayings  # what means the unit pp
    numerals: Values
    ordinals: Values
    magnitudes: Values
    units: Keys  # units are named the same in all languages: tonnes, Tonnen, 吨 → t


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Months as numbers, and what stands around them."""

    months: Places
    capitals: bool  # months are written with one
    day_suffixes: Words  # behind the day: st, er, 日
    month_suffixes: Words  # behind a month in digits: 月
    year_suffixes: Words  # behind a year: 年
    joiners: Words  # between day, month and year: of, de
    named: Pattern  # a day, month or year in a text
    latest: Pattern  # asks for what is new
    period: (
        Pattern  # names a `year`, and a `month`; what began `since` or goes on `onwards` is open
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """Words that say no, and what looks like them."""

    words: Words
    contrasts: Phrases  # leave something out, as a negation does: instead
    innocent: Phrases  # hold such a word and say yes: not only, 非常
    contracted: Rewritten  # can't → can not
    suffix: str  # of a verb that it negates: n't


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Words that turn a statement round, as stems."""

    rising: Stems
    falling: Stems
    opposites: Opposites

    def against(self, term: str) -> frozenset[str]:
        """The terms that say the opposite of one."""
        turned = self.falling if term in self.rising else frozenset[str]()
        turned |= self.rising if term in self.falling else frozenset[str]()
        return (turned | self.opposites.get(term, frozenset())) - {term}


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparing:
    """What decides whether a sentence says the same as another one."""

    fillers: Stems  # may be said without standing in the other one
    determiners: Words  # stand before a noun
    contrasting: Words  # set a clause against another of the same rank: while
    subject_next: Words  # open a clause only where a subject follows: as
    items: Words  # stand between the items of a list
    pasts: Words  # irregular past tenses
    past: Words  # how the others end: ed
    adverb: Words  # how words end that stand between an auxiliary and its verb: ly
    infinitive: Words  # stand before a verb: to
    future: Words  # what tells of a day to come, and is no doubt about it: will
    complementizers: Words  # open what a verb governs: that
    than: Words
    beside: Words  # before a negation that only sets beside: in May and not in June
    heads: Words  # how words begin that open sentences and are no names: furthermore
    inflected: Pattern  # what is left of a name where another begins as it does: Chin-ese
    answers: Sayings  # before a sentence that answers: yes
    factual: Phrases  # hold a word of a mode and open nothing: as planned
    causes: Phrases  # a cause follows: because of
    effects: Phrases  # an effect follows: so that
    effect_joints: Words  # between a cause that stands before its effect, and that: 而


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How something is asked. As all patterns these read text without variants."""

    asks: KindPatterns  # what asks for a thing of this kind
    tells: KindPatterns  # how a sentence looks that may hold one
    asking: Pattern  # whether a text asks at all
    joined: Pattern  # what stands between two questions in one
    words: Pattern  # words that ask, where no spaces set them apart
    where: Pattern  # asks where something is written, and not what
    whom: Pattern  # asks who somebody is: the group `whom`
    catalogue: Pattern  # asks which outlet told of what is in the group `about`, or on what day
    compares: Pattern  # asks `what` of `one` and `other`
    chooses: Pattern  # asks `what` holds, of `one` or `other`


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a sentence has that another one before it explains, or that corrects another."""

    pronouns: Words  # of the third person
    pointers: Words  # stand for something before where they open a sentence: this, such
    definite: Words  # the article before a role
    roles: Words  # what or who was named before: the company, the mayor
    back: Pattern  # how a sentence begins that points back
    named: Pattern  # a name or number in a question
    error: Pattern  # says that something was wrong
    correction: Pattern  # says what is right
    not_but: Pattern  # the number in a group is the wrong one: 3, not 4


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUps:
    """How a question leans on the one before it, where spaces stand between words."""

    asks: Pattern  # whether a text asks, with or without a mark
    opening: Pattern  # what it may begin with: and
    owned: Pattern  # asks after something that can have an owner
    asking: Pattern  # is nothing but a word that asks, which is its group
    about: Pattern  # asks the same about another thing, which is its group
    phrase: Pattern  # a whole question, in whose group stands what comes after the word that asks
    auxiliary: Pattern
    small: Pattern  # words that lose their capital behind another
    when: Pattern  # a time, with its preposition, if any, in the first group
    preposition: Pattern
    pronoun: Pattern
    persons: Words  # the pronouns for them, and so on
    things: Words
    many: Words
    owners: Words
    either: Words  # may be an owner or not: her
    unowned: Pattern  # what comes after such a one that is no owner
    clause: Pattern
    there: Pattern
    exists: Pattern  # "there" that is no place
    then: Pattern
    said: Pattern  # a verb in the first group, and "so"
    asks_person: Pattern
    asks_place: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The same where no spaces stand between words, and a question begins with its subject."""

    pointer: Pattern
    year: Pattern
    asking: Pattern
    about: Pattern
    part: Pattern
    aspect: Pattern  # what only something else has
    opening: Pattern
    subject_end: Pattern
    this: Pattern  # begins a question that says what it is about
    owned: str  # what {} has, is {}
    inside: str  # the part {} of {}
    asked: str  # a question after what {} has, {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What tells names, and what is named."""

    link: Pattern  # joins two capitalised words in one name
    verbal: Pattern  # comes after a name that acts
    placed: Pattern  # comes before a place
    groups: Words
    places: Words
    things: Words
    titles: Words  # before a person
    openers: Words  # have a capital from their place alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Aliases:
    """How an article says that two names are of one thing, and what no name is."""

    called: Pattern  # comes before the other name
    joined: Pattern  # "and", inside of a name or between two
    passed_over: Words  # have no letter in an acronym
    joints: Pattern  # small words inside of a name
    shortened: Pattern  # a stop that belongs to a name: Co.
    behind_comma: Pattern  # what belongs to a name behind a comma: Inc
    openers: Words  # come before a name and belong to no name
    roles: Words  # the same, and say what somebody is
    no_names: Words
    opens: Pattern  # after what a name starts, where no spaces stand
    no_name: Pattern
    regions: Words  # stand beside a name, and are none that is explained
    region: Pattern  # what may stand behind a region
    organisation: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """The few sentences that an answer itself is told with."""

    nothing: str  # the articles hold no answer
    leaves_open: str  # before the part of a question that they leave open
    unverified: str  # behind a sentence
    earlier: str  # before a day, of what was told before something else


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """A language and all that is known of its words; what it doesn't know is empty."""

    code: str  # ISO 639-1, "und" where it can't be told
    name: str
    spaced: bool  # whether it writes spaces between words
    knows: frozenset[Skill]
    common: frozenset[str]  # words as written, by which a text is told to be in this language
    classes: Classes
    forms: Forms
    cutting: Cutting
    numbers: Numbers
    dates: Dates
    negation: Negation
    modality: Mapping[Mode, Phrases]
    direction: Direction
    comparing: Comparing
    questions: Questions
    context: Context
    follow_ups: FollowUps
    topics: Topics
    names: Names
    aliases: Aliases
    says: Says
    lands: Keys  # a people, tongue or other name of a land → one name of it

    def stem(self, word: str) -> str:
        """The stem of a word in any spelling."""
        return self.forms.stem(word)
