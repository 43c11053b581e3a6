"""What a question asks: its terms by weight, the names among them, and the kind of thing wanted."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from index import language
from index.language import AnswerKind, HeadField, Language, fold_variants
from index.model import Hit
from index.words import Weigh, content_terms, is_cjk, terms, tokens

Manner = Literal["spaced", "unspaced", "foreign"]
"""How the words of a question meet those of a text: with spaces between them, without, or hardly at
all, in another language."""

_MARKS = " \"'“”‘’«»《》「」『』"  # around a word that is asked about
_BESIDE = 6  # words between a name and a role that belong together


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's terms, their weights, which of them are names or numbers, and what is wanted.

    `focus` are the terms beside the word that asks: what is counted, or done, or who is meant.
    `whom` names somebody who is asked about, `meant` a word that is to be explained;
    `of_catalogue` is asked for of the article that tells what the rest of the question says.
    """

    question: str
    spoken: Language
    terms: tuple[str, ...]
    weights: Mapping[str, float]
    named: frozenset[str]
    focus: frozenset[str]
    kinds: tuple[AnswerKind, ...]
    whom: str | None = None
    meant: str | None = None
    of_catalogue: HeadField | None = None

    def held(self, words: AbstractSet[str]) -> float:
        """Share of the question, weighted by rarity, among these words; 1 where it has no terms."""
        return _share(self.weights, words)

    def names_held(self, words: AbstractSet[str]) -> float:
        """The same of its names and numbers."""
        return _share({t: w for t, w in self.weights.items() if t in self.named}, words)

    def names_in(self, passage: Hit) -> float:
        """The same, among the words of a passage and its title."""
        return self.names_held(set(terms(f"{passage.title} {passage.text}")))

    def focus_held(self, words: AbstractSet[str]) -> float:
        """The same of its focus."""
        return _share({t: w for t, w in self.weights.items() if t in self.focus}, words)

    def manner(self, text: str) -> Manner:
        """How its words meet those of a text; `foreign` where that is in another language."""
        if language.of(text, near=self.spoken).code != self.spoken.code:
            return "foreign"
        return "unspaced" if is_cjk(self.question) else "spaced"

    @property
    def asks_date(self) -> bool:
        """Whether a date is asked for."""
        return AnswerKind.DATE in self.kinds

    @property
    def is_who_or_what(self) -> bool:
        """Whether it asks what somebody is, or a word means: the sentence that says so answers."""
        return bool(self.whom or self.meant)

    @property
    def asks_how_many(self) -> bool:
        """Whether things are to be counted."""
        return self.spoken.questions.many.search(self.question) is not None

    @property
    def asks_count(self) -> bool:
        """Whether a number is asked for that is no date."""
        return AnswerKind.COUNT in self.kinds and not self.asks_date

    def fit(self, sentence: str) -> float:
        """Whether a sentence holds the kind of thing that is asked for and not named already.

        Of somebody who is asked about, what they are; of a word, what it stands for. 0.5 where no
        known kind is asked for.
        """
        if self.meant:
            return float(_explains(fold_variants(sentence), self.meant))
        if self.whom:
            return float(self._tells_who(sentence, self.whom))
        if not self.kinds:
            return 0.5
        given = set(re.findall(r"\d[\d.,]*", self.question))
        rest = re.sub(r"\d[\d.,]*", lambda m: "" if m.group() in given else m.group(), sentence)
        tells = language.of(rest, near=self.spoken).questions.tells
        rest = fold_variants(rest)
        return sum(bool(tells[kind].search(rest)) for kind in self.kinds) / len(self.kinds)

    def _tells_who(self, sentence: str, whom: str) -> bool:
        """Whether a role stands beside the name that is asked about, or words tell who it is."""
        spoken = language.of(sentence, near=self.spoken)
        roles, telling = spoken.aliases.roles, spoken.questions.whom_is
        if is_cjk(whom):
            return re.search(telling.replace("{name}", whom), fold_variants(sentence)) is not None
        words = list(tokens(sentence))
        own = [language.fold(word) for word in tokens(whom)]
        return any(
            _has_role(words, place, roles, roles.union(own))
            or re.search(telling.replace("{name}", re.escape(word)), sentence)
            for place, word in enumerate(words)
            if language.fold(word) == own[-1] and word[0].isupper()
            if len(own) == 1 or not (place and _names_another(words[place - 1], roles.union(own)))
        )


def _has_role(
    words: Sequence[str], place: int, roles: AbstractSet[str], known: AbstractSet[str]
) -> bool:
    """Whether a role stands near a word; right before another name it belongs to that one."""
    beside = slice(max(place - _BESIDE, 0), place + _BESIDE)
    return any(
        language.fold(word) in roles and not _names_another(following, known)
        for word, following in list(zip(words, [*words[1:], ""], strict=True))[beside]
    )


def _names_another(word: str, known: AbstractSet[str]) -> bool:
    """Whether a word has a capital, and is neither known nor an initial."""
    return word[:1].isupper() and len(word) > 1 and language.fold(word) not in known


def _explains(sentence: str, term: str) -> bool:
    """Whether a sentence has a term in brackets, or brackets behind it."""
    word = re.escape(term)
    return (
        re.search(rf"[(（]\W*{word}\b\W*[)）—–-]|(?<!\w){word}[\"”’』」]?\s*[(（]", sentence)
        is not None
    )


def read(question: str, weigh: Weigh, *, of_text: bool = False) -> Asked:
    """Read a question; terms are weighed by how rare they are.

    `of_text` asks nothing of the catalogue, whatever it is about.
    """
    spoken = language.read_as(question)
    asked = fold_variants(question)
    of_catalogue = None
    for field, pattern in spoken.questions.catalogue.items() if not of_text else ():
        if found := pattern.search(asked):
            of_catalogue, asked = field, found["about"]
            break
    whom = _whom(asked, spoken)
    meant = spoken.questions.meant.search(asked)
    text = spoken.questions.words.sub(" ", spoken.questions.where.sub(" ", asked))
    wanted = content_terms(text, spoken) or content_terms(question, spoken)
    named = frozenset(
        term
        for place, token in enumerate(tokens(question))
        if token[0].isdigit() or (place and token[0].isupper())
        for term in content_terms(token, spoken)
    )
    return Asked(
        question=question,
        spoken=spoken,
        terms=tuple(terms(question, spoken)),
        weights={term: weigh(term) for term in wanted},
        named=named,
        focus=_focus(asked, spoken),
        kinds=tuple(kind for kind in AnswerKind if spoken.questions.asks[kind].search(asked)),
        whom=whom,
        meant=meant["term"].strip(_MARKS) if meant else None,
        of_catalogue=of_catalogue,
    )


def _whom(asked: str, spoken: Language) -> str | None:
    """The name of somebody who is asked about, maybe in small letters; a role is none."""
    found = spoken.questions.whom.search(asked)
    if not found:
        return None
    words = list(tokens(found["whom"]))
    folded = [language.fold(word) for word in words]
    roles, classes = spoken.aliases.roles, spoken.classes
    if words[-1].islower():
        is_name = not (roles | classes.stop | classes.prepositions).intersection(folded)
    else:
        is_name = folded[-1] not in roles
    return found["whom"].strip() if is_name else None


def _focus(asked: str, spoken: Language) -> frozenset[str]:
    found = spoken.questions.asking.search(asked)
    if not found:
        return frozenset()
    before, behind = asked[: found.start()], asked[found.end() :]
    if spoken.spaced:
        return frozenset(content_terms(behind, spoken)[:1])
    before, behind = (spoken.questions.words.sub(" ", part) for part in (before, behind))
    return frozenset(content_terms(before, spoken)[-1:] or content_terms(behind, spoken)[:1])


def _share(weights: Mapping[str, float], words: AbstractSet[str]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in words) / total if total else 1.0
