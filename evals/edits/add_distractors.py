"""Articles about other things change no outcome."""

import random
from collections.abc import Sequence
from dataclasses import replace

from evals.cases import Case
from evals.edits.edit import Corpus, Edit, Edited, still_right

_SHARE = 0.5  # of the other articles stay


def _make(corpus: Corpus, cases: Sequence[Case]) -> Edited:
    """The other way round: what is right among all articles is right among fewer, too."""
    chosen = [_among_fewer(corpus, case) for case in cases if not case.filters.any]
    return Edited(corpus=corpus, cases=chosen)


def _among_fewer(corpus: Corpus, case: Case) -> Case:
    needed = {nugget.article for nugget in case.nuggets}
    others = sorted(corpus.keys() - needed)
    chance = random.Random(case.id)  # noqa: S311  no secret
    kept = needed | set(chance.sample(others, int(_SHARE * len(others))))
    return replace(case, filters=replace(case.filters, articles=tuple(sorted(kept))))


ADD_DISTRACTORS = Edit(
    name="add distractors",
    law="The outcome is the same with half of the other articles as with all of them.",
    make=_make,
    kept=still_right,
)
