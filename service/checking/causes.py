"""Cause and effect: the source names both, and which is which."""

from collections.abc import Sequence

from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.lexicon import AUXILIARIES, CAUSE_BEFORE, CAUSE_BEHIND, CAUSE_ENDS, Phrase
from service.checking.reading import Token

_LONGEST = max(map(len, CAUSE_BEHIND | CAUSE_BEFORE))

_NO_CAUSE = "The source does not say that one is the cause of the other."

Halves = tuple[frozenset[str], frozenset[str]]  # the words of the cause, and of the effect


def causes(alignment: Alignment) -> Findings:
    """A cause that no source names as one, or that the source tells the other way round."""
    claim = _halves(alignment.tokens)
    if claim is None:
        return Findings()
    held = [
        halves
        for place in alignment.sources
        if (halves := _halves(place.sentence.tokens)) is not None
    ]
    if not held:
        return Findings(open=[_NO_CAUSE])
    fitting = [halves for halves in held if _fits(claim, halves)]
    if not fitting:
        told = ["The source tells cause and effect the other way round."]
        return Findings(wrong=told) if alignment.near else Findings(open=told)
    if not any(2 * len(claim[0] & cause) >= len(claim[0]) for cause, _ in fitting):
        return Findings(open=[_NO_CAUSE])
    return Findings()


def _fits(claim: Halves, held: Halves) -> bool:
    """Whether the claim's cause is rather the source's cause than its effect."""
    return len(claim[0] & held[0]) * len(held[1]) >= len(claim[0] & held[1]) * len(held[0])


def _halves(tokens: Sequence[Token]) -> Halves | None:
    keys = [token.key for token in tokens]
    for place in range(len(keys)):
        for size in range(min(_LONGEST, len(keys) - place), 0, -1):
            phrase: Phrase = tuple(keys[place : place + size])
            if place and keys[place - 1] in AUXILIARIES and phrase[-1] == "to":
                break  # "is due to start"
            if phrase in CAUSE_BEHIND:
                return _split(tokens, place, place + size, behind=True)
            if phrase in CAUSE_BEFORE and place:
                return _split(tokens, place, place + size, behind=False)
    return None


def _split(tokens: Sequence[Token], place: int, end: int, *, behind: bool) -> Halves:
    first, second = _content(tokens[:place]), _content(tokens[end:])
    chinese = not tokens[place].key.isascii()
    if behind and (chinese or not first):  # "Because …, …"; 因为…而…
        closing = CAUSE_ENDS if chinese else (",",)
        close = next((p for p in range(end, len(tokens)) if tokens[p].key in closing), len(tokens))
        effect = _content(tokens[close:])
        return _content(tokens[end:close]), effect or first
    return (second, first) if behind else (first, second)


def _content(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.key for token in tokens if token.counts)
