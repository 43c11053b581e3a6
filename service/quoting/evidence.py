"""Does the best sentence answer? A few marks of the evidence, which `Weights` weigh."""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from math import log
from statistics import fmean

from index import language
from index.language import Language
from index.model import Hit
from index.words import content_terms, terms
from service.quoting.asking import Asked
from service.quoting.candidates import Candidate

_BRACKETED = re.compile(r"[(（][^()（）]*+[)）]")
_FIRST = 3  # passages that search found best
_UNREAD = -4.0  # log-odds of a sentence that wasn't worth reading


def evidence(
    asked: Asked, passages: Sequence[Hit], scored: Sequence[tuple[float, Candidate]]
) -> Mapping[str, float]:
    """The marks of candidates with their scores, best first.

    Shares from 0 to 1, or differences of such, but for the logarithm of the best score and the
    pair model's log-odds.
    """
    ranked = [candidate for _, candidate in scored]
    score, best = scored[0] if scored else (1.0, None)
    first = [candidate for candidate in ranked if candidate.rank == 0]
    words = [_words(hit.title, hit.text, asked.spoken) for hit in passages]
    around = {hit.number: own for hit, own in zip(passages, words, strict=True)}
    passage = around[best.quote.number] if best else frozenset()
    everywhere = frozenset[str]().union(*words)
    return {
        "merit": log(score),  # what the best sentence scored
        "lead": score / sum(score for score, _ in scored)
        if scored
        else 0.0,  # its share of all scores
        "close": _most(candidate.close for candidate in ranked),  # of the closest sentence
        "close_first": _most(candidate.close for candidate in first),  # in the first passage
        "answers": best.answers if best and best.answers is not None else _UNREAD,
        "held": best.held if best else 0.0,  # by the best sentence
        "whole": asked.held(passage),  # by its passage and title
        # the most in one place of the first passage
        "first_held": max((candidate.near for candidate in first), default=0.0),
        "stands_out": _stands_out(asked, words),  # more in the first passages than in others
        "unknown": 1 - asked.held(everywhere),  # held by no passage
        "names": best.names if best else 0.0,  # held by the best sentence and around it
        "strange": 1 - asked.names_held(passage),  # names that its passage doesn't hold
        "focus": best.focus if best else 0.0,  # what is asked about, in the best sentence
        "unfocused": 1 - asked.focus_held(passage),  # the same, not even in its passage
        "told": best.fit if best and asked.kinds else 0.0,  # a thing of the kind asked for
        "untold": 1 - best.fit if best and asked.kinds else 0.0,  # nothing of that kind
        "subject": _subject(asked, passages),  # the title of the first passage is asked about
        "count": float(asked.asks_count),
    }


@lru_cache(maxsize=256)
def _words(title: str, text: str, near: Language) -> frozenset[str]:
    return frozenset(terms(f"{title}\n{text}", language.of(text, near=near)))


def _most(marks: Iterable[float | None]) -> float:
    return max((mark for mark in marks if mark is not None), default=0.0)


def _stands_out(asked: Asked, words: Sequence[AbstractSet[str]]) -> float:
    shares = [asked.held(own) for own in words]
    return max(shares[:_FIRST], default=0.0) - (fmean(shares[_FIRST:]) if shares[_FIRST:] else 0.0)


def _subject(asked: Asked, passages: Sequence[Hit]) -> float:
    """How much of the question is the title of the first passage, where all of that is in it."""
    title = _BRACKETED.sub("", passages[0].title) if passages else ""
    named = set(content_terms(title, language.of(title, near=asked.spoken)))
    return asked.held(named) if named and named <= asked.weights.keys() else 0.0
