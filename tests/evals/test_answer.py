"""Clocking answers: with a pipeline made up here, and once with the real one."""

from collections.abc import AsyncGenerator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from evals.bench.answer import Asked, answer, as_rows, ask
from service.answers import (
    Answer,
    Answered,
    Checked,
    Claim,
    Event,
    Failed,
    MadeWith,
    Question,
    Sources,
    Status,
    Usage,
)
from service.errors import ModelUnavailable
from service.pipeline import Pipeline

_CLAIM = Claim(text="Line B needs 38 megawatts.", verdict="supported")


def _answer(status: Status = "answered", **timings: float) -> Answer:
    return Answer(
        id="1", question="?", rewritten_question=None, status=status, text="", claims=(),
        withheld=(), citation_errors=(), passages=(),
        sources=Sources(articles=0, independent=0), missing=None, degraded_reason=None,
        made_with=MadeWith(writer="quoting", index="words@1"), usage=Usage(),
        timings_ms={"retrieve": 5.0, "write": 2.0, "check": 1.0} | timings,
    )  # fmt: skip


def _pipeline(*made: Event) -> Pipeline:
    async def events(_: Question) -> AsyncGenerator[Event, None]:
        for event in made:
            yield event

    return cast("Pipeline", SimpleNamespace(events=events))


async def test_the_first_shown_sentence_and_the_end_are_clocked() -> None:
    withheld = Checked(claim=_CLAIM, shown=False)
    shown = Checked(claim=_CLAIM, shown=True)

    asked = await ask(_pipeline(withheld, shown, shown, Answered(answer=_answer())), "?")

    assert asked.first_sentence is not None
    assert 0 < asked.first_sentence <= asked.total


async def test_an_answer_that_shows_nothing_has_no_first_sentence() -> None:
    asked = await ask(_pipeline(Answered(answer=_answer("not_in_articles"))), "?")

    assert asked.first_sentence is None


async def test_a_failure_is_raised() -> None:
    with pytest.raises(ModelUnavailable):
        await ask(_pipeline(Failed(error=ModelUnavailable("It is away."))), "?")


def test_rows_hold_percentiles_and_shares() -> None:
    quick = Asked(_answer(retrieve=4.0), 10.0, 6.0)
    refused = Asked(_answer("not_in_articles", retrieve=8.0), 20.0, None)

    rows = {row.name: row for row in as_rows([[quick, refused], [quick, quick]])}

    assert (rows["p50 ms"].value, rows["p50 ms"].low, rows["p50 ms"].high) == (10.0, 10.0, 15.0)
    assert rows["p95 ms"].value == pytest.approx(18.5)
    assert rows["retrieve p50 ms"].value == 4.0
    assert (rows["first sentence p50 ms"].value, rows["first sentence p50 ms"].n) == (6.0, 3)
    assert (rows["answered"].value, rows["not_in_articles"].value) == (0.75, 0.25)


def test_without_any_sentence_its_row_is_left_out() -> None:
    rows = as_rows([[Asked(_answer("not_in_articles"), 20.0, None)]])

    assert "first sentence p50 ms" not in {row.name for row in rows}


def test_the_real_service_quotes_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One round of two questions over one article. With the settings in force it could not even start."""
    monkeypatch.setenv("ASSAY_MODEL", "openai/a-model-that-costs")
    monkeypatch.setenv("ASSAY_EMBEDDING", "/no/such/model")
    texts = ["How many tonnes did the kiln at Orvale fire?", "Who won the football cup?"]
    (tmp_path / "kiln.txt").write_text("The kiln at Orvale fired 312 tonnes of oxide in June 2026.")

    rows: dict[str, Any] = {row.name: row for row in answer(1, texts, tmp_path)}

    assert rows["p50 ms"].n == 2
    assert 0 < rows["p50 ms"].value <= rows["p95 ms"].value
    assert rows["answered"].value == rows["not_in_articles"].value == 0.5
