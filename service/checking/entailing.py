"""A model that reads evidence and claim together: the seam for one, and what its figures do."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.words import is_cjk
from service.checking.aligning import Alignment, Place
from service.checking.reading import Token

_ROOM = 3  # sentences around the best one that are read where too few words lead to the right ones
_CLAUSE = 3  # words with content that make a clause worth reading alone


@dataclass(frozen=True, slots=True)
class Entailment:
    """How likely a text supports a claim, refutes it, or does neither; they sum to 1."""

    supported: float
    refuted: float
    neutral: float


# Pairs of (evidence, claim) in; one `Entailment` for each out, in the same order.
Entails = Callable[[Sequence[tuple[str, str]]], Sequence[Entailment]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A model that reads, by its `name`, and from which probability on it is believed.

    What exact layers left open is supported at `support_at` and above; what they support is left
    unverified where the claim, or a clause of it, is below `doubt_at`.
    """

    entails: Entails
    support_at: float
    doubt_at: float
    name: str

    @property
    def made_with(self) -> str:
        """The model and its thresholds."""
        return f"{self.name}/{self.support_at:g}/{self.doubt_at:g}"


def reads(reader: Reader, alignment: Alignment, left_open: Sequence[str]) -> list[str]:
    """The reasons that are left once a model has read claim and source; none: it is supported."""
    claim, *parts = [alignment.claim, *_clauses(alignment)]
    evidence = _evidence(alignment)
    whole, *of_parts = reader.entails([(evidence, text) for text in (claim, *parts)])
    if left_open and whole.supported < reader.support_at:
        return list(left_open)
    if not left_open and whole.supported >= reader.support_at:
        return []  # a clause looks strange alone: against words and the whole it doesn't count
    if whole.supported < reader.doubt_at:
        return ["A model that read its source doubts that it says this."]
    return [
        f"A model that read its source doubts that it says “{part}”."
        for part, of_part in zip(parts, of_parts, strict=True)
        if of_part.supported < reader.doubt_at
    ]


def _evidence(alignment: Alignment) -> str:
    """The title, the sentences that carry the claim, and around them where they may be others."""
    places = list(alignment.sources)
    if not alignment.near:
        places += [place for place in alignment.others if _beside(place, alignment.main)]
    places.sort(key=lambda place: (place.hit.number, place.number))
    told = [place.sentence.text for place in places]
    return "\n".join(filter(None, (alignment.main.hit.title, " ".join(told))))


def _beside(place: Place, main: Place) -> bool:
    return place.hit is main.hit and abs(place.number - main.number) <= _ROOM


def _clauses(alignment: Alignment) -> list[str]:
    """The clauses of a claim that has several, as they stand in it."""
    found = [clause.of(alignment.tokens) for clause in alignment.clauses]
    if len(found) < 2:
        return []
    return [
        _stretch(tokens, alignment.claim)
        for tokens in found
        if sum(token.counts for token in tokens) >= _CLAUSE
    ]


def _stretch(tokens: Sequence[Token], claim: str) -> str:
    """From the first of these tokens to the last as the claim has them; else the tokens alone."""
    texts = [token.text for token in tokens]
    between = r"\W*".join(re.escape(text) for text in texts)
    if found := re.search(between, claim):
        return found[0]
    return ("" if is_cjk(claim) else " ").join(texts)
