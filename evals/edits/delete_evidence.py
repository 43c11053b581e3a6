"""Without the articles that hold a fact, its question has no answer."""

from collections.abc import Sequence
from dataclasses import replace

from evals.cases import Case
from evals.edits.edit import Corpus, Edit, Edited, refused


def _make(corpus: Corpus, cases: Sequence[Case]) -> Edited:
    return Edited(corpus=corpus, cases=without_evidence(corpus, cases))


def without_evidence(corpus: Corpus, cases: Sequence[Case]) -> list[Case]:
    """No article is taken out: filters leave those that hold no vital fact in any form."""
    without = [_without(corpus, case) for case in cases if case.nuggets and not case.filters.any]
    return [case for case in without if case.filters.articles]


def _without(corpus: Corpus, case: Case) -> Case:
    vital = [nugget for nugget in case.nuggets if nugget.vital]
    rest = tuple(
        name
        for name, article in corpus.items()
        if not any(nugget.article == name or nugget.is_in(article.raw) for nugget in vital)
    )
    return replace(case, filters=replace(case.filters, articles=rest))


DELETE_EVIDENCE = Edit(
    name="delete the evidence",
    law="A question is refused when every article that holds its answer is taken away.",
    make=_make,
    kept=refused,
)
