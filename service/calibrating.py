"""How the check does on claims that people labelled, and the threshold that does best on them.

A file holds JSON lines `{id, claim, evidence: [text], supported, set}`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from index.model import Article, Hit
from index.words import Weigh, terms
from service.checking import Check, Finding
from service.drafting import cut
from service.errors import BadInput

Agreement = tuple[bool, bool]  # what people said, and what the check says

_FOLDS = 5
_FEWEST = 20  # claims of each kind that a threshold can be fitted on
_THRESHOLDS = tuple(percent / 100 for percent in range(10, 96))


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClaim:
    """A claim, the texts that it cites, and whether people found that they carry it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True)

    id: str
    claim: str
    evidence: tuple[str, ...]
    supported: bool
    set: str = ""


_CLAIM = TypeAdapter(LabelledClaim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of `n` with its 95 % interval (Wilson 1927)."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """What a threshold gives: `caught` are unsupported claims, `false_alarms` supported ones."""

    balanced_accuracy: float
    caught: Share
    false_alarms: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The best threshold, and what can be expected of it: on claims that it was not fitted on."""

    supported_at: float
    before: Quality
    after: Quality


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The wording of a sentence, and if it is supported where that is enough, and where it isn't.

    Where it isn't, a model that reads may support it all the same.
    """

    wording: float
    near: bool
    far: bool

    def is_supported(self, threshold: float) -> bool:
        """Whether the check supports it with a threshold."""
        return self.near if self.wording >= threshold else self.far


_Judged = tuple[bool, Sequence[_Sentence]]  # what people said, and the sentences of a claim


def read_claims(file: Path) -> list[LabelledClaim]:
    """The claims of a file. Raises `BadInput`."""
    with file.open(encoding="utf-8") as lines:
        return [_claim(file, number, line) for number, line in enumerate(lines, start=1)]


def sentences_of(claim: LabelledClaim) -> list[str]:
    """Its sentences, without marks, as an answer's are checked one by one."""
    lines = claim.claim.split("\n")
    found = [sentence.text for line in lines for sentence in cut(line)]
    return [text for text in found if terms(text)] or [claim.claim]


def cited_by(claim: LabelledClaim) -> list[Hit]:
    """Its evidence as the passages that it cites."""
    return [_hit(article) for article in _articles(claim).values()]


def judge(claims: Sequence[LabelledClaim], check: Check) -> list[Finding]:
    """What the check finds; of several sentences, for the one that is least supported."""
    return [_weakest(claim, check) for claim in claims]


def rarity(texts: Iterable[str]) -> Weigh:
    """Inverse document frequency among these texts, as the lexical index has it for passages."""
    held = [set(terms(text)) for text in texts]
    counts = Counter(term for each in held for term in each)
    return lambda term: log(1 + (len(held) - counts[term] + 0.5) / (counts[term] + 0.5))


def calibrate(claims: Sequence[LabelledClaim], check: Check) -> Calibration:
    """The threshold with the best balanced accuracy of a check, against the one that it has.

    `after` is cross-validated in five folds. Raises `BadInput` where there are too few claims.
    """
    kinds = Counter(claim.supported for claim in claims)
    if min(kinds[True], kinds[False]) < _FEWEST:
        raise BadInput(
            f"There are {kinds[True]} supported and {kinds[False]} unsupported claims.",
            f"Give at least {_FEWEST} of each.",
        )
    judged = [(claim.supported, _read(claim, check)) for claim in claims]
    folds = [judged[start::_FOLDS] for start in range(_FOLDS)]
    tested = [
        outcome
        for fold in folds
        for outcome in _outcomes(fold, _best([one for f in folds if f is not fold for one in f]))
    ]
    return Calibration(
        supported_at=_best(judged),
        before=_quality(_outcomes(judged, check.supported_at)),
        after=_quality(tested),
    )


def balanced_accuracy(counts: Counter[Agreement]) -> float:
    """The mean of the shares of supported and of not supported claims that are told right."""
    kinds = [kind for kind in (True, False) if counts[kind, True] + counts[kind, False]]
    return sum(
        counts[kind, kind] / (counts[kind, True] + counts[kind, False]) for kind in kinds
    ) / len(kinds)


def wilson(share: float, n: int) -> Share:
    """A share with its 95 % interval."""
    z = 1.96
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = ((middle + side * spread) / (1 + z * z / n) for side in (-1, 1))
    return Share(value=share, low=low, high=high, n=n)


def _read(claim: LabelledClaim, check: Check) -> list[_Sentence]:
    """The sentences of a claim as they come out with the lowest and with the highest threshold."""
    articles, cited = _articles(claim), cited_by(claim)
    low, high = replace(check, supported_at=0.0), replace(check, supported_at=1.0)
    sentences = []
    for sentence in sentences_of(claim):
        alignment = check.align(sentence, cited, articles)
        near, far = low.examine(alignment), high.examine(alignment)
        sentences.append(
            _Sentence(
                near.wording, near.verdict.name == "supported", far.verdict.name == "supported"
            )
        )
    return sentences


def _outcomes(judged: Sequence[_Judged], threshold: float) -> list[Agreement]:
    return [
        (label, all(sentence.is_supported(threshold) for sentence in sentences))
        for label, sentences in judged
    ]


def _best(judged: Sequence[_Judged]) -> float:
    """The threshold with the best balanced accuracy; of equals, the middle one."""
    gains = {t: balanced_accuracy(Counter(_outcomes(judged, t))) for t in _THRESHOLDS}
    best = [t for t, gain in gains.items() if gain == max(gains.values())]
    return best[len(best) // 2]


def _quality(outcomes: Sequence[Agreement]) -> Quality:
    counts = Counter(outcomes)
    false = counts[False, False] + counts[False, True]
    true = counts[True, True] + counts[True, False]
    return Quality(
        balanced_accuracy=balanced_accuracy(counts),
        caught=wilson(counts[False, False] / false, false),
        false_alarms=wilson(counts[True, False] / true, true),
    )


def _claim(file: Path, number: int, line: str) -> LabelledClaim:
    try:
        return _CLAIM.validate_json(line)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadInput(
            f"{file}, line {number}, is no claim: {told}.",
            "A line is {id, claim, evidence, supported, set}.",
        ) from error


def _weakest(claim: LabelledClaim, check: Check) -> Finding:
    articles = _articles(claim)
    cited = cited_by(claim)
    found = [
        check.examine(check.align(sentence, cited, articles)) for sentence in sentences_of(claim)
    ]
    return min(found, key=lambda one: (one.verdict.name == "supported", one.score))


def _articles(claim: LabelledClaim) -> dict[str, Article]:
    return {str(place): _article(str(place), text) for place, text in enumerate(claim.evidence)}


def _article(id_: str, text: str) -> Article:
    return Article(
        id=id_, version=1, uri=f"claims:{id_}", title="", language="en", state="indexed",
        raw=text, text=text,
    )  # fmt: skip


def _hit(article: Article) -> Hit:
    return Hit(
        id=f"{article.id}:1:0", article_id=article.id, version=1, title="", language="en",
        start=0, end=len(article.text), text=article.text, number=int(article.id) + 1, score=1.0,
    )  # fmt: skip
