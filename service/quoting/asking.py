"""What a question asks: its terms by weight, the names among them, and the kind of thing wanted."""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index.words import content_terms, is_cjk, terms, tokens
from service.quoting.kinds import COUNT, DATE, KINDS, Kind

Weigh = Callable[[str], float]

# Words that ask, which Chinese writes without a space around them.
_ASKING_CJK = re.compile(
    r"什[么麼]时候|什[么麼]時候|[何哪]时|[何哪]時|哪一?[年天日月个個位种種些所家座条條国國篇]|[是由]?[谁誰]|多少"
    r"|[几幾]|[为為]什[么麼]|[为為]何|什[么麼]|怎[么麼]样?|如何|哪[里裡儿兒]?|是不是|有没有|[吗嗎呢的了是在有于]"
)
# Words that ask where something is written, and not what.
_ASKING_WHERE = re.compile(
    r"\b(?:in )?(?:which|what) (?:article|report|story|piece)s?\b"
    r"|\baccording to the (?:articles?|reports?)\b|哪[一几]?篇(?:文章|报道)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's terms, their weights, which of them are names or numbers, and what is wanted."""

    question: str
    terms: list[str]
    weights: Mapping[str, float]
    named: frozenset[str]
    kinds: tuple[Kind, ...]

    def held(self, words: AbstractSet[str]) -> float:
        """Share of the question, weighted by rarity, among these words; 1 where it has no terms."""
        return _share(self.weights, words)

    def names_held(self, words: AbstractSet[str]) -> float:
        """The same of its names and numbers."""
        return _share({t: w for t, w in self.weights.items() if t in self.named}, words)

    @property
    def asks_date(self) -> bool:
        """Whether a date is asked for."""
        return DATE in self.kinds

    @property
    def asks_count(self) -> bool:
        """Whether a number is asked for that is no date."""
        return COUNT in self.kinds and not self.asks_date

    def fit(self, sentence: str) -> float:
        """Whether a sentence holds the kind of thing that is asked for and not named already.

        0.5 where no known kind is asked for.
        """
        if not self.kinds:
            return 0.5
        given = set(re.findall(r"\d[\d.,]*", self.question))
        rest = re.sub(r"\d[\d.,]*", lambda m: "" if m.group() in given else m.group(), sentence)
        return sum(bool(kind.tells.search(rest)) for kind in self.kinds) / len(self.kinds)


def read(question: str, weigh: Weigh) -> Asked:
    """Read a question; terms are weighed by how rare they are."""
    text = _ASKING_WHERE.sub(" ", question)
    if is_cjk(text):
        text = _ASKING_CJK.sub(" ", text)
    wanted = content_terms(text) or content_terms(question)
    named = frozenset(
        term
        for place, token in enumerate(tokens(question))
        if token[0].isdigit() or (place and token[0].isupper())
        for term in content_terms(token)
    )
    return Asked(
        question=question,
        terms=terms(question),
        weights={term: weigh(term) for term in wanted},
        named=named,
        kinds=tuple(kind for kind in KINDS if kind.asks.search(question)),
    )


def _share(weights: Mapping[str, float], words: AbstractSet[str]) -> float:
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in words) / total if total else 1.0
