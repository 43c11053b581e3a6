"""A model's rewriting is used where it is a question of this conversation; else the rules' is."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from prompts import load
from service.answers import Piece, Question, Turn, Usage
from service.asking import Ask
from service.errors import ModelUnavailable
from service.rewriting import END, ModelRewriter

ASKED = Question(
    text="And who runs it?",
    history=(
        Turn(role="user", content="How much oxide did Kessandra make in 2024?"),
        Turn(role="assistant", content="3,090 tonnes [1]."),
    ),
)
BY_RULES = "And who runs Kessandra?"
USED = Usage(input_tokens=90, output_tokens=9, cost_usd=0.001)


def saying(*pieces: str | Exception, wait: float = 0) -> Ask:
    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        for piece in pieces:
            await asyncio.sleep(wait)
            if isinstance(piece, Exception):
                raise piece
            yield piece
        yield USED

    return ask


def rewriter(*pieces: str | Exception) -> ModelRewriter:
    return ModelRewriter(load("rewrite/v1"), saying(*pieces))


async def test_the_models_question_is_used_and_what_it_cost_is_known() -> None:
    rewritten = await rewriter("Who runs Kess", f"andra today?\n{END}")(ASKED)
    assert rewritten.text == "Who runs Kessandra today?"
    assert rewritten.usage == USED


@pytest.mark.parametrize(
    "written",
    ["Rewritten question: {}", "**{}**", "“{}”", "Question: {}", "<think>They mean K.</think>{}"],
)
async def test_what_a_model_hangs_on_the_question_is_no_part_of_it(written: str) -> None:
    said = written.format("Who runs Kessandra today?")
    assert (await rewriter(f"{said}\n{END}")(ASKED)).text == "Who runs Kessandra today?"


async def test_the_model_is_told_the_conversation_and_the_question() -> None:
    told: list[dict[str, str]] = []

    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        told.extend(messages)
        yield f"{ASKED.text}\n{END}"

    assert (await ModelRewriter(load("rewrite/v1"), ask)(ASKED)).text is None
    assert told[1]["content"] == (
        "user: How much oxide did Kessandra make in 2024?\nassistant: 3,090 tonnes [1].\n\n"
        "Last question: And who runs it?"
    )


async def test_without_history_no_model_is_asked() -> None:
    rewritten = await rewriter(AssertionError("asked"))(Question(text="Who runs Kessandra?"))
    assert rewritten.text is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        f"\n{END}",
        f"?\n{END}",
        "Who runs Kessandra",
        f"Who runs Kessandra?\nShe does.\n{END}",
        f"Who runs Quarrevane?\n{END}",
        f"Who ran Kessandra in 2031?\n{END}",
        f"2031: who ran Kessandra?\n{END}",
        f"Who runs Kessandra {'and so on ' * 50}?\n{END}",
    ],
    ids=[
        "empty",
        "no question",
        "no words",
        "cut",
        "two lines",
        "a new name",
        "a new number",
        "a new number first",
        "too long",
    ],
)
async def test_what_is_no_question_of_this_conversation_is_not_used(written: str) -> None:
    assert (await rewriter(written)(ASKED)).text == BY_RULES


async def test_a_model_that_fails_or_is_slow_never_fails_the_question(
    caplog: pytest.LogCaptureFixture,
) -> None:
    down = rewriter("Who", ModelUnavailable("The model m did not answer."))
    slow = ModelRewriter(load("rewrite/v1"), saying("Who", wait=60), seconds=0.01)
    faulty = rewriter(KeyError("sk-secret"))
    for broken in (down, slow, faulty):
        assert (await broken(ASKED)).text == BY_RULES
    assert "The model m did not answer." in caplog.text
    assert "sk-secret" not in caplog.text


def test_usages_add_up_and_an_unknown_part_makes_the_whole_unknown() -> None:
    unpriced = Usage(input_tokens=1, output_tokens=1)
    assert USED + unpriced == Usage(input_tokens=91, output_tokens=10, cost_usd=None)
    assert USED + Usage() == Usage() + USED == USED
