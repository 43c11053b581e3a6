"""Mode: what a source denies, plans or passes on is no fact in a claim, nor the other way round."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.governing import Governed, Governor, Mode
from service.checking.lexicon import AUXILIARIES
from service.checking.predicates import predicates
from service.checking.reading import Token, is_year

_STOPS = frozenset(".!?。！？")
_NEGATED = "The sentence is negated, its source is not."
_LOST: dict[Mode, str] = {
    "denied": "The source denies what the sentence says.",
    "open": "The source says as a plan, wish or possibility what the sentence says as a fact.",
    "heard": "The source only passes on what the sentence says as a fact.",
}


def modes(alignment: Alignment) -> Findings:
    """What changed between denied, open and hearsay on one side and a fact on the other."""
    claim, source = Governed(alignment.tokens), Governed(alignment.pairing.source)
    lost = {mode: _lost(mode, claim, source) for mode in _LOST}
    doubts = [_LOST[mode] for mode in ("open", "heard") if lost[mode]]
    wrong: list[str] = []
    if words := _gained(claim, source):
        (doubts if _negated_elsewhere(words, alignment) else wrong).append(_NEGATED)
    elif _denies_more(claim, source):
        doubts.append(_NEGATED)
    if lost["denied"]:
        pure = all(governor.negation for governor in lost["denied"])
        (wrong if pure else doubts).append(
            "The source is negated, the sentence is not." if pure else _LOST["denied"]
        )
    told = ["The source says as a fact what the sentence leaves open."]
    left_open = told if _opened(claim, source) else []
    if alignment.near:
        return Findings(wrong=wrong, doubts=doubts, open=left_open)
    return Findings(doubts=[*wrong, *doubts], open=left_open)


def _lost(mode: Mode, claim: Governed, source: Governed) -> list[Governor]:
    """What governs words of the source that the claim says without it."""
    if not source.of(mode):
        return []
    verbs = set(predicates(claim.tokens, 0, len(claim.tokens)))
    places: dict[str, list[int]] = {}
    for place, token in _words(source.tokens):
        places.setdefault(token.key, []).append(place)
    lost = {
        governor: place
        for place, token in _words(claim.tokens)
        if not claim.over(place, mode)
        for governor in _over_all(places.get(token.key, ()), source, mode, verb=place in verbs)
    }
    if _spare(mode, claim, source, lost) >= len(lost):
        return []
    return [governor for governor in lost if not _scheduled(governor, claim, source)]


def _spare(mode: Mode, claim: Governed, source: Governed, lost: Iterable[Governor]) -> int:
    """How many governing words of the claim may stand for the lost ones, in other words."""
    taken = Counter(governor.words for governor in source.of(mode) if governor not in lost)
    return (Counter(governor.words for governor in claim.of(mode)) - taken).total()


def _over_all(places: Sequence[int], source: Governed, mode: Mode, *, verb: bool) -> list[Governor]:
    """What governs a word of the source, if each time that it stands there something does.

    A word that is no verb must be the very next that is governed: what is asked for may well exist.
    """
    over = [
        [g for g in source.over(place, mode) if verb or _is_head(source, g, place)]
        for place in places
    ]
    return [governors[-1] for governors in over] if over and all(over) else []


def _is_head(source: Governed, governor: Governor, place: int) -> bool:
    """Whether a word is what a governing auxiliary or a negation directly belongs to."""
    if governor.clausal or not source.tokens[place].key.isascii():
        return True
    last = source.tokens[governor.end - 1]
    if not (governor.negation or last.key in AUXILIARIES or last.key == "to"):
        return False
    between = source.tokens[governor.end : place]
    return sum(t.counts and t.kind != "negation" for t in between) <= (
        2 if governor.negation else 0
    )


def _scheduled(governor: Governor, claim: Governed, source: Governed) -> bool:
    """Whether "will start on 1 May" has become "starts on 1 May"."""
    if source.tokens[governor.start].text.lower() not in ("will", "shall"):
        return False
    dated = any(token.kind == "month" or is_year(token) for token in claim.tokens)
    first = next((t for p, t in _words(source.tokens) if governor.governs(p)), None)
    told = [t.text.lower() for t in claim.tokens if first and t.key == first.key]
    return dated and bool(first and {first.text, f"{first.text}s"} & set(told))


def _gained(claim: Governed, source: Governed) -> set[str]:
    """The words to which the claim says no where its source doesn't."""
    gained = [
        governor
        for governor in _lost("denied", source, claim)
        if not _contrasts(claim.tokens, governor, source)
    ]
    return {
        token.key
        for place, token in _words(claim.tokens)
        for governor in gained
        if governor.governs(place)
    }


def _denies_more(claim: Governed, source: Governed) -> bool:
    """Whether the claim has a negation more than its source, wherever it stands."""
    own = [g for g in claim.of("denied") if g.negation and not _contrasts(claim.tokens, g, source)]
    held = len(source.of("denied")) + sum(token.key == "instead" for token in source.tokens)
    return len(own) > held


def _negated_elsewhere(words: set[str], alignment: Alignment) -> bool:
    """Whether another cited sentence says no to one of these words."""
    others = (place.sentence.tokens for place in alignment.others)
    return any(
        any(token.kind == "negation" for token in tokens)
        and any(token.key in words for token in tokens)
        for tokens in others
    )


def _contrasts(tokens: Sequence[Token], governor: Governor, source: Governed) -> bool:
    """Whether a "not" only sets beside what the source sets beside: "in May, not in June"."""
    if not any(token.kind == "negation" or token.key == "instead" for token in source.tokens):
        return False
    before = tokens[governor.start - 1] if governor.start else None
    told = any(token.counts for token in tokens[governor.end : governor.reach])
    if not told or before is None or before.key in _STOPS:
        return False
    return governor.negation and before.key not in AUXILIARIES and (
        before.kind in ("mark", "break") or before.key in (",", "and", "but")
    )  # fmt: skip


def _opened(claim: Governed, source: Governed) -> bool:
    if source.of("open"):
        return False
    known = {token.key for _, token in _words(source.tokens)}
    return any(
        token.key in known and claim.over(place, "open") for place, token in _words(claim.tokens)
    )


def _words(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    kinds = ("word", "number")
    return ((place, token) for place, token in enumerate(tokens) if token.kind in kinds)
