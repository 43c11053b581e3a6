"""A sentence as clauses: what stands between commas, brackets, dashes and the words that join."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.language import Language
from service.checking.reading import Token

_MARKS = frozenset(", : ( ) [ ] - 、".split())
_STRONG = frozenset("; : .".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens `[start, end)` of a sentence, and the word that joins them to the rest, if any."""

    start: int
    end: int
    opener: str = ""

    def of(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """Its tokens, of all tokens of the sentence."""
        return tokens[self.start : self.end]


def clauses(tokens: Sequence[Token], words: Language) -> tuple[Clause, ...]:
    """The clauses of a sentence in order; none is without content."""
    return tuple(
        clause for clause in _cut(tokens, words) if any(token.counts for token in clause.of(tokens))
    )


def main_clauses(parts: Sequence[Clause], tokens: Sequence[Token], words: Language) -> list[Clause]:
    """The clauses again, each with those that depend on it."""
    joined: list[Clause] = []
    for part in parts:
        before = tokens[part.start - 1].key if part.start else ""
        own = joins_equals(part.opener, words) or (not part.opener and before in _STRONG)
        if joined and not own:
            joined[-1] = Clause(joined[-1].start, part.end, joined[-1].opener)
        else:
            joined.append(part)
    return joined


def opens(tokens: Sequence[Token], place: int, words: Language) -> bool:
    """Whether a clause ends or begins with this token."""
    token = tokens[place]
    if token.kind == "break" or token.key in _MARKS:
        return True
    word = joiner(token)
    classes = words.classes
    if word in classes.conjunctions or word in words.comparing.subject_next:
        return _subject_follows(tokens, place + 1, words)
    return word in classes.subordinators or word in classes.relatives


def joins_equals(word: str, words: Language) -> bool:
    """Whether a word joins clauses of one rank."""
    return word in words.classes.conjunctions or word in words.comparing.contrasting


def joiner(token: Token) -> str:
    """The word of a token that may join clauses, in small letters."""
    return token.text.lower() if token.kind in ("stop", "word") and token.key != "," else ""


def _cut(tokens: Sequence[Token], words: Language) -> Iterator[Clause]:
    start, opener = 0, ""
    for place, token in enumerate(tokens):
        if not opens(tokens, place, words):
            continue
        yield Clause(start, place, opener)
        start, opener = place + 1, joiner(token)
    yield Clause(start, len(tokens), opener)


def _subject_follows(tokens: Sequence[Token], place: int, words: Language) -> bool:
    """Whether a new subject may begin here: "and the mayor", "but she", "and Vaal"."""
    if place >= len(tokens):
        return False
    token = tokens[place]
    word = token.text.lower()
    known = word in words.comparing.determiners or word in words.classes.pronouns
    return token.kind == "name" or known or not word.isascii()
