"""Many questions at once: what counts as lost and as mixed."""

from evals.bench.load import Heard, lost_and_mixed
from service.answers import Answer, Claim, MadeWith, Sources, Usage


def heard(question: str, *shown: str, answered: bool = True) -> Heard:
    answer = Answer(
        id="1", question=question, rewritten_question=None, status="answered", text="",
        claims=tuple(Claim(text=text, verdict="supported") for text in shown), withheld=(),
        citation_errors=(), passages=(), sources=Sources(articles=1, independent=1), missing=None,
        degraded_reason=None, made_with=MadeWith(writer="model", index="x"), usage=Usage(),
    )  # fmt: skip
    return Heard(question, shown, answer if answered else None, (), 0.0, 1.0)


ALONE = [heard("A?", "One.", "Two."), heard("B?", "Three.")]


def test_answers_that_are_as_they_were_alone_are_neither() -> None:
    assert lost_and_mixed(ALONE, ALONE * 3) == (0, 0)


def test_a_missing_sentence_or_end_is_lost() -> None:
    assert lost_and_mixed(ALONE, [heard("A?", "One.")]) == (1, 0)
    assert lost_and_mixed(ALONE, [heard("A?", "One.", "Two.", answered=False)]) == (1, 0)


def test_a_sentence_of_another_question_is_mixed() -> None:
    assert lost_and_mixed(ALONE, [heard("B?", "Three.", "One.")]) == (0, 1)
