"""The values that a text holds: numbers with their units, names, months, ordinals, units."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index.language import Language
from index.words import terms
from service.checking.reading import Token
from service.checking.sources import read_sentences

VALUES = ("number", "name", "month", "ordinal", "unit")
_SHORTEST = 4  # letters of a name that may be inflected


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a text holds. Names are also held by words: "the Swedish" by "in swedish hands"."""

    numbers: dict[str, frozenset[str]]  # with the units that each has
    names: frozenset[str]
    words: frozenset[str]
    others: frozenset[tuple[str, str]]  # (kind, key) of months, ordinals and units
    initials: str  # of its words in a row, where an acronym may be found
    spoken: Language

    def holds(self, token: Token) -> bool:
        """Whether the text has this value."""
        if token.kind == "number":
            units = self.numbers.get(token.key)
            return units is not None and (not token.unit or bool(units & {token.unit, ""}))
        if token.kind == "name":
            return self._names(token.key)
        return (token.kind, token.key) in self.others

    def clashes(self, token: Token) -> str | None:
        """The unit that the text gives this number, where it gives another one than the token's."""
        units = self.numbers.get(token.key) if token.kind == "number" else None
        if not units or not token.unit or units & {token.unit, ""}:
            return None
        return min(units)

    def _names(self, name: str) -> bool:
        if name in self.names or name in self.words or not self.words.isdisjoint(_forms(name)):
            return True
        return len(name) >= _SHORTEST and any(
            _kin(name, other, self.spoken) for other in self.names
        )


def inventory(tokens: Iterable[Token], spoken: Language) -> Inventory:
    """The values among some tokens."""
    numbers: dict[str, set[str]] = {}
    names: set[str] = set()
    words: set[str] = set()
    others: set[tuple[str, str]] = set()
    initials: list[str] = []
    for token in tokens:
        if token.kind == "number":
            numbers.setdefault(token.key, set()).add(token.unit)
            others |= {("unit", token.unit)} if token.unit else set()
        elif token.kind == "name":
            names.add(token.key)
        elif token.kind in VALUES:
            others.add((token.kind, token.key))
        if token.kind in ("word", "name"):
            initials.append(token.key[0])
        lower = token.text.lower()
        words |= {spoken.lands.get(lower, lower), token.key}
    return Inventory(
        numbers={key: frozenset(found) for key, found in numbers.items()},
        names=frozenset(names),
        words=frozenset(words),
        others=frozenset(others),
        initials="".join(initials),
        spoken=spoken,
    )


@lru_cache(maxsize=1024)
def inventory_of(text: str, spoken: Language) -> Inventory:
    """The values of a passage or article."""
    return inventory(
        (token for one in read_sentences(text, spoken) for token in one.tokens), spoken
    )


def _forms(name: str) -> set[str]:
    """A name as a plain word, and a code without its number: COVID-19, COVID."""
    return {*terms(name)[:1], name.partition("-")[0]}


def _kin(name: str, other: str, spoken: Language) -> bool:
    """Whether one is the other, inflected: China, Chinese."""
    if len(other) < _SHORTEST:
        return False
    short, long = sorted((name, other), key=len)
    stem = short.rstrip("aeiouy") if len(short) > _SHORTEST else short
    ending = long[len(stem) :].lstrip("aeiouy")
    return long.startswith(stem) and bool(spoken.comparing.inflected.fullmatch(ending))
