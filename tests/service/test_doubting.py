"""Second opinions add doubt, and nothing else."""

import json
from collections.abc import AsyncGenerator, Sequence

import pytest

from prompts import load
from service.answers import Piece, Usage, Verdict
from service.doubting import Judge, reconsider
from service.errors import ModelUnavailable
from tests.fakes import article, hit

SOURCE = article(
    "Output rose to 4,100 tonnes. Prices fell. The plant is in Ellisk. It has two halls."
)
CITED = [hit(SOURCE)]
CLAIM = "Output rose because prices fell."
SUPPORTED = Verdict(name="supported")


def judge(said: str) -> Judge:
    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        assert json.dumps(CLAIM) in messages[1]["content"]
        yield said[:7]
        yield said[7:]
        yield Usage(input_tokens=5)

    return Judge(load("check/v1"), ask)


def answer(verdict: str, evidence: str) -> str:
    return "Here you are: " + json.dumps({"verdict": verdict, "evidence": evidence})


async def test_a_judge_who_quotes_the_passage_adds_doubt() -> None:
    doubts = [judge(answer("unsupported", "Output rose to 4,100 tonnes"))]
    found = await reconsider(SUPPORTED, CLAIM, CITED, doubts)
    assert found == Verdict(
        name="unverified",
        reasons=("The judge doubts it: the source says “Output rose to 4,100 tonnes”.",),
    )


@pytest.mark.parametrize(
    "said",
    [
        answer("contradicted", "Output fell to 4,100 tonnes"),
        answer("unsupported", ""),
        answer("supported", "Prices fell."),
        "I can't say.",
        '{"verdict": "unsupported", "evidence": ',
        "[1, 2]",
    ],
)
async def test_a_judge_whose_quote_is_not_in_the_passage_is_not_heard(said: str) -> None:
    assert await reconsider(SUPPORTED, CLAIM, CITED, [judge(said)]) == SUPPORTED


async def test_a_judge_who_does_not_answer_leaves_the_verdict(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        raise ModelUnavailable("The model did not answer.", "Wait.")
        yield ""

    assert await reconsider(SUPPORTED, CLAIM, CITED, [Judge(load("check/v1"), ask)]) == SUPPORTED
    assert "did not answer" in caplog.text


@pytest.mark.parametrize("name", ["contradicted", "unverified", "uncited"])
async def test_nobody_is_asked_about_what_is_not_supported(name: str) -> None:
    async def never(claim: str, cited: Sequence[object]) -> str | None:
        raise AssertionError(claim)

    verdict = Verdict(name=name, reasons=("because",))  # type: ignore[arg-type]
    assert await reconsider(verdict, CLAIM, CITED, [never]) == verdict
