"""What else the articles call the things that a text names: their aliases, kept in memory."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.aliases import Alias
from index.words import CJK, terms, tokens

Counted = Iterable[tuple[Alias, int]]  # how many articles state a pair
_Key = tuple[str, ...]

_CJK = re.compile(f"[{CJK}]")
_MOST_KEPT = 100  # sets of collections
_MOST = 4  # other names for one that a text mentions; more are rather a sign of confusion


@dataclass(frozen=True, slots=True)
class Names:
    """The pairs, to be looked up by either name. Looking up takes microseconds."""

    partners: dict[_Key, list[_Key]]  # those that most articles state first
    written: dict[_Key, str]
    lengths: dict[str, list[int]]  # of the names that start with a unit, longest first

    @classmethod
    def of(cls, pairs: Counted) -> "Names":
        """The names in some pairs, in both directions."""
        written: dict[_Key, str] = {}
        stated: defaultdict[_Key, Counter[_Key]] = defaultdict(Counter)
        for alias, count in sorted(pairs, key=lambda pair: (pair[0].name, pair[0].other)):
            one, other = _key_of_name(alias.name), _key_of_name(alias.other)
            if one and other and one != other:
                written.setdefault(one, alias.name)
                written.setdefault(other, alias.other)
                stated[one][other] += count
                stated[other][one] += count
        partners = {key: _most_stated(found) for key, found in stated.items()}
        return cls(partners, written, _lengths(partners))

    def others(self, text: str) -> list[str]:
        """Other names of what a text names, at most four each, without those that it has."""
        mentioned = self._mentioned(text)
        found = (other for key in mentioned for other in self._around(key))
        return [self.written[key] for key in dict.fromkeys(found) if key not in mentioned]

    def says(self, text: str, name: str) -> bool:
        """Whether a text has this name, or one that an article pairs with it."""
        units, key = _key(text), _key(name)
        return any(_within(one, units) for one in (key, *self.partners.get(key, ())))

    def _around(self, key: _Key) -> list[_Key]:
        """Its other names, and those of these in other letters: "State Grain Office", SGO, 粮务局.

        Not in the same letters: an acronym may be spelled out in more than one way.
        """
        direct = self.partners[key]
        further = [far for near in direct for far in self.partners[near]]
        told = [*direct, *(far for far in further if _is_cjk(far) != _is_cjk(key))]
        return list(dict.fromkeys(told))[:_MOST]

    def _mentioned(self, text: str) -> list[_Key]:
        """The names in a text, in order; of those that start at the same place, the longest."""
        units = _key(text)
        found: dict[_Key, None] = {}
        start = 0
        while start < len(units):
            name = self._name_at(units, start)
            found |= {name: None} if name else {}
            start += len(name) or 1
        return list(found)

    def _name_at(self, units: _Key, start: int) -> _Key:
        ends = (units[start : start + n] for n in self.lengths.get(units[start], ()))
        return next((name for name in ends if name in self.partners), ())


@dataclass(slots=True)
class Naming:
    """The names in the catalogue, read again when they have changed there.

    Whoever asks within some collections is told the names that their articles pair.
    """

    revision: Callable[[], Awaitable[int]]
    read: Callable[[Sequence[str]], Awaitable[Counted]]
    _names: dict[tuple[str, ...], Names] = field(default_factory=dict)
    _read_at: int | None = None

    async def __call__(self, text: str, collections: tuple[str, ...] = ()) -> Sequence[str]:
        """Other names of what a text names."""
        return (await self.within(collections)).others(text)

    async def within(self, collections: tuple[str, ...] = ()) -> Names:
        """The names in these collections, or in all."""
        revision = await self.revision()
        if revision != self._read_at or len(self._names) > _MOST_KEPT:
            self._names, self._read_at = {}, revision
        kept = self._names
        if collections not in kept:
            kept[collections] = await asyncio.to_thread(Names.of, await self.read(collections))
        return kept[collections]


def _most_stated(found: Counter[_Key]) -> list[_Key]:
    return sorted(found, key=lambda key: (-found[key], key))


def _lengths(keys: Iterable[_Key]) -> dict[str, list[int]]:
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for key in keys:
        lengths[key[0]].add(len(key))
    return {unit: sorted(found, reverse=True) for unit, found in lengths.items()}


def _within(key: _Key, units: _Key) -> bool:
    starts = range(len(units) - len(key) + 1)
    return bool(key) and any(units[n : n + len(key)] == key for n in starts)


def _key(text: str) -> _Key:
    """Words folded and stemmed, but acronyms as written (WHO isn't "who"); CJK sign by sign."""
    return tuple(unit for token in tokens(text) for unit in _units(token))


def _is_cjk(key: _Key) -> bool:
    return _CJK.match(key[0]) is not None


_key_of_name = lru_cache(maxsize=100_000)(_key)  # the same names are read again and again


def _units(token: str) -> Sequence[str]:
    if _CJK.match(token):
        return token
    bare = token.removesuffix("s")
    if len(bare) > 1 and bare.isupper():
        return [bare]
    return terms(token)
