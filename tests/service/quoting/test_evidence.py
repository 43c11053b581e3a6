"""Promise: the marks of the evidence say how well a question is met, and more of it is never less."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Hit
from service.quoting.asking import read
from service.quoting.candidates import candidates
from service.quoting.choosing import Choose
from service.quoting.evidence import evidence
from service.quoting.weights import TOLD, Weights, named_in
from tests.fakes import article, hit, weigh

FAIR = article("Ada Brook opened the fair of Tolm in May 2024. Rain fell.", title="A fair in Tolm")
PIER = article("The pier of Dene cost 4 million crowns.", id="a2", title="A pier")
ASKED = [
    "Who opened the fair of Tolm?",
    "When was the pier sold?",
    "谁主持博览会？",
    "Is it so?",
    "?",
]


LOGARITHMS = ("answers", "merit")


def marks(question: str, passages: list[Hit]) -> dict[str, float]:
    asked = read(question, weigh)
    choose = Choose(lambda _: 1.0)
    return dict(choose.rank(asked, passages, candidates(asked, passages)).marks)


@given(st.sampled_from(ASKED), st.lists(st.sampled_from([FAIR, PIER]), unique_by=id))
def test_all_marks_but_log_odds_lie_between_nothing_and_all(
    question: str, articles: list[object]
) -> None:
    passages = [hit(one, number) for number, one in enumerate(articles, start=1)]  # type: ignore[arg-type]
    found = marks(question, passages)
    assert all(-1 <= value <= 1 for name, value in found.items() if name not in LOGARITHMS)
    assert isfinite(found["merit"])
    assert found["lead"] >= 0
    assert all(0 <= one.marks[name] <= 1 for name in ("held", "near", "names", "fit", "focus", "first")
               for one in candidates(read(question, weigh), passages))  # fmt: skip


def test_a_question_that_is_met_is_told_from_one_that_is_not() -> None:
    met = marks("Who opened the fair of Tolm?", [hit(FAIR, 1), hit(PIER, 2)])
    unmet = marks("Who opened the mine of Orrin?", [hit(FAIR, 1), hit(PIER, 2)])
    for name in ("held", "whole", "first_held"):
        assert met[name] > unmet[name]
    for name in ("unknown", "strange"):
        assert met[name] < unmet[name]


def test_without_passages_nothing_is_held() -> None:
    found = evidence(read("Who opened the fair of Tolm?", weigh), [], [])
    assert found["held"] == found["whole"] == 0
    assert found["unknown"] == 1


@pytest.mark.parametrize("manner", ["spaced", "unspaced", "foreign"])
def test_a_probability_is_one_and_grows_with_each_mark_by_the_sign_of_its_weight(
    manner: str,
) -> None:
    weights = Weights.of(None)
    none = weights.probability({}, manner)  # type: ignore[arg-type]
    assert 0 < none < 1
    for mark in evidence(read("Who?", weigh), [], []):
        value = weights.values.get(named_in(manner, TOLD, mark))  # type: ignore[arg-type]
        if value:
            assert (weights.probability({mark: 1.0}, manner) > none) is (value > 0)  # type: ignore[arg-type]
