"""What the evals decide by, and nothing may therefore learn from.

That is every sample article, and of the questions and claims about them the half that no number is
fitted on (`evals/halves.py`).
"""

import re
from collections.abc import Iterator
from functools import cache

from evals.articles import sample_articles
from evals.bench.claims import WRITTEN_BY_HAND
from evals.cases import load
from evals.halves import is_fitted_on
from index.words import is_cjk
from service.calibrating import read_claims

_END = re.compile(r"[.!?。！？\n]+")
_NO_WORD = re.compile(r"\W+")
_SHORTEST = 16  # letters and digits of a sentence that two writers don't both hit upon
_SHORTEST_CJK = 8


def decides(text: str) -> bool:
    """Whether a sentence of a text stands in what the evals decide by, however it is set."""
    return not _deciding().isdisjoint(_sentences(text))


@cache
def _deciding() -> frozenset[str]:
    articles = (part for one in sample_articles().values() for part in (one.title, one.text))
    questions = (case.question for case in load() if not is_fitted_on(case.id))
    claims = (
        claim.claim
        for claim in read_claims(WRITTEN_BY_HAND)
        if not is_fitted_on(claim.id.partition("#")[0])
    )
    every = (*articles, *questions, *claims)
    return frozenset(one for text in every for one in _sentences(text) if _is_telling(one))


def _is_telling(sentence: str) -> bool:
    return len(sentence) >= (_SHORTEST_CJK if is_cjk(sentence) else _SHORTEST)


def _sentences(text: str) -> Iterator[str]:
    """The letters and digits of each sentence."""
    return (_NO_WORD.sub("", part).casefold() for part in _END.split(text))
