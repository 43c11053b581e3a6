"""`bench claims [FILE…]`: what the product's check makes of labelled claims, set by set.

Without a file, of the evals' own: written by hand about the sample articles, half of which (by
article) the thresholds of the model that reads are fitted on, so only the other half counts.

A file holds lines of `{id, claim, evidence: [text], supported, set}`. For each set the shares of
its claims that come out supported, unverified, contradicted and uncited, with Wilson's intervals at
95 %, and whether a model that reads took part stands in the settings.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from evals.bench.rows import Row, prefix
from evals.halves import is_fitted_on
from service.answers import VerdictName
from service.calibrating import LabelledClaim, judge, rarity, read_claims, wilson
from service.reading_models import check_of
from service.settings import load

WRITTEN_BY_HAND = Path(__file__).parents[1] / "claims.jsonl"


def claims(*files: Path) -> list[Row]:
    """The rows of each file. Raises `BadInput`."""
    if not files:
        own = read_claims(WRITTEN_BY_HAND)
        return _of_claims([c for c in own if not is_fitted_on(c.id.partition("#")[0])], "")
    return [row for f in files for row in _of_claims(read_claims(f), prefix(f.stem, files))]


def _of_claims(labelled: Sequence[LabelledClaim], name: str) -> list[Row]:
    check = check_of(load(), rarity(text for claim in labelled for text in claim.evidence))
    verdicts = [finding.verdict.name for finding in judge(labelled, check)]
    return [row for part in _sets(labelled) for row in _of_set(name, part, labelled, verdicts)]


def _sets(labelled: Sequence[LabelledClaim]) -> list[str]:
    return sorted({claim.set for claim in labelled})


def _of_set(
    name: str, part: str, labelled: Sequence[LabelledClaim], verdicts: Sequence[VerdictName]
) -> list[Row]:
    counts = Counter(
        verdict for claim, verdict in zip(labelled, verdicts, strict=True) if claim.set == part
    )
    shares = {
        verdict: wilson(counts[verdict] / counts.total(), counts.total())
        for verdict in get_args(VerdictName)
    }
    return [
        Row(
            name=f"{name}{part} {verdict}",
            value=round(share.value, 4),
            low=round(share.low, 4),
            high=round(share.high, 4),
            unit="share",
            n=share.n,
        )
        for verdict, share in shares.items()
    ]
