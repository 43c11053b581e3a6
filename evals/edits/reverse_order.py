"""The order in which articles come in changes no outcome."""

from collections.abc import Sequence

from evals.cases import Case
from evals.edits.edit import Corpus, Edit, Edited, still_right


def _make(corpus: Corpus, cases: Sequence[Case]) -> Edited:
    return Edited(corpus=dict(reversed(list(corpus.items()))), cases=cases)


REVERSE_ORDER = Edit(
    name="reverse the order",
    law="The outcome is the same when the articles come in the other way round.",
    make=_make,
    kept=still_right,
)
