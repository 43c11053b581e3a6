"""What differs between a claim and the sentences that it is laid beside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from service.checking.alignment import Alignment, neighbour, units_clash
from service.checking.evidence import SourceSentence, Window
from service.checking.lexicon import AUXILIARIES, FALLING, OPPOSITES, RISING
from service.checking.reading import Token, is_year
from service.checking.values import Findings

_PREPOSITIONS = frozenset("at against by for from in of on to with".split())
_RUN = 4  # tokens in a row that are another sentence's words; of Chinese characters twice as many


def differences(alignment: Alignment, window: Window, *, near: bool) -> Findings:
    """What stands in another's place, is negated or turned round."""
    wrong = [*_in_anothers_place(alignment), *_against_its_figures(alignment.claim)]
    turned = [*_negated(alignment), *_turned_round(alignment.claim, window)]
    doubts = [*_moved(alignment), *_other_characters(alignment), *_exchanged_places(alignment)]
    if near:
        return Findings(wrong + turned, [*doubts, *_exchanged_names(alignment)])
    return Findings(wrong, doubts + turned)


def stitched(claim: Sequence[Token], window: Window) -> list[str]:
    """Whether a claim goes on with the words of another sentence than the one it begins with."""
    main = window.main
    runs = [run for run in grams(claim) if not main.holds(run)]
    others = [one for one in (*window.sentences, *window.others) if one is not main]
    if any(other.holds(run) and _adds(run, main) for run in runs for other in others):
        return ["It joins words of two sentences; no sentence of the source says both."]
    return []


def _adds(run: Sequence[Token], main: SourceSentence) -> bool:
    """Whether at least two words of a run are new to a sentence; a name may stand for a pronoun."""
    known = {token.key for token in main.tokens}
    new = [t for t in run if t.counts and t.kind != "name" and t.key not in known]
    return len(new) >= (2 if new and new[0].key.isascii() else 4)


def grams(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Runs of neighbouring tokens."""
    told = [token for token in tokens if token.kind != "break"]
    for place in range(len(told)):
        size = _RUN if told[place].key.isascii() else 2 * _RUN
        if place + size <= len(told):
            yield tuple(told[place : place + size])


def _in_anothers_place(alignment: Alignment) -> Iterator[str]:
    """Values of a claim between the neighbours that another value has in the source."""
    passive = _passive(alignment.claim) != _passive(alignment.source)
    for mine, said in enumerate(alignment.claim):
        if said.kind not in ("number", "name", "month", "ordinal", "unit"):
            continue
        if said.kind == "name" and (passive or not said.sure):
            continue
        rivals = [
            (place, held)
            for place, held in enumerate(alignment.source)
            if held.kind == said.kind and held.sure and all(alignment.sides(mine, place))
        ]
        if rivals and not any(
            held.key == said.key and not units_clash(said, held) for _, held in rivals
        ):
            told = rivals[0][1].text
            yield f"The source says “{told}” where the sentence says “{said.text}”."


def _moved(alignment: Alignment) -> Iterator[str]:
    """Numbers that the source has, but in another order and with other neighbours."""
    paired = {mine for mine, _ in alignment.same}
    for mine, said in enumerate(alignment.claim):
        if said.kind != "number" or mine in paired:
            continue
        held = [
            place
            for place, other in enumerate(alignment.source)
            if (other.kind, other.key) == ("number", said.key)
        ]
        if held and not any(_moved_along(alignment, mine, place) for place in held):
            yield f"{said.text} stands elsewhere in the cited sentence."


def _moved_along(alignment: Alignment, mine: int, theirs: int) -> bool:
    """Whether a number kept a neighbour, or can't be taken for another.

    A year opens or closes a sentence; what binds it is the number next to it.
    """
    said = alignment.claim[mine]
    if is_year(said):
        return _nearest_number(alignment.claim, mine) == _nearest_number(alignment.source, theirs)
    if said.unit and [t.unit for t in alignment.source].count(said.unit) == 1:
        return alignment.source[theirs].unit == said.unit
    own, other = (
        [neighbour(tokens, place, step) for step in (-1, 1)]
        for tokens, place in ((alignment.claim, mine), (alignment.source, theirs))
    )
    return any(a == b != "" for a, b in zip(own, other, strict=True))


def _nearest_number(tokens: Sequence[Token], year: int) -> str | None:
    """The number next to a year; of two as near, the one before."""
    places = [p for p, t in enumerate(tokens) if t.kind == "number" and not is_year(t)]
    nearest = min(places, key=lambda place: (abs(place - year), place), default=None)
    return None if nearest is None else tokens[nearest].key


def _exchanged_names(alignment: Alignment) -> Iterator[str]:
    """Two names in the other order than in the source, though nothing else has moved."""
    if _passive(alignment.claim) != _passive(alignment.source):
        return
    first = {t.key: place for place, t in reversed(list(enumerate(alignment.source)))}
    paired = {mine for mine, _ in alignment.same}
    names = [
        (place, first[token.key])
        for place, token in enumerate(alignment.claim)
        if token.kind == "name" and token.key in first and token.sure
    ]
    for (a, source_a), (b, source_b) in pairwise(names):
        if source_a > source_b and not {a, b} <= paired and _apart(alignment.claim, a, b):
            kept = any(
                neighbour(alignment.claim, mine, 1) == neighbour(alignment.source, theirs, 1) != ""
                for mine, theirs in ((a, source_a), (b, source_b))
            )
            if not kept:
                shown = alignment.claim[a].text, alignment.claim[b].text
                yield f"“{shown[0]}” and “{shown[1]}” have each other's place in the source."


def _exchanged_places(alignment: Alignment) -> Iterator[str]:
    """Two names that took each other's preposition: from A to B, from B to A."""
    claim, source = alignment.claim, alignment.source
    theirs = {t.key: place for place, t in reversed(list(enumerate(source))) if t.kind == "name"}
    names = [place for place, t in enumerate(claim) if t.kind == "name" and t.key in theirs]
    for a, b in pairwise(names):
        one, other = _preposition(claim, a), _preposition(claim, b)
        held_one = _preposition(source, theirs[claim[a].key])
        held_other = _preposition(source, theirs[claim[b].key])
        if one != other and (one, other) == (held_other, held_one):
            yield (
                f"“{claim[a].text}” and “{claim[b].text}” have each other's place in the source."
            )


def _preposition(tokens: Sequence[Token], name: int) -> str:
    """The preposition before a name; "" where there is none."""
    while name and tokens[name - 1].kind == "name":
        name -= 1
    before = tokens[name - 1].key if name else ""
    return before if before in _PREPOSITIONS else ""


def _apart(tokens: Sequence[Token], a: int, b: int) -> bool:
    return any(token.kind in ("word", "number") for token in tokens[a + 1 : b])


def _other_characters(alignment: Alignment) -> Iterator[str]:
    """Two or more Chinese characters in the place of two or more others."""
    anchors = [(-1, -1), *alignment.same, (len(alignment.claim), len(alignment.source))]
    for (a, source_a), (b, source_b) in pairwise(anchors):
        said = _characters(alignment.claim[a + 1 : b])
        held = _characters(alignment.source[source_a + 1 : source_b])
        if len(said) >= 2 and len(held) >= 2:
            yield f"The source has other words where the sentence says “{said}”."


def _characters(tokens: Sequence[Token]) -> str:
    return "".join(t.text for t in tokens if t.kind == "word" and not t.text.isascii())


def _passive(tokens: Sequence[Token]) -> bool:
    return any(a.key == "by" and b.kind == "name" for a, b in pairwise(tokens))


def _negated(alignment: Alignment) -> list[str]:
    matched = {theirs for _, theirs in alignment.same}
    if not matched:
        return []
    claim, source = alignment.claim, alignment.source
    mine = [place for place, token in enumerate(claim) if token.kind == "negation"]
    span = range(max(0, min(matched) - 2), max(matched) + 1)
    held = [place for place in span if source[place].kind == "negation"]
    contrasting = [place for place in mine if claim[place - 1].key not in AUXILIARIES]
    contrasts = min(sum(source[place].key == "instead" for place in span), len(contrasting))
    if len(mine) > len(held) + contrasts:
        return ["The sentence is negated, its source is not."]
    close = [place for place in held if matched & {place - 1, place + 1, place + 2}]
    if len(close) > len(mine) + sum(token.key == "instead" for token in claim):
        return ["The source is negated, the sentence is not."]
    return []


def _turned_round(claim: Sequence[Token], window: Window) -> Iterator[str]:
    """Words of a claim that its source lacks, where it says the opposite once more."""
    source = Counter(token.key for token in window.tokens)
    held = {*source, *(term for sentence in window.sentences for term in sentence.terms)}
    said = Counter(token.key for token in claim)
    for token in claim:
        against = OPPOSITES.get(token.key, frozenset())
        if token.key in held or _synonyms(token.key) & held:
            continue
        if any(source[word] > said[word] or word in held - {*source, *said} for word in against):
            yield f"The source says the opposite of “{token.text}”."


def _synonyms(word: str) -> frozenset[str]:
    same = (OPPOSITES.get(other, frozenset()) for other in OPPOSITES.get(word, ()))
    return frozenset().union(*same) - OPPOSITES.get(word, frozenset())


def _against_its_figures(claim: Sequence[Token]) -> Iterator[str]:
    """A rise from more to less, or a fall from less to more."""
    for place, token in enumerate(claim):
        if token.key != "from" or place + 1 >= len(claim):
            continue
        way = next((t for t in claim[place - 1 :: -1][:9] if t.key in RISING | FALLING), None)
        before, after = _from_to(claim, place)
        if way and before != after and (after > before) != (way.key in RISING):
            yield f"“{way.text}” does not fit its figures."


def _from_to(claim: Sequence[Token], place: int) -> tuple[Decimal, Decimal]:
    """The figures of "from A to B", or of "B, up from A"; else the same twice."""
    start = next((t for t in claim[place + 1 : place + 3] if t.kind == "number"), None)
    behind = [t for t in claim[place + 2 : place + 6] if t.kind == "number" and t is not start]
    joined = any(t.key == "to" for t in claim[place + 2 : place + 5])
    ahead = [t for t in claim[:place] if t.kind == "number" and start and t.unit == start.unit][
        ::-1
    ]
    end = next(iter(behind if joined else ahead), None)
    if not start or not end or start.unit != end.unit or is_year(start):
        return Decimal(0), Decimal(0)
    return Decimal(start.key), Decimal(end.key)
