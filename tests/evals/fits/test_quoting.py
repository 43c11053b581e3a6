"""What marks are worth is fitted for each manner of question, a dear model's only where it pays."""

from dataclasses import replace
from functools import cache
from types import SimpleNamespace
from typing import cast

from evals.fits.examples import Example
from evals.fits.quoting import (
    BY_ANSWERING,
    BY_CLOSENESS,
    BY_WORDS,
    CHOOSING,
    TELLING,
    Seen,
    _enough,
    _fitted,
)
from index.fits import read_fits
from service.quoting import Readers, Weights
from service.quoting.asking import Manner, read
from service.quoting.candidates import candidates
from service.quoting.weights import CONSTANT, ENOUGH
from tests.fakes import article, hit, weigh

OLD = "The oak in Norrow has stood for 400 years. Many people come to see the oak in Norrow."
SILENT = "The oak in Norrow has lost 400 leaves. Many people come to see the oak in Norrow."


def seen(
    number: int = 0, *, silent: bool, helps: bool, manner: Manner = "unspaced", own: bool = False
) -> Seen:
    """One of many questions after a tree, with what a model makes of each sentence."""
    question = f"How old is the oak in Norrow?{' ' * number}"
    passages = [hit(article(SILENT if silent else OLD, title="Trees"))]
    asked = read(question, weigh)
    found = [
        replace(
            one,
            close=0.5,
            answers=(5.0 if "years" in one.quote.text else -5.0) * helps,
            manner=manner,
        )
        for one in candidates(asked, passages)
    ]
    answers = [] if silent else [lambda text: "400 years" in text]
    example = Example(
        question=question, passages=passages, answers=answers, weigh=weigh, weight=3.0, own=own
    )
    right = example.right(found)
    readers = Readers(weights=Weights("", {}))
    return Seen(example=example, asked=asked, found=found, right=right, readers=readers)


@cache
def fitted(*, helps: bool) -> Weights:
    some = [
        seen(n // 2, silent=n % 2 == 0, helps=helps, own=own)
        for n in range(10)
        for own in (False, True)
    ]
    return Weights("", _fitted(some, BY_WORDS | BY_CLOSENESS, BY_ANSWERING))


def test_a_model_that_tells_answers_from_the_rest_is_read_and_one_that_does_not_is_not() -> None:
    assert fitted(helps=True).knows("choosing", "answers", "unspaced")
    assert not fitted(helps=False).knows("choosing", "answers", "unspaced")
    assert not fitted(helps=True).knows("choosing", "close", "unspaced")


def test_what_was_fitted_on_is_told_apart() -> None:
    weights = fitted(helps=True)
    likely = [
        weights.probability(seen(silent=silent, helps=True).ranked(weights).marks, "unspaced")
        for silent in (False, True)
    ]
    assert likely[0] >= weights.enough > likely[1]


def test_sentences_in_another_language_are_fitted_by_what_models_read_alone() -> None:
    across = [seen(n // 2, silent=n % 2 == 0, helps=True, manner="foreign") for n in range(10)]
    named = _fitted(across, BY_WORDS | BY_CLOSENESS, BY_ANSWERING).keys() - {ENOUGH}
    assert "foreign_telling_answers" in named
    assert all(name.startswith("foreign_") for name in named)
    assert not any("held" in name or "names" in name for name in named)


def test_sentences_in_another_language_are_weighed_against_those_in_the_questions_own() -> None:
    """Both articles say how old the oak is; where the foreign one is right, it is preferred."""
    weights = {}
    for right in ("unspaced", "foreign"):
        some = []
        for n in range(10):
            own, foreign = (
                seen(n, silent=False, helps=True, manner=m) for m in ("unspaced", "foreign")
            )
            found = [*own.found, *foreign.found]
            some.append(
                replace(own, found=found, right={one for one in found if one.manner == right})
            )
        weights[right] = Weights("", _fitted(some, BY_WORDS | BY_CLOSENESS, BY_ANSWERING))
    here, there = found[0], next(one for one in found if one.manner == "foreign")
    assert weights["foreign"].score(there) > weights["foreign"].score(here)
    assert weights["unspaced"].score(there) < weights["unspaced"].score(here)


def test_the_numbers_that_ship_are_of_the_marks_that_there_are() -> None:
    for table in read_fits("quoting").values():
        marks = {name.removeprefix("unspaced_").removeprefix("foreign_") for name in table.values}
        assert marks >= {f"telling_{mark}" for mark in BY_WORDS & TELLING}
        known = {f"choosing_{mark}" for mark in CHOOSING | {CONSTANT}} | {
            f"telling_{mark}" for mark in TELLING
        }
        assert marks <= known | {ENOUGH, "telling_constant"}


def told(likely: float, *, answered: bool, weight: float = 3.0) -> Seen:
    example = SimpleNamespace(answers=[str] if answered else [], weight=weight)
    ranked = SimpleNamespace(likely=lambda _: likely)
    return cast(Seen, SimpleNamespace(example=example, ranked=lambda _: ranked))


def test_what_would_be_answered_without_its_evidence_raises_what_is_enough() -> None:
    held = [told(0.9 if n < 8 else 0.35, answered=True) for n in range(10)]
    lacks = [told(0.1, answered=False) for _ in range(10)]
    without = [told(0.4 if n % 2 else 0.1, answered=False, weight=0.0) for n in range(10)]
    weights = Weights("", {})
    assert _enough([*held, *lacks], weights) <= 0.35
    assert _enough([*held, *without], weights) > 0.4


def test_whether_a_sentence_answers_is_learned_from_no_case_of_the_evals() -> None:
    """Those that nothing answers help to choose no sentence, either."""
    by_hand = [seen(n // 2, silent=n % 2 == 0, helps=True) for n in range(10)]
    refused = [seen(n, silent=True, helps=True, own=True) for n in range(10)]
    marks = BY_WORDS | BY_CLOSENESS
    alone, beside = (_fitted(some, marks, BY_ANSWERING) for some in (by_hand, by_hand + refused))
    assert {**alone, ENOUGH: 0.0} == {**beside, ENOUGH: 0.0}
