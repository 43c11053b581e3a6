"""A model that reads evidence and claim together: the seam for one, and what its figures do."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from zlib import crc32

from service.checking.aligning import Alignment

TOO_FAR = "wording asks"  # what speaks where a claim's wording is far from its source's
AFAR = ", afar"  # behind the name of a threshold for claims against which that speaks, too


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
    `doubted_at`, unless `of_layers` has thresholds of their own for those that speak, by what they
    do: `clauses asks`. Of a claim far from its source's wording words say less than of one that
    nearly repeats it: `clauses asks, afar`. What they support is doubted below `trusted_at`.
    """

    entails: Entails
    support_at: float
    doubted_at: float
    trusted_at: float
    name: str
    of_layers: Mapping[str, float] = field(default_factory=dict)

    @property
    def made_with(self) -> str:
        """The model, its thresholds, and a digest of those of layers."""
        thresholds = [self.support_at, self.doubted_at, self.trusted_at]
        told = [self.name, *(f"{threshold:g}" for threshold in thresholds)]
        if self.of_layers:
            told.append(f"{crc32(repr(sorted(self.of_layers.items())).encode()):08x}")
        return "/".join(told)

    def enough(self, speaks: Collection[str], *, uncompared: bool) -> float:
        """From where on it is believed over all that speaks; infinity: it never is.

        Where words can't be compared with those of the source, as across languages, a doubt stays.
        """
        if uncompared and any(map(is_doubt, speaks)):
            return inf
        afar = not uncompared and TOO_FAR in speaks
        return max(self._threshold(name, afar=afar) for name in speaks)

    def _threshold(self, name: str, *, afar: bool) -> float:
        usual = self.doubted_at if is_doubt(name) else self.support_at
        near = self.of_layers.get(name, usual)
        return self.of_layers.get(name + AFAR, near) if afar else near


def is_doubt(speaks: str) -> bool:
    """Whether what speaks against a claim doubts it, and doesn't only ask: `modes doubts`."""
    return speaks.endswith(" doubts")


def likelihood(reader: Reader, alignment: Alignment) -> float:
    """How likely a model that has read claim and source finds it supported."""
    (found,) = reader.entails([(_evidence(alignment), alignment.claim)])
    return found.supported


def _evidence(alignment: Alignment) -> str:
    """The title, and the sentences that carry the claim."""
    places = sorted(alignment.sources, key=lambda place: (place.hit.number, place.number))
    told = " ".join(place.sentence.text for place in places)
    return "\n".join(filter(None, (alignment.main.hit.title, told)))
