"""What governs the words of a sentence: what is denied, only planned, or only said to be so.

A governing word reaches over what follows it in its clause, and over all that follows where a
"that" opens what it governs.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from index.language import Language
from service.checking.clauses import opens
from service.checking.lexicon import Standing, innocent, standings
from service.checking.reading import Token

_ASKS = frozenset("?？")
_COMPARED = 3  # tokens behind a "than" that only compare
_LIMITED = 3  # tokens behind a "no" with the figure that it limits: no more than 40
_THAT = 6  # tokens within which a "that" belongs to the governing word


@dataclass(frozen=True, slots=True)
class Governor:
    """A governing word at `[start, end)`, and how far it reaches."""

    standing: Standing
    start: int
    end: int
    reach: int
    words: str  # as compared
    negation: bool = False
    clausal: bool = False  # whether it governs whole clauses

    def governs(self, place: int) -> bool:
        """Whether a token stands in its reach."""
        return self.end <= place < self.reach


@dataclass(frozen=True)
class Governed:
    """Tokens with all that governs some of them.

    A "no more than" denies nothing where its figure is among the `limits`.
    """

    tokens: Sequence[Token]
    words: Language
    limits: AbstractSet[str] = frozenset()

    @cached_property
    def governors(self) -> tuple[Governor, ...]:
        """The governing words in order."""
        found = _governors(self.tokens, self.words)
        return tuple(governor for governor in found if not self._only_limits(governor))

    def _only_limits(self, governor: Governor) -> bool:
        behind = self.tokens[governor.end : governor.end + _LIMITED]
        limits = any(self.limits & {token.key, token.text.lower()} for token in behind)
        return governor.negation and limits

    def of(self, standing: Standing) -> list[Governor]:
        """The governing words of one kind."""
        return [governor for governor in self.governors if governor.standing == standing]

    def over(self, place: int, standing: Standing) -> list[Governor]:
        """What governs a token in this way."""
        return [governor for governor in self.of(standing) if governor.governs(place)]


def _governors(tokens: Sequence[Token], words: Language) -> Iterator[Governor]:
    ends = _ends(tokens, words)
    governing, harmless = standings(words), innocent(words)
    longest = max(map(len, (*governing, *harmless)))
    keys = list(map(_key, tokens))
    place = 0
    while place < len(tokens):
        if not place or tokens[place - 1].kind == "break":
            yield from _asking(place, tokens, ends[1], words)
        phrase = next(
            (
                phrase
                for size in range(min(longest, len(keys) - place), 0, -1)
                if (phrase := tuple(keys[place : place + size])) in governing or phrase in harmless
            ),
            (),
        )
        if phrase in harmless and phrase not in governing:
            place += len(phrase)
            continue
        negation = tokens[place].kind == "negation" and not phrase
        standing: Standing | None = "denied" if negation else governing.get(phrase)
        before = keys[max(place - _COMPARED, 0) : place]
        if standing == "open" and not words.comparing.than.isdisjoint(before):
            standing = None  # "less than one would think"
        size = max(len(phrase), 1)
        if standing:
            after = place + size
            reach, clausal = _reach(tokens, after, standing, ends, words)
            said = " ".join(keys[place:after])
            if negation:
                after, clausal = _past_inserted(after, tokens, ends[0], words), False
                reach = ends[0][after] if after < len(tokens) else after
            yield Governor(standing, place, after, reach, said, negation=negation, clausal=clausal)
        place += size


def _asking(
    place: int, tokens: Sequence[Token], of_sentence: Sequence[int], words: Language
) -> Iterator[Governor]:
    """The sentence that begins there, if it asks whether something is so."""
    end = of_sentence[place]
    asks = end < len(tokens) and tokens[end].key in _ASKS
    if asks and tokens[place].key in words.classes.auxiliaries:
        yield Governor("open", place, place, end, tokens[end].key, clausal=True)


def _past_inserted(
    place: int, tokens: Sequence[Token], of_clause: Sequence[int], words: Language
) -> int:
    """The place behind a clause that is inserted there: "had not, they say, sold"."""
    open_ = place > 1 and tokens[place - 2].key in words.classes.auxiliaries
    if not open_ or place + 1 >= len(tokens) or tokens[place].key != ",":
        return place
    close = of_clause[place + 1]
    closed = close + 1 < len(tokens) and tokens[close].key == ","
    return close + 1 if closed else place


def _key(token: Token) -> str:
    """What a token is compared by: a negation by its own word; names and months never govern."""
    if token.kind in ("name", "month", "number"):
        return ""
    return token.text.lower() if token.kind == "negation" else token.key


def _reach(
    tokens: Sequence[Token],
    after: int,
    standing: Standing,
    ends: tuple[list[int], list[int]],
    words: Language,
) -> tuple[int, bool]:
    """The end of the clause; of the sentence where a "that" follows, or nothing in the clause."""
    of_clause, of_sentence = ends
    if after >= len(tokens):
        return after, False
    near = tokens[max(after - 1, 0) : after + _THAT]
    that = any(token.text.lower() in words.comparing.complementizers for token in near)
    empty = not any(token.counts for token in tokens[after : of_clause[after]])
    # A Chinese verb of two characters, such as 否认, governs all that follows.
    joint = tokens[after - 1].text.lower() in words.classes.subordinators  # if
    verb = after >= 2 and all(not token.text.isascii() for token in tokens[after - 2 : after])
    wide = that or empty or (verb and standing != "open")
    return (of_sentence if wide else of_clause)[after], wide or joint


def _ends(tokens: Sequence[Token], words: Language) -> tuple[list[int], list[int]]:
    """For each place, where its clause ends and where its sentence does."""
    clause = sentence = len(tokens)
    of_clause, of_sentence = [0] * len(tokens), [0] * len(tokens)
    for place in range(len(tokens) - 1, -1, -1):
        if tokens[place].kind == "break" and tokens[place].key != '"':
            sentence = clause = place
        elif opens(tokens, place, words):
            clause = place
        of_clause[place], of_sentence[place] = clause, sentence
    return of_clause, of_sentence
