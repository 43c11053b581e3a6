"""Where passages are cut changes no outcome."""

from collections.abc import Sequence

from evals.cases import Case
from evals.edits.edit import Corpus, Edit, Edited, still_right

_TOKENS = 96


def _make(corpus: Corpus, cases: Sequence[Case]) -> Edited:
    return Edited(corpus=corpus, cases=cases, token_limit=_TOKENS)


RECHUNK = Edit(
    name="re-chunk",
    law=f"The outcome is the same with passages of at most {_TOKENS} tokens.",
    make=_make,
    kept=still_right,
)
