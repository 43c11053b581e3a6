"""A claim laid beside the source sentences that it rests on, token by token.

The heaviest sequence of equal tokens in the order of both (a weighted longest common subsequence)
says what of the one stands where in the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from service.checking.reading import Token

_WEIGHTS = {"number": 2.0, "month": 1.5, "name": 1.5, "unit": 0.8}

_Chain = tuple[float, int]  # what a chain of pairs weighs, and where its last pair is kept


@dataclass(frozen=True, slots=True)
class Pairing:
    """Claim and source, and the pairs of places where they are the same, in the order of both."""

    claim: Sequence[Token]
    source: Sequence[Token]
    same: tuple[tuple[int, int], ...]

    @property
    def unsaid(self) -> list[Token]:
        """What the source says, up to where the claim ends, and the claim doesn't."""
        claimed = {token.key for token in self.claim}
        last = max((theirs for _, theirs in self.same), default=0)
        return [token for token in self.source[: last + 1] if token.key not in claimed]

    def sides(self, mine: int, theirs: int) -> tuple[bool, bool]:
        """Whether two tokens have the same neighbour before, and behind."""
        before, behind = (
            neighbour(self.claim, mine, step) == neighbour(self.source, theirs, step)
            for step in (-1, 1)
        )
        return before, behind


def pair(claim: Sequence[Token], source: Sequence[Token]) -> Pairing:
    """The heaviest pairing; of equals, the one that pairs later tokens."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, token in enumerate(source):
        if token.counts:
            places.setdefault((token.kind, token.key), []).append(place)
    pairs: list[tuple[int, int, int]] = [(-1, -1, -1)]  # claim, source, the pair before
    best: list[_Chain] = [(0.0, 0)] * (len(source) + 1)  # best[j]: chains whose last pair is j - 1
    for mine, token in enumerate(claim):
        candidates = places.get((token.kind, token.key), ()) if token.counts else ()
        if not candidates:
            continue
        upto = list(accumulate(best, max))
        for theirs in candidates:
            weight, last = upto[theirs]
            if not units_clash(token, source[theirs]):
                pairs.append((mine, theirs, last))
                chain = (weight + _WEIGHTS.get(token.kind, 1.0), len(pairs) - 1)
                best[theirs + 1] = max(best[theirs + 1], chain)
    return Pairing(claim, source, tuple(_trace(pairs, max(best)[1])))


def _trace(pairs: Sequence[tuple[int, int, int]], last: int) -> list[tuple[int, int]]:
    chain: list[tuple[int, int]] = []
    while last:
        mine, theirs, last = pairs[last]
        chain.append((mine, theirs))
    return chain[::-1]


def units_clash(mine: Token, theirs: Token) -> bool:
    """Whether two numbers are of different things, as far as both say."""
    return bool(mine.unit and theirs.unit and mine.unit != theirs.unit)


def neighbour(tokens: Sequence[Token], place: int, step: int) -> str:
    """The next token with content, past the rest of the same name; "" at a sentence's end."""
    name = tokens[place].kind == "name"
    place += step
    while 0 <= place < len(tokens):
        token = tokens[place]
        name = name and token.kind == "name"
        if not (name or token.kind in ("stop", "mark") or token.key == '"'):
            return "" if token.kind == "break" else token.key
        place += step
    return ""
