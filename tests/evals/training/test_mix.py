"""Near misses of questions: what a text without its answer, or about something else, is called."""

from random import Random

from evals.training.mix import _question
from evals.training.rows import Row

TEXT = "Orrin harbour was dredged in 1931 by Vaal Works. Port Elm was dredged by Anna Dell in 1950."
ASKED: Row = {
    "question": "Who dredged the harbour of Orrin?",
    "passage": TEXT,
    "answer": "Vaal Works",
    "answerable": True,
    "set": "some",
}
OTHER: Row = {**ASKED, "question": "When was the tower of Melby built?"}
PAIRS = [pair for seed in range(100) for pair in _question(ASKED, [ASKED, OTHER], Random(seed))]


def test_what_answers_holds_the_answer_and_is_what_was_asked() -> None:
    answering = [pair for pair in PAIRS if pair.target == "answers"]
    assert all("Vaal Works" in pair.evidence for pair in answering)
    assert {pair.query for pair in answering} == {ASKED["question"]}
    assert any("1931" not in pair.evidence for pair in answering)  # without something else


def test_the_text_without_its_answer_is_silent() -> None:
    less = {pair.evidence for pair in PAIRS if "Vaal Works" not in pair.evidence}
    assert "Orrin harbour was dredged in 1931. Port Elm was dredged by Anna Dell in 1950." in less
    assert all(pair.target == "silent" for pair in PAIRS if pair.evidence in less)


def test_a_question_about_another_name_is_silent_be_it_one_of_the_same_text() -> None:
    others = {pair.query for pair in PAIRS} - {ASKED["question"]}
    assert {"Melby", "Dell"} <= {word.strip("?") for query in others for word in query.split()}
    assert all(pair.target == "silent" for pair in PAIRS if pair.query in others)
