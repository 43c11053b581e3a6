"""A sentence as clauses: what stands between commas, brackets, dashes and the words that join."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.checking.lexicon import CAUSAL, CONJUNCTIONS, RELATIVES, SUBORDINATORS
from service.checking.reading import Token

_MARKS = frozenset(", : ( ) [ ] - 、".split())
_OPENERS = CONJUNCTIONS | SUBORDINATORS | RELATIVES | CAUSAL


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens `[start, end)` of a sentence, and the word that joins them to the rest, if any."""

    start: int
    end: int
    opener: str = ""

    def of(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """Its tokens, of all tokens of the sentence."""
        return tokens[self.start : self.end]


def clauses(tokens: Sequence[Token]) -> tuple[Clause, ...]:
    """The clauses of a sentence in order; none is without content."""
    return tuple(
        clause
        for clause in _cut(tokens)
        if any(token.counts for token in tokens[clause.start : clause.end])
    )


def _cut(tokens: Sequence[Token]) -> Iterator[Clause]:
    start, opener = 0, ""
    for place, token in enumerate(tokens):
        mark = token.kind == "break" or token.key in _MARKS
        if not mark and _word(token) not in _OPENERS:
            continue
        yield Clause(start, place, opener)
        start, opener = place + 1, "" if mark else _word(token)
    yield Clause(start, len(tokens), opener)


def _word(token: Token) -> str:
    return token.text.lower() if token.kind in ("stop", "word") else ""
