"""The values that a text holds: numbers with their units, names, months, ordinals, units."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from index.language import Language
from index.words import terms
from service.checking.reading import DECADE, TIME, Token
from service.checking.sources import read_sentences

# Units as multiples of others: a number of one is held by what it comes to in the other.
_MEASURES = {
    "bp": ("pp", "0.01"),
    "kw": ("mw", "0.001"),
    "gw": ("mw", "1000"),
    "kwh": ("mwh", "0.001"),
    "gwh": ("mwh", "1000"),
    "twh": ("mwh", "1000000"),
    "kg": ("t", "0.001"),
    "g": ("t", "0.000001"),
    "km": ("m", "1000"),
    "cm": ("m", "0.01"),
    "mm": ("m", "0.001"),
}
VALUES = ("number", "name", "month", "ordinal", "unit")
_MEASURED = frozenset(unit for unit, _ in _MEASURES.values())
_YEAR = 4  # digits
_SHORTEST = 4  # letters of a name that may be inflected


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a text holds. Names are also held by words: "the Swedish" by "in swedish hands"."""

    numbers: dict[str, frozenset[str]]  # with the units that each has
    names: frozenset[str]
    words: frozenset[str]
    others: frozenset[tuple[str, str]]  # (kind, key) of months, ordinals and units
    amounts: frozenset[tuple[Decimal, str]]  # of numbers that another unit could measure
    initials: str  # of its words in a row, where an acronym may be found
    spoken: Language

    def holds(self, token: Token) -> bool:
        """Whether the text has this value."""
        if token.kind == "number":
            units = self.numbers.get(token.key)
            if units is not None and (not token.unit or not units.isdisjoint({token.unit, ""})):
                return True
            return self._tells(token)
        if token.kind == "name":
            return self._names(token.key)
        return (token.kind, token.key) in self.others

    def clashes(self, token: Token) -> str | None:
        """The unit that the text gives this number, where it gives another one than the token's."""
        units = self.numbers.get(token.key) if token.kind == "number" else None
        if not units or not token.unit or units & {token.unit, ""}:
            return None
        return min(units)

    def _tells(self, token: Token) -> bool:
        """Whether it is told by another one: 30 MW by 0.03 GW, 4.12 by 4:12, the 1930s by 1938."""
        if token.unit == DECADE:
            return any(len(key) == _YEAR and key[:3] == token.key[:3] for key in self.numbers)
        if not token.unit and TIME in self.numbers.get(_as_time(token.text), ()):
            return True
        return _amount(token) in self.amounts

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
    amounts: set[tuple[Decimal, str]] = set()
    for token in tokens:
        if token.kind == "number":
            numbers.setdefault(token.key, set()).add(token.unit)
            others |= {("unit", token.unit)} if token.unit else set()
            if amount := _amount(token):
                amounts.add(amount)
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
        amounts=frozenset(amounts),
        initials="".join(initials),
        spoken=spoken,
    )


@lru_cache(maxsize=1024)
def inventory_of(text: str, spoken: Language) -> Inventory:
    """The values of a passage or article."""
    return inventory(
        (token for one in read_sentences(text, spoken) for token in one.tokens), spoken
    )


def _amount(token: Token) -> tuple[Decimal, str] | None:
    """A number in the unit that all of its kind are measured in; None where there is but one."""
    unit, size = _MEASURES.get(token.unit, (token.unit, "1"))
    measured = unit in _MEASURED and token.kind == "number"
    return (Decimal(token.key) * Decimal(size), unit) if measured else None


def _as_time(text: str) -> str:
    """A number as it stands where it is a time of day: 4.12 for 4:12."""
    return text.replace(".", ":", 1).lstrip("0")


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
