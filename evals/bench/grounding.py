"""`bench grounding FILE…`: does the product's check tell the claims that their evidence carries?

At the product's own thresholds a claim is supported or not; macro-F1 and balanced accuracy compare
that with what people said. AUC ranks by the check's score and needs no threshold. Intervals are
95 % percentiles of 1,000 bootstrap samples of the claims.
"""

import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from evals.bench.rows import Row, prefix
from service.calibrating import (
    Agreement,
    LabelledClaim,
    balanced_accuracy,
    judge,
    rarity,
    read_claims,
)
from service.checking import Finding
from service.reading_models import check_of
from service.settings import load

_SAMPLES = 1_000

Confusion = Counter[Agreement]


def grounding(*files: Path) -> list[Row]:
    """Measure each file, and each of the sets in it. Raises `BadInput`."""
    rows: list[Row] = []
    for file in files:
        claims = read_claims(file)
        check = check_of(load(), rarity(text for claim in claims for text in claim.evidence))
        since = perf_counter()
        found = judge(claims, check)
        took = 1000 * (perf_counter() - since) / max(len(claims), 1)
        name = prefix(file.stem, files)
        rows += measure(name, claims, found)
        rows.append(_row(f"{name}time a claim", took, None, "ms", len(claims)))
        parts = sorted({claim.set for claim in claims})
        for part in parts if len(parts) > 1 else []:
            places = [place for place, claim in enumerate(claims) if claim.set == part]
            of_part = [claims[place] for place in places], [found[place] for place in places]
            rows += measure(f"{name}{part} ", *of_part)
    return rows


def measure(prefix: str, claims: Sequence[LabelledClaim], findings: Sequence[Finding]) -> list[Row]:
    """The rows of some claims; none of those that need both kinds of claim where one is missing."""
    labels = [claim.supported for claim in claims]
    if len(set(labels)) < 2:
        return []
    outcomes = [
        (label, finding.verdict.name == "supported")
        for label, finding in zip(labels, findings, strict=True)
    ]
    scores = [finding.score for finding in findings]
    return [
        _sampled(f"{prefix}macro-F1", outcomes, macro_f1),
        _sampled(f"{prefix}balanced accuracy", outcomes, balanced_accuracy),
        _row(f"{prefix}AUC", auc(labels, scores), None, "share", len(labels)),
    ]


def macro_f1(counts: Confusion) -> float:
    """The mean of the F1 of supported and the F1 of not supported claims."""
    return sum(_f1(counts, kind=kind) for kind in (True, False)) / 2


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """The chance that a supported claim scores above one that isn't; a tie counts half."""
    low = sorted(score for label, score in zip(labels, scores, strict=True) if not label)
    high = [score for label, score in zip(labels, scores, strict=True) if label]
    wins = sum(bisect_left(low, score) + bisect_right(low, score) for score in high)
    return wins / (2 * len(low) * len(high))


def _f1(counts: Confusion, *, kind: bool) -> float:
    right = counts[kind, kind]
    wrong = counts[kind, not kind] + counts[not kind, kind]
    return 2 * right / (2 * right + wrong) if right else 0.0


def _sampled(name: str, outcomes: Sequence[Agreement], figure: Callable[[Confusion], float]) -> Row:
    chance = random.Random(0)  # noqa: S311  no secret
    size = len(outcomes)
    drawn = sorted(figure(Counter(chance.choices(outcomes, k=size))) for _ in range(_SAMPLES))
    between = drawn[_SAMPLES // 40], drawn[-_SAMPLES // 40]
    return _row(name, figure(Counter(outcomes)), between, "share", size)


def _row(name: str, value: float, between: tuple[float, float] | None, unit: str, size: int) -> Row:
    low, high = (round(limit, 4) for limit in between) if between else (None, None)
    return Row(name=name, value=round(value, 4), low=low, high=high, unit=unit, n=size)
