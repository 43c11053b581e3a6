"""Cause and effect: the source names both, and which is which."""

from collections.abc import Sequence

from index.language import Language
from service.checking.aligning import Alignment
from service.checking.findings import Findings
from service.checking.reading import Token

_NO_CAUSE = "The source does not say that one is the cause of the other."

Halves = tuple[frozenset[str], frozenset[str]]  # the words of the cause, and of the effect


def causes(alignment: Alignment) -> Findings:
    """A cause that no source names as one, or that the source tells the other way round."""
    claim = _halves(alignment.tokens, alignment.words)
    if claim is None:
        return Findings()
    stated = [
        halves
        for place in alignment.sources
        if (halves := _halves(place.sentence.tokens, alignment.words)) is not None
    ]
    if not stated:
        return Findings(doubts=[_NO_CAUSE])
    fitting = [halves for halves in stated if _fits(claim, halves)]
    if not fitting:
        reasons = ["The source tells cause and effect the other way round."]
        return Findings(wrong=reasons) if alignment.near else Findings(open=reasons)
    if not any(2 * len(claim[0] & cause) >= len(claim[0]) for cause, _ in fitting):
        return Findings(open=[_NO_CAUSE])
    return Findings()


def _fits(claim: Halves, source: Halves) -> bool:
    """Whether the claim's cause is rather the source's cause than its effect."""
    return len(claim[0] & source[0]) * len(source[1]) >= len(claim[0] & source[1]) * len(source[0])


def _halves(tokens: Sequence[Token], words: Language) -> Halves | None:
    causes, effects = words.comparing.causes, words.comparing.effects
    longest = max(map(len, causes | effects))
    keys = [token.key for token in tokens]
    for place in range(len(keys)):
        for size in range(min(longest, len(keys) - place), 0, -1):
            phrase = tuple(keys[place : place + size])
            if (
                place
                and keys[place - 1] in words.classes.auxiliaries
                and phrase[-1] in words.comparing.infinitive
                and not words.comparing.determiners.issuperset(
                    keys[place + size : place + size + 1]
                )
            ):
                break  # "is due to start"
            if phrase in causes:
                return _split(tokens, place, place + size, words)
            if phrase in effects and place:
                return _content(tokens[:place]), _content(tokens[place + size :])
    return None


def _split(tokens: Sequence[Token], place: int, end: int, words: Language) -> Halves:
    """Cause and effect around a word at `[place, end)` that a cause follows."""
    first, second = _content(tokens[:place]), _content(tokens[end:])
    if first and tokens[place].key.isascii():
        return second, first
    closing = {",", "、"} | words.comparing.effect_joints  # "Because …, …"; 因为…而…
    close = next((p for p in range(end, len(tokens)) if tokens[p].key in closing), len(tokens))
    return _content(tokens[end:close]), _content(tokens[close:]) or first


def _content(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.key for token in tokens if token.counts)
