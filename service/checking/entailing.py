"""A model that reads evidence and claim together: the seam for one, and what its figures do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.checking.aligning import Alignment


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

    What exact layers left open is supported at `support_at` and above, what they doubted at
    `doubted_at`, and where they can't compare its words with those of its source, as across
    languages, at `across_at`. What they support is doubted below `trusted_at`.
    """

    entails: Entails
    support_at: float
    doubted_at: float
    trusted_at: float
    across_at: float
    name: str

    @property
    def made_with(self) -> str:
        """The model and its thresholds."""
        thresholds = (self.support_at, self.doubted_at, self.across_at, self.trusted_at)
        return "/".join([self.name, *(f"{threshold:g}" for threshold in thresholds)])


def likelihood(reader: Reader, alignment: Alignment) -> float:
    """How likely a model that has read claim and source finds it supported."""
    (found,) = reader.entails([(_evidence(alignment), alignment.claim)])
    return found.supported


def reasons_left(
    reader: Reader,
    alignment: Alignment,
    likely: float,
    doubted: Sequence[str],
    asked: Sequence[str],
) -> list[str]:
    """The reasons that are left where it is so likely; none: it is supported."""
    if doubted or asked:
        enough = reader.doubted_at if doubted else reader.support_at
        if alignment.uncompared:
            enough = max(enough, reader.across_at)
        return [] if likely >= enough else [*doubted, *asked]
    if likely < reader.trusted_at:
        return ["A model that read its source doubts that it says this."]
    return []


def _evidence(alignment: Alignment) -> str:
    """The title, and the sentences that carry the claim."""
    places = sorted(alignment.sources, key=lambda place: (place.hit.number, place.number))
    told = " ".join(place.sentence.text for place in places)
    return "\n".join(filter(None, (alignment.main.hit.title, told)))
