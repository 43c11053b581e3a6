"""Does the cited text carry the claim? Deterministic, layer by layer, no model needed.

verbatim → the sentences it rests on, side by side with it → values (numbers, names, quotations) →
what differs (other values in place, negation, direction, stitching) → how much of its wording the
source holds. Embedding similarity has no say: it hardly moves when a number or a negation changes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.model import Article, Hit
from index.words import STOPWORDS, content_terms, terms
from service.answers import Verdict, VerdictName
from service.checking.alignment import align
from service.checking.comparing import differences, stitched
from service.checking.evidence import (
    Window,
    acronyms,
    find_window,
    read_sentences,
    spellings,
)
from service.checking.inventory import inventory, inventory_of
from service.checking.reading import plain, read, settle
from service.checking.values import Places, missing_quotations, missing_values
from service.settings import SUPPORTED_AT

Weigh = Callable[[str], float]

_TOO_FAR = "Its wording is too far from the cited passage to be sure."
_NEAR = 0.7  # coverage above which a value that differs is a change and no paraphrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict and what it rests on.

    `wording` is the share of the claim's wording that the source holds, 1 where it is verbatim;
    a `sound` claim has no other fault: it is supported if its wording reaches the threshold.
    """

    verdict: Verdict
    wording: float
    sound: bool

    @property
    def score(self) -> float:
        """How surely the source carries the claim, to rank by: below 0 where it is contradicted."""
        if self.verdict.name in ("contradicted", "uncited"):
            return self.wording - 1
        return self.wording if self.sound else self.wording / 2


@dataclass(frozen=True, slots=True)
class Check:
    """Checks one claim against the passages it cites and their articles."""

    weigh: Weigh
    supported_at: float = SUPPORTED_AT

    def __call__(
        self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]
    ) -> Verdict:
        """The verdict, with reasons where it is not `supported`."""
        return self.examine(claim, cited, articles).verdict

    def examine(self, claim: str, cited: Sequence[Hit], articles: Mapping[str, Article]) -> Finding:
        """The verdict with its score."""
        if not cited:
            return _finding("uncited", ["The sentence names no source."], 0.0)
        if _verbatim(claim, cited):
            return _finding("supported", [], 1.0, sound=True)
        window = find_window(self._weights(claim), cited, articles)
        wording = (window.coverage + _pair_coverage(claim, cited)) / 2
        wrong, doubts = _compare(claim, window, cited, articles)
        if wrong:
            return _finding("contradicted", wrong, wording)
        far = [_TOO_FAR] if wording < self.supported_at else []
        name: VerdictName = "unverified" if doubts or far else "supported"
        return _finding(name, [*doubts, *far], wording, sound=not doubts)

    def _weights(self, claim: str) -> dict[str, float]:
        wanted = set(terms(claim)) - STOPWORDS or set(terms(claim))
        return {term: self.weigh(term) for term in sorted(wanted)}


def _verbatim(claim: str, cited: Sequence[Hit]) -> bool:
    """Whether every sentence of the claim is one of a cited passage, word for word."""
    wanted = plain(claim)
    return any(wanted == sentence.plain for hit in cited for sentence in read_sentences(hit.text))


def _compare(
    claim: str, window: Window, cited: Sequence[Hit], articles: Mapping[str, Article]
) -> tuple[list[str], list[str]]:
    """What is wrong, and what leaves doubt."""
    texts = [articles[id_].text for id_ in sorted({hit.article_id for hit in cited})]
    names, words = (frozenset().union(*known) for known in zip(*map(spellings, texts), strict=True))
    tokens = settle(read(claim), names, words)
    beside = align(tokens, settle(window.tokens, names, words))
    near = window.coverage >= _NEAR
    places = Places(
        aligned=inventory(beside.source),
        window=window,
        passages=[inventory_of(hit.text) for hit in cited],
        texts=texts,
        acronyms=[pair for text in texts for pair in acronyms(text)],
    )
    values = missing_values(tokens, beside.unsaid, places, near=near)
    changes = differences(beside, window, near=near)
    quotes = missing_quotations(claim, "\n".join(hit.text for hit in cited))
    wrong = [*quotes, *values.wrong, *changes.wrong]
    doubts = [*values.doubts, *changes.doubts, *stitched(tokens, window)]
    return wrong, doubts


def _pair_coverage(claim: str, cited: Sequence[Hit]) -> float:
    """Share of the claim's neighbouring pairs of terms that the cited passages hold."""
    pairs = set(pairwise(content_terms(claim)))
    held = {
        pair for hit in cited for sentence in read_sentences(hit.text) for pair in sentence.pairs
    }
    return len(pairs & held) / len(pairs) if pairs else 1.0


def _finding(
    name: VerdictName, reasons: Sequence[str], wording: float, *, sound: bool = False
) -> Finding:
    verdict = Verdict(name=name, reasons=tuple(dict.fromkeys(reasons)))
    return Finding(verdict=verdict, wording=wording, sound=sound)
