"""Scores: what each gives, and to which answers it says nothing."""

import pytest

from evals.cases import Nugget
from evals.items import answered, metrics, unanswered
from evals.outcomes import Mark
from evals.scores import SCORES
from evals.seen import Seen
from tests.evals.seeing import NUGGET, case, seen

TOLD = "Veld shipped 36 tonnes of oxide in May."
OTHER = Nugget(fact="in June", vital=True, article="veld.md", quote="June", accept=("June",))
UNANSWERABLE = case(
    id="veld-price", kind="unanswerable", answerable=False, nuggets=(), twin="veld-oxide"
)


@pytest.mark.parametrize(
    ("made", "outcome", "value"),
    [
        (seen(TOLD), "pass", 1),
        (seen("Veld shipped oxide."), "fail", -1),
        (seen(), "abstained", 0),
        (seen("Veld shipped oxide.", says={"status": "partial"}), "abstained", 0),
        (seen(TOLD, of=case(must_not=("in May",))), "fail", -1),
        (seen(of=UNANSWERABLE), "pass", 1),
        (seen(TOLD, of=UNANSWERABLE), "fail", -1),
    ],
    ids=[
        "right",
        "without the fact",
        "refused",
        "partial",
        "forbidden",
        "rightly refused",
        "wrongly answered",
    ],
)
def test_a_wrong_answer_costs_what_a_right_one_earns(
    made: Seen, outcome: str, value: float
) -> None:
    mark = SCORES["truthfulness"].of(made)
    assert (mark.outcome, mark.value) == (outcome, value)


def test_nugget_recall_is_the_share_of_vital_facts() -> None:
    mark = SCORES["nugget recall"].of(seen(TOLD, of=case(nuggets=(NUGGET, OTHER))))
    assert mark.value == 0.5
    assert "in June" in mark.reason


def test_groundedness_asks_the_production_check_again() -> None:
    mark = SCORES["groundedness"].of(seen(TOLD, "Veld is rich."))
    assert mark.value == 0.5
    assert "Veld is rich." in mark.reason


def test_a_citation_that_carries_nothing_counts_against_precision() -> None:
    idle = seen(TOLD, "Veld is rich.")
    assert SCORES["citation recall"].of(idle).value == 0.5
    assert SCORES["citation precision"].of(idle).value == 0.5


def test_a_refusal_has_no_groundedness_rather_than_a_perfect_one() -> None:
    assert SCORES["groundedness"].of(seen()).outcome == "does not apply"


def test_abstention_weighs_both_kinds_alike() -> None:
    items = [answered(seen(TOLD)) for _ in range(9)] + [answered(seen(TOLD, of=UNANSWERABLE))]
    [metric] = [metric for metric in metrics(items) if metric.name == "abstention"]
    assert metric.value == 0.5


def test_unknown_cost_is_left_out_and_not_nothing() -> None:
    assert SCORES["cost p50"].of(seen(TOLD)).outcome == "does not apply"


def test_the_quotes_must_stand_whole_within_the_budget() -> None:
    assert SCORES["evidence recall@1000"].of(seen(TOLD)).value == 1
    far = Nugget(fact="x", vital=True, article="veld.md", quote="nowhere", accept=("nowhere",))
    assert SCORES["evidence recall@1000"].of(seen(TOLD, of=case(nuggets=(far,)))).value == 0


def test_retrieval_is_measured_over_the_articles_that_carry_the_facts() -> None:
    for name in ("recall@10", "nDCG@10", "MRR@10"):
        assert SCORES[name].of(seen(TOLD)).value == 1


def test_a_question_without_an_answer_is_an_error_under_every_score() -> None:
    item = unanswered(case(), "The service broke.")
    assert {mark.outcome for mark in item.marks.values()} == {"error"}


def test_a_mark_without_a_figure_can_t_pass() -> None:
    with pytest.raises(ValueError, match="can't have the value"):
        Mark(outcome="pass")
