"""Does the cited text carry the claim? One alignment, and layers read downward over it.

verbatim → the exact layers, which refuse and doubt → how much of the wording the source holds → a
model that reads, where there is one: it may give back what was left open, and what was doubted
where it is very sure, and may doubt the rest. What was refused it never supports; but where it
finds the claim rather carried than not, some refusals only doubt. Embedding similarity has no say:
it hardly moves when a number or a negation changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.model import Article, Hit
from index.words import Weigh
from service.answers import Verdict, VerdictName
from service.checking.aligning import Alignment, align
from service.checking.entailing import TOO_FAR, Reader, is_doubt, likelihood
from service.checking.findings import Findings
from service.checking.layers import LAYERS, Layer
from service.settings import SUPPORTED_AT

VERSION = 14  # raise it when the same claim may get another verdict

_TOLD_OTHERWISE = SUPPORTED_AT  # wording below which words refuse nothing
_MORE_LIKELY_THAN_NOT = 0.5  # of the claims refused that a model finds so, three in four are true
_OF_WORDS = 2 / 3  # of a score: this ranks claims best that training held out


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict and what it rests on.

    `wording` is the share of the claim's wording that the source holds, 1 where it is verbatim, and
    `likely` how probable a model that has read both finds it, where one was asked. `speaks` names
    what stands against it, whatever came of it: layers with what they do (`clauses asks`, `modes
    doubts`), and its wording. One that is `verbatim` stands in its source word for word.
    """

    verdict: Verdict
    wording: float
    speaks: tuple[str, ...] = ()
    verbatim: bool = False
    likely: float | None = None

    @property
    def sound(self) -> bool:
        """Whether exact layers found no fault."""
        return self.verdict.name in ("supported", "unverified") and set(self.speaks) <= {TOO_FAR}

    @property
    def open(self) -> bool:
        """Whether it is unverified, and no exact layer speaks against it."""
        return self.verdict.name == "unverified" and not any(map(is_doubt, self.speaks))

    @property
    def score(self) -> float:
        """How surely the source carries the claim, to rank by; below 0 where words refuse it.

        It need not follow the verdict, which asks for more where exact layers doubt.
        """
        if self.verdict.name in ("contradicted", "uncited"):
            return self.wording - 1
        by_words = self.wording if self.sound else self.wording / 2
        if self.likely is None:
            return by_words
        return _OF_WORDS * by_words + (1 - _OF_WORDS) * self.likely


@dataclass(frozen=True, slots=True)
class Check:
    """Checks one claim against the passages it cites and their articles."""

    weigh: Weigh
    supported_at: float = SUPPORTED_AT
    reader: Reader | None = None

    @property
    def made_with(self) -> str:
        """What decides: the version of the check, its threshold, and the model that reads."""
        by = f"check@{VERSION}/{self.supported_at:g}"
        return f"{by}+{self.reader.made_with}" if self.reader else by

    def __call__(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Verdict:
        """The verdict, with reasons where it is not `supported`."""
        return self.examine(self.align(claim, cited, articles)).verdict

    def align(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Alignment | None:
        """The claim beside the sentences that carry it; None where it names no source."""
        return align(claim, cited, articles, self.weigh) if cited else None

    def examine(self, alignment: Alignment | None) -> Finding:
        """The verdict with its score."""
        if alignment is None:
            return _finding("uncited", ["The sentence names no source."], 0.0)
        if alignment.verbatim:
            return replace(_finding("supported", [], 1.0, by="words"), verbatim=True)
        wording = alignment.wording
        looks = {layer: layer(alignment) for layer in LAYERS}
        refusing = [
            layer
            for layer, found in looks.items()
            if found.wrong and not (layer.by_words and wording < _TOLD_OTHERWISE)
        ]
        final = bool(refusing) or any(looks[layer].doubts for layer in LAYERS if layer.final)
        likely = self._second_opinion(refusing, alignment)
        if refusing and (likely is None or likely < _MORE_LIKELY_THAN_NOT):
            reasons = [reason for layer in refusing for reason in looks[layer].wrong]
            return _finding("contradicted", reasons, wording)
        told = _told(looks, far=wording < self.supported_at)
        reasons = [reason for reasons in told.values() for reason in reasons]
        by = "reading" if reasons else "words"
        if self.reader and not final and (reasons or _is_prose(alignment)):
            likely = likelihood(self.reader, alignment)
            if told and likely >= self.reader.enough(told, uncompared=alignment.uncompared):
                reasons = []
            elif not told and likely < self.reader.trusted_at:
                reasons = ["A model that read its source doubts that it says this."]
        verdict: VerdictName = "unverified" if reasons else "supported"
        found = _finding(verdict, reasons, wording, by=by)
        return replace(found, speaks=tuple(told), likely=likely)

    def _second_opinion(self, refusing: Sequence[Layer], alignment: Alignment) -> float | None:
        """How likely a model finds a claim that layers refuse, where all of them yield to it."""
        if self.reader and refusing and all(layer.yields for layer in refusing):
            return likelihood(self.reader, alignment)
        return None


def _told(looks: Mapping[Layer, Findings], *, far: bool) -> Mapping[str, Sequence[str]]:
    """What speaks against a claim, with its reasons; its wording, too, if that is `far`."""
    told = {
        **{f"{layer.name} doubts": [*found.wrong, *found.doubts] for layer, found in looks.items()},
        **{f"{layer.name} asks": found.open for layer, found in looks.items()},
    }
    if far:
        told[TOO_FAR] = ["Its wording is too far from the cited passage to be sure."]
    return {name: reasons for name, reasons in told.items() if reasons}


def _is_prose(alignment: Alignment) -> bool:
    """Whether what words support is read, too; the model has read no rows of tables."""
    return "|" not in alignment.main.sentence.text


def _finding(
    name: VerdictName, reasons: Sequence[str], wording: float, *, by: str | None = None
) -> Finding:
    by = by if name == "supported" else None
    verdict = Verdict(name=name, reasons=tuple(dict.fromkeys(reasons)), supported_by=by)
    return Finding(verdict=verdict, wording=wording)
