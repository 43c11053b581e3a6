"""What a question asks: its terms by weight, the names among them, and the kind of thing wanted."""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index import language
from index.language import AnswerKind, Language, fold_variants
from index.words import content_terms, is_cjk, terms, tokens

Weigh = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's terms, their weights, which of them are names or numbers, and what is wanted."""

    question: str
    spoken: Language
    terms: list[str]
    weights: Mapping[str, float]
    named: frozenset[str]
    kinds: tuple[AnswerKind, ...]

    def held(self, words: AbstractSet[str]) -> float:
        """Share of the question, weighted by rarity, among these words; 1 where it has no terms."""
        return _share(self.weights, words)

    def names_held(self, words: AbstractSet[str]) -> float:
        """The same of its names and numbers."""
        return _share({t: w for t, w in self.weights.items() if t in self.named}, words)

    def speaks(self, text: str) -> bool:
        """Whether a text is in the language of the question."""
        return language.of(text, near=self.spoken).code == self.spoken.code

    @property
    def spaced(self) -> bool:
        """Whether its language puts spaces between words."""
        return not is_cjk(self.question)

    @property
    def asks_date(self) -> bool:
        """Whether a date is asked for."""
        return AnswerKind.DATE in self.kinds

    @property
    def asks_count(self) -> bool:
        """Whether a number is asked for that is no date."""
        return AnswerKind.COUNT in self.kinds and not self.asks_date

    def fit(self, sentence: str) -> float:
        """Whether a sentence holds the kind of thing that is asked for and not named already.

        0.5 where no known kind is asked for.
        """
        if not self.kinds:
            return 0.5
        given = set(re.findall(r"\d[\d.,]*", self.question))
        rest = re.sub(r"\d[\d.,]*", lambda m: "" if m.group() in given else m.group(), sentence)
        tells = language.of(rest, near=self.spoken).questions.tells
        rest = fold_variants(rest)
        return sum(bool(tells[kind].search(rest)) for kind in self.kinds) / len(self.kinds)


def read(question: str, weigh: Weigh) -> Asked:
    """Read a question; terms are weighed by how rare they are."""
    spoken = language.of(question, near=language.ENGLISH)
    asked = fold_variants(question)
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
        terms=terms(question, spoken),
        weights={term: weigh(term) for term in wanted},
        named=named,
        kinds=tuple(kind for kind in AnswerKind if spoken.questions.asks[kind].search(asked)),
    )


def _share(weights: Mapping[str, float], words: AbstractSet[str]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in words) / total if total else 1.0
