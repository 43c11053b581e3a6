"""Do the passages hold the answer? A few marks of the evidence, which `Weights` weigh."""

import re
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from index import language
from index.model import Hit
from index.words import content_terms, terms
from service.quoting.asking import Asked
from service.quoting.candidates import Candidate

_FIRST = 3  # passages that search found best
_UNREAD = -4.0  # log-odds where there is nothing that a model could read


def evidence(
    asked: Asked, passages: Sequence[Hit], found: Sequence[Candidate]
) -> Mapping[str, float]:
    """The marks of candidates, best first: log-odds of the pair model, the others from 0 to 1."""
    first = [one for one in found if one.rank == 0]
    return {
        "close": _most(one.close for one in found),  # of the closest sentence
        "close_first": _most(one.close for one in first),  # the same of the first passage
        "answers": _most((one.answers for one in found), _UNREAD),
        "answers_first": _most((one.answers for one in first), _UNREAD),
        "first_held": max((one.near for one in first), default=0.0),  # the most in one place of it
        "stands_out": _stands_out(asked, passages),  # more in the first passages than in others
        "names": found[0].names if found else 0.0,  # held by the best sentence and around it
        "subject": _subject(asked, passages),  # the title of the first passage is asked about
        "count": float(asked.asks_count),
        "alone": float(len(passages) == 1),  # who gives but one passage has chosen it
        "foreign": float(bool(passages) and not asked.speaks(passages[0].text)),
    }


def _most(marks: Iterable[float | None], default: float = 0.0) -> float:
    return max((mark for mark in marks if mark is not None), default=default)


def _stands_out(asked: Asked, passages: Sequence[Hit]) -> float:
    held = [
        asked.held(set(terms(hit.title, spoken)) | set(terms(hit.text, spoken)))
        for hit in passages
        for spoken in [language.of(hit.text, near=asked.spoken)]
    ]
    return max(held[:_FIRST], default=0.0) - (fmean(held[_FIRST:]) if held[_FIRST:] else 0.0)


def _subject(asked: Asked, passages: Sequence[Hit]) -> float:
    """How much of the question is the title of the first passage, where all of that is in it."""
    title = re.sub(r"\s*[(（].*?[)）]", "", passages[0].title) if passages else ""
    named = set(content_terms(title, language.of(title, near=asked.spoken)))
    return asked.held(named) if named and named <= asked.weights.keys() else 0.0
