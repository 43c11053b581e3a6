"""What differs between a claim and the sentences that it is laid beside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import pairwise

from index.language import Language
from service.checking.aligning import Alignment
from service.checking.calculating import is_calculated
from service.checking.findings import Findings
from service.checking.inventory import inventory
from service.checking.lexicon import prepositions, synonyms
from service.checking.listing import kept_pairs
from service.checking.pairing import Pairing, neighbour
from service.checking.reading import TIME, Token, is_year, level
from service.checking.rounding import is_rounded

_ENDS = frozenset((",", "，", ";", "；"))  # of a clause


def in_anothers_place(alignment: Alignment) -> Findings:
    """Values between the neighbours of others, and changes that don't fit their figures."""
    row = "|" in alignment.main.sentence.text  # a claim may tell any of its cells
    places = () if row else _in_anothers_place(alignment)
    wrong = [*places, *_against_its_figures(alignment.tokens, alignment.words)]
    return Findings(wrong=wrong)


def turned(alignment: Alignment) -> Findings:
    """The opposite of what the source says; a doubt where the claim is far from its source."""
    reasons = list(_turned_round(alignment))
    return Findings(wrong=reasons) if alignment.near else Findings(doubts=reasons)


def moved(alignment: Alignment) -> Findings:
    """What stands in another order or place than in the source."""
    pairing = alignment.pairing
    row = "|" in alignment.main.sentence.text  # the columns of a table stand in any order
    kept = kept_pairs(alignment)
    doubts = [*(() if row else _moved(pairing, kept)), *_exchanged_places(alignment)]
    names = _exchanged_names(alignment) if alignment.near else ()
    return Findings(open=[*doubts, *names])


def _in_anothers_place(alignment: Alignment) -> Iterator[str]:
    """Values of a claim between the neighbours that another value has in the source."""
    pairing, passive = alignment.pairing, _voice_turned(alignment)
    kept = kept_pairs(alignment)
    for mine, token in enumerate(pairing.claim):
        if token.kind not in ("number", "name", "month", "ordinal", "unit"):
            continue
        if token.kind == "number" and token.key in kept:
            continue
        if token.kind == "name" and (passive or not token.sure):
            continue
        if is_calculated(token, alignment) or is_rounded(token, alignment):
            continue
        rivals = [
            (place, other)
            for place, other in enumerate(pairing.source)
            if other.kind == token.kind and other.sure and all(pairing.sides(mine, place))
        ]
        if rivals and not any(_is_told(token, other, alignment.words) for _, other in rivals):
            instead = rivals[0][1].text
            yield f"The source says “{instead}” where the sentence says “{token.text}”."


def _is_told(token: Token, other: Token, words: Language) -> bool:
    """Whether another value is the same, a number also in another unit: 0.7 points, 70 bps."""
    if token.kind == "number":
        return inventory([other], words).holds(token)
    return other.key == token.key


def _moved(pairing: Pairing, kept: AbstractSet[str]) -> Iterator[str]:
    """Numbers that the source has, but in another order and with other neighbours.

    Those that it gives to the same item of a list are `kept`.
    """
    paired = {mine for mine, _ in pairing.same}
    for mine, token in enumerate(pairing.claim):
        if token.kind != "number" or mine in paired or token.key in kept:
            continue
        places = [
            place
            for place, other in enumerate(pairing.source)
            if (other.kind, other.key) == ("number", token.key)
        ]
        if places and not any(_moved_along(pairing, mine, place) for place in places):
            yield f"{token.text} stands elsewhere in the cited sentence."


def _moved_along(pairing: Pairing, mine: int, theirs: int) -> bool:
    """Whether a number kept a neighbour, or can't be taken for another.

    A year opens or closes a sentence; what binds it is its month, or the number next to it.
    """
    number = pairing.claim[mine]
    if is_year(number):
        before = neighbour(pairing.claim, mine, -1)
        if before and not before[0].isdigit() and before == neighbour(pairing.source, theirs, -1):
            return True
        if sum(map(is_year, pairing.source)) == 1:
            return True
        return _nearest_number(pairing.claim, mine) == _nearest_number(pairing.source, theirs)
    if number.unit and [t.unit for t in pairing.source].count(number.unit) == 1:
        return pairing.source[theirs].unit == number.unit
    own, other = (
        [neighbour(tokens, place, step) for step in (-1, 1)]
        for tokens, place in ((pairing.claim, mine), (pairing.source, theirs))
    )
    return any(a == b != "" for a, b in zip(own, other, strict=True))


def _nearest_number(tokens: Sequence[Token], year: int) -> str | None:
    """The number next to a year, in its clause if that has one; of two as near, the one before."""

    def distance(place: int) -> tuple[int, int, int]:
        between = tokens[min(place, year) : max(place, year)]
        return sum(t.key in _ENDS or t.kind == "break" for t in between), abs(place - year), place

    places = [p for p, t in enumerate(tokens) if t.kind == "number" and not is_year(t)]
    nearest = min(places, key=distance, default=None)
    return None if nearest is None else tokens[nearest].key


def _exchanged_names(alignment: Alignment) -> Iterator[str]:
    """Two names in the other order than in the source, though nothing else has moved."""
    if _voice_turned(alignment):
        return
    pairing = alignment.pairing
    first = {t.key: place for place, t in reversed(list(enumerate(pairing.source)))}
    paired = {mine for mine, _ in pairing.same}
    names = [
        (place, first[token.key])
        for place, token in enumerate(pairing.claim)
        if token.kind == "name" and token.key in first and token.sure
    ]
    for (a, source_a), (b, source_b) in pairwise(names):
        if source_a > source_b and not {a, b} <= paired and _apart(pairing.claim, a, b):
            kept = any(
                neighbour(pairing.claim, mine, 1) == neighbour(pairing.source, theirs, 1) != ""
                for mine, theirs in ((a, source_a), (b, source_b))
            )
            if not kept:
                shown = pairing.claim[a].text, pairing.claim[b].text
                yield f"“{shown[0]}” and “{shown[1]}” have each other's place in the source."


def _exchanged_places(alignment: Alignment) -> Iterator[str]:
    """Two names that took each other's preposition: from A to B, from B to A."""
    claim, source, words = alignment.pairing.claim, alignment.pairing.source, alignment.words
    theirs = {t.key: place for place, t in reversed(list(enumerate(source))) if t.kind == "name"}
    names = [place for place, t in enumerate(claim) if t.kind == "name" and t.key in theirs]
    for a, b in pairwise(names):
        before_a, before_b = _preposition(claim, a, words), _preposition(claim, b, words)
        sourced_a = _preposition(source, theirs[claim[a].key], words)
        sourced_b = _preposition(source, theirs[claim[b].key], words)
        passive = "" in (before_a, before_b) and not words.classes.agent.isdisjoint(
            (before_a, before_b)
        )
        if before_a != before_b and not passive and (before_a, before_b) == (sourced_b, sourced_a):
            yield (
                f"“{claim[a].text}” and “{claim[b].text}” have each other's place in the source."
            )


def _preposition(tokens: Sequence[Token], name: int, words: Language) -> str:
    """The preposition before a name; "" where there is none."""
    while name and tokens[name - 1].kind == "name":
        name -= 1
    before = tokens[name - 1].key if name else ""
    return before if before in prepositions(words) else ""


def _apart(tokens: Sequence[Token], a: int, b: int) -> bool:
    return any(token.kind in ("word", "number") for token in tokens[a + 1 : b])


def other_characters(alignment: Alignment) -> Findings:
    """Chinese words in the place of others, of which the cited passages know nothing."""
    pairing = alignment.pairing
    passages = "\n".join(level(hit.text, alignment.words) for hit in alignment.cited)
    anchors = [(-1, -1), *pairing.same, (len(pairing.claim), len(pairing.source))]
    reasons = []
    for (a, source_a), (b, source_b) in pairwise(anchors):
        characters = _characters(pairing.claim[a + 1 : b])
        instead = _characters(pairing.source[source_a + 1 : source_b])
        if len(instead) >= 2 and len(_unknown(characters, passages, alignment.words)) >= 2:
            reasons.append(f"The source has other words where the sentence says “{characters}”.")
    return Findings(open=reasons)


def _unknown(characters: str, passages: str, words: Language) -> str:
    """The characters that carry weight and stand in no pair that the passages have."""
    known = {
        place + side
        for place in range(len(characters) - 1)
        if characters[place : place + 2] in passages
        for side in (0, 1)
    }
    fillers = words.comparing.fillers
    return "".join(
        char for p, char in enumerate(characters) if p not in known and char not in fillers
    )


def _characters(tokens: Sequence[Token]) -> str:
    return "".join(t.text for t in tokens if t.kind == "word" and not t.text.isascii())


def _voice_turned(alignment: Alignment) -> bool:
    """Whether one of claim and source says by whom something was done, and the other doesn't."""
    agent = alignment.words.classes.agent
    in_claim, in_source = (
        any(a.key in agent and b.kind == "name" for a, b in pairwise(tokens))
        for tokens in (alignment.tokens, alignment.pairing.source)
    )
    return in_claim != in_source


def _turned_round(alignment: Alignment) -> Iterator[str]:
    """Words of a claim that its source lacks, where it says the opposite once more."""
    claim, words = alignment.tokens, alignment.words
    source = Counter(token.key for token in alignment.pairing.source)
    sourced = {*source, *(term for place in alignment.sources for term in place.sentence.terms)}
    claimed = Counter(token.key for token in claim)
    for token in claim:
        against = words.direction.against(token.key)
        if token.key in sourced or synonyms(words, token.key) & sourced:
            continue
        if any(source[w] > claimed[w] or w in sourced - {*source, *claimed} for w in against):
            yield f"The source says the opposite of “{token.text}”."


def _against_its_figures(claim: Sequence[Token], words: Language) -> Iterator[str]:
    """A rise from more to less, or a fall from less to more."""
    rising, turning = words.direction.rising, words.direction.rising | words.direction.falling
    for place, token in enumerate(claim):
        if token.key not in words.classes.source or place + 1 >= len(claim):
            continue
        # English says how it went before "from"; Chinese, behind the first figure.
        near = claim[place - 1 :: -1][:9] if token.key.isascii() else claim[place + 1 :][:9]
        way = next((t for t in near if t.key in turning), None)
        before, after = _from_to(claim, place, words)
        if way and before != after and (after > before) != (way.key in rising):
            yield f"“{way.text}” does not fit its figures."


def _from_to(claim: Sequence[Token], place: int, words: Language) -> tuple[Decimal, Decimal]:
    """The figures of "from A to B", or of "B, up from A"; else the same twice."""
    start = next((t for t in claim[place + 1 : place + 3] if t.kind == "number"), None)
    behind = [t for t in claim[place + 2 : place + 6] if t.kind == "number" and t is not start]
    joined = any(t.key in words.classes.goal for t in claim[place + 2 : place + 5])
    ahead = [t for t in claim[:place] if t.kind == "number" and start and t.unit == start.unit][
        ::-1
    ]
    spaced = claim[place].key.isascii()
    end = next(iter(behind if joined else ahead if spaced else ()), None)
    if not start or not end or start.unit != end.unit or start.unit == TIME or is_year(start):
        return Decimal(0), Decimal(0)
    return Decimal(start.key), Decimal(end.key)
