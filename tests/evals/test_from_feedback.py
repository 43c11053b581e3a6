"""What readers said becomes cases, or is told why not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from typer.testing import CliRunner, Result

from evals import __main__ as command
from evals.cases import Case
from index.model import Filters
from service.answers import Turn
from service.feedback import CitedQuote, JudgedClaim, PendingCase

CRANES = "file:///srv/elsewhere/port-ellisk-harbour-cranes.txt"
QUOTE = "Each can lift 52 tonnes and handle 26 boxes an hour, against 11 for the old ones."
OTHER = "A clearance crew has removed 37 shells since October."


def claim(text: str = QUOTE, *quotes: str, article: str = CRANES) -> JudgedClaim:
    cited = tuple(CitedQuote(article=article, quote=quote) for quote in quotes or (QUOTE,))
    return JudgedClaim(text=text, verdict="supported", citations=cited)


def said(*claims: JudgedClaim, **more: Any) -> PendingCase:
    """A thumb up for an answer of these sentences."""
    about: dict[str, Any] = {
        "id": "r1-1", "answer_id": "r1", "at": datetime(2026, 3, 1, tzinfo=UTC),
        "question": "How much do Kallgreve's cranes lift?", "history": (), "filters": Filters(),
        "status": "answered", "claims": claims, "thumb": "up", "claim": None, "disputed": False,
        "comment": "",
    }  # fmt: skip
    return PendingCase(**{**about, **more})


def from_feedback(folder: Path, *feedback: PendingCase) -> tuple[Result, list[Case]]:
    """The command's result, and the cases that it wrote."""
    file, written = folder / "feedback.jsonl", folder / "pending.jsonl"
    lines = (TypeAdapter(PendingCase).dump_json(one).decode() + "\n" for one in feedback)
    file.write_text("".join(lines), encoding="utf-8")
    result = CliRunner().invoke(
        command.app, ["from-feedback", str(file), "--file", str(written)], terminal_width=200
    )
    cases = written.read_text(encoding="utf-8").splitlines() if written.exists() else []
    return result, [TypeAdapter(Case).validate_json(case) for case in cases]


def test_a_right_answer_becomes_a_case_with_its_quotes(tmp_path: Path) -> None:
    result, [case] = from_feedback(tmp_path, said(claim("They lift 52 tonnes.")))
    assert result.exit_code == 0, result.output
    assert (case.id, case.kind, case.answerable) == ("cranes-lift", "single", True)
    [nugget] = case.nuggets
    assert nugget.article == "port-ellisk-harbour-cranes.txt"
    assert (nugget.fact, nugget.quote, nugget.accept, nugget.vital) == (
        "They lift 52 tonnes.", QUOTE, (QUOTE,), True,
    )  # fmt: skip


def test_a_follow_up_keeps_its_history_and_filters(tmp_path: Path) -> None:
    turns = (Turn(role="user", content="Cranes?"), Turn(role="assistant", content="Two."))
    filters = Filters(languages=("en",))
    _, [case] = from_feedback(tmp_path, said(claim(), history=turns, filters=filters))
    assert (case.kind, case.history, case.filters) == ("followup", turns, filters)


def test_of_several_quotes_the_first_is_vital(tmp_path: Path) -> None:
    _, [case] = from_feedback(tmp_path, said(claim("Both.", QUOTE, OTHER)))
    assert [nugget.vital for nugget in case.nuggets] == [True, False]


def test_a_sentence_that_anyone_disputes_is_told_in_the_note_alone(tmp_path: Path) -> None:
    shown = claim(), claim("They removed 36 shells.", OTHER)
    wrong = said(*shown, id="r1-2", thumb="down", claim=1, disputed=True, comment="It's 37.")
    result, cases = from_feedback(tmp_path, said(*shown), wrong)
    assert (result.exit_code, len(cases)) == (0, 1), result.output
    assert [nugget.quote for nugget in cases[0].nuggets] == [QUOTE]
    assert cases[0].note == (
        "From feedback on answer r1. Disputed: “They removed 36 shells.” Comment: “It's 37.”"
    )


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (said(claim(article="https://news.example/our-own")), "not among the samples"),
        (said(), "the answer shows nothing"),
        (said(claim(), claim=0, disputed=True), "every sentence is disputed"),
        (said(claim(), thumb="down"), "no sentence was disputed"),
        (said(claim(), filters=Filters(articles=("a1",))), "names articles by ids"),
        (said(claim("It lifts 53.", "Each can lift 53 tonnes")), "refused because"),
    ],
)
def test_what_can_be_no_case_is_left_out_with_the_reason(
    one: PendingCase, why: str, tmp_path: Path
) -> None:
    good = said(claim(), question="How many boxes an hour?", answer_id="r2", id="r2-1")
    result, cases = from_feedback(tmp_path, one, good)
    assert (result.exit_code, [case.question for case in cases]) == (1, [good.question])
    assert f"left out  {one.question}" in result.output
    assert why in result.output


def test_the_same_question_twice_is_one_case(tmp_path: Path) -> None:
    result, cases = from_feedback(tmp_path, said(claim()), said(claim(), answer_id="r2"))
    assert (result.exit_code, len(cases)) == (1, 1)
    assert "stands twice" in result.output


def test_a_line_that_is_no_feedback_is_named(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    file.write_text(json.dumps({"id": "r1"}) + "\n")
    result = CliRunner().invoke(command.app, ["from-feedback", str(file)])
    assert "line 1, is no feedback" in str(result.exception)
