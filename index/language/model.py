"""What a language is to Assay: words in classes, and the skills that they make possible."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.language.fields import (
    Firsts,
    HeadPatterns,
    Keys,
    KindPatterns,
    Mode,
    Opposites,
    Pattern,
    Phrases,
    Places,
    Rewritten,
    Sayings,
    Skill,
    Stems,
    Values,
    Words,
    Written,
)
from index.language.stemming import fold, stem


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
    basis_points: Sayings  # what means the unit bp, a hundredth of it
    ones: Words  # mean 1 before a magnitude: a, one
    percent_before: Sayings  # what means % before its number: 百分之
    point: Words  # stands for the decimal mark between numerals: 三点一
    not_decimals: Words  # what makes a time or another word of that: 三点一刻
    tenths: Words  # stands behind a numeral that counts tenths: 三成
    not_tenths: Words  # what makes another word of that: 成为
    under: Sayings  # before a number that is a little more than what is told: nearly
    over: Sayings  # before one that is a little less: more than
    about: Sayings  # before one that is near: about
    over_behind: Sayings  # the same behind a number: or more, 以上
    about_behind: Sayings  # or so, 左右
    numerals: Values
    ordinals: Values
    magnitudes: Values
    shares: Values  # words for a share, by its percent: half → 50
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
    contracted: Rewritten  # as what they are compared: can not for can't, at most for no more than
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
    reached: Stems  # before an infinitive that happened: managed to
    future: Words  # what tells of a day to come, and is no doubt about it: will
    complementizers: Words  # open what a verb governs: that
    than: Words
    beside: Words  # before a negation that only sets beside: in May and not in June
    heads: Words  # how words begin that open sentences and are no names: furthermore
    inflected: Pattern  # what is left of a name where another begins as it does: Chin-ese
    factual: Phrases  # hold a word of a mode and open nothing: as planned
    causes: Phrases  # a cause follows: because of
    effects: Phrases  # an effect follows: so that
    whole: Pattern  # says something of all: every
    most: Pattern  # of most
    part: Pattern  # of a part: a third of, some
    limits: Pattern  # what limits a word, with it as the last group: former, one of the largest
    untrue: Pattern  # says of something that it isn't true: a myth
    effect_joints: Words  # between a cause that stands before its effect, and that: 而


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How something is asked. As all patterns these read text without variants."""

    asks: KindPatterns  # what asks for a thing of this kind
    tells: KindPatterns  # how a sentence looks that may hold one
    asking: Pattern  # whether a text asks at all
    many: Pattern  # asks how many there are of something
    joined: Pattern  # what stands between two questions in one
    words: Pattern  # words that ask, where no spaces set them apart
    where: Pattern  # asks where something is written, and not what
    whom: Pattern  # asks who somebody is: the group `whom`
    whom_is: str  # a pattern of what says who {name} is, besides a role from the list
    meant: Pattern  # asks what a word or abbreviation stands for: the group `term`
    catalogue: HeadPatterns  # asks for this of the article that tells what is in the group `about`
    summary: Pattern  # asks what an article says as a whole; its groups are told in `summaries`
    compares: Pattern  # asks `what` of `one` and `other`
    chooses: Pattern  # asks which of `one` or `other` has `more` of a `thing`, or of what it `does`
    contrasts: Pattern  # asks how `one` compares with `other`, both told in full or by `stands`
    # how `other` leans on `one`: that `joint` `rest` (of a `lender`), its `rest`, `owner`'s alone
    stands: Pattern
    owned: Pattern  # an `owner`, the `mark` of one, and the `thing` that is owned
    has_more: Pattern  # asks whether `one` has `more` of a `thing` than `other`
    side: str  # asks for the {what} of {side}, where both are known
    side_count: str  # asks how much {thing} {side} has
    side_alone: str  # asks for what {side} names


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a sentence has that another one before it explains, or that corrects another."""

    pronouns: Words  # of the third person
    pointers: Words  # stand for something before where they open a sentence: this, such
    definite: Words  # the article before a role
    roles: Words  # what or who was named before: the company, the mayor
    back: Pattern  # how a sentence begins that points back
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
    several: Pattern  # several things that a question speaks of
    former: Pattern  # the former, which is its group, or the latter of two
    persons: Words  # the pronouns for them, and so on
    things: Words
    many: Words
    owners: Words
    either: Words  # may be an owner or not: her
    unowned: Pattern  # what comes after such a one that is no owner
    clause: Pattern
    that: Pattern  # ends in a word that stands for something said before
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
class Drafts:
    """What a draft says of itself and its sources, and not of the matter."""

    source: Written  # what a mark may call the thing that it points at
    passage: Written  # those that stand for one in running text, where "article 1" may be of a law
    ordinal: Written  # before a number
    joined: Written  # between numbers
    upto: Written  # between the ends of a range
    leads: Written  # single signs that the name of a source may stand right behind
    glued: Written  # what stands for a passage there and nowhere else
    powers: Written  # single signs of a unit, behind which a raised digit is a power
    see: Written
    according_to: Sayings
    told: Written  # before `told_by` and a mark that says by whom: stated in [1]
    told_by: Written
    says: Written  # behind a mark that is the subject: [1] says
    joins: Written  # behind a mark, and join what follows
    opens: Written  # before a mark, and open a clause
    yes_or_no: Written
    nothing: Sayings  # names no part of a question
    left_open: Sayings  # behind the name of one
    talk: Written  # about an answer, its question and its sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressing:
    """How a text addresses a language model, and not people.

    A phrase is a regular expression, one a line, in which <word> stands for the words of that name
    in any language, … for what may stand between, and which begins and ends with whole words.
    """

    words: Rewritten
    phrases: Rewritten  # lines by class
    reply: Pattern  # the reply that is being written
    task: Pattern  # asks for words, or for work on words, whatever follows
    command: Pattern  # a bare `verb` and what it acts on: break down the
    no_command: Words  # begin a sentence as a verb would, and are none


@dataclass(frozen=True, slots=True, kw_only=True)
class Debris:
    """What web pages have around an article.

    A space stands for white space inside a line, ~~ for any words, ~ for words without a stop. The
    patterns, one a line, hold no capturing group.
    """

    lines: Rewritten  # whole lines that can be nothing else, by kind
    inside: str  # of a line; begins with a stop or bracket, which is quickly searched for
    glued: str  # behind the last word of a line without a space
    last: str  # the last words of all


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """The few sentences that an answer itself is told with, and goes on with."""

    nothing: str  # the articles hold no answer
    leaves_open: str  # before the part of a question that they leave open
    unverified: str  # behind a sentence
    earlier: str  # before a day, of what was told before something else
    who: str  # asks who {} is, as `Questions.whom` knows it; "" where that knows nothing
    meaning: str  # asks what {} stands for, as `Questions.meant` knows it


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
    drafts: Drafts
    addressing: Addressing
    debris: Debris
    says: Says
    lands: Keys  # a people, tongue or other name of a land → one name of it

    def stem(self, word: str) -> str:
        """The stem of a word in any spelling."""
        return self.forms.stem(word)
