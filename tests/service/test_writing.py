"""What a model is sent: rules first, passages in one order, the question last."""

from collections.abc import AsyncGenerator
from datetime import date

import pytest

from prompts import load
from service.answers import Length, Piece
from service.asking import Messages
from service.writing import ModelWriter
from tests.fakes import article, hit

FIRST = article("Output rose. It rained. Prices fell.", id="a1")
SECOND = article("Nobody was hurt.", id="a2")
FOUND = (hit(FIRST, 1, 13, 24), hit(SECOND, 2), hit(FIRST, 3, 0, 12))


async def sent(question: str, length: Length | None = None) -> Messages:
    """What the writer sends to its model."""
    asked: list[Messages] = []

    async def ask(messages: Messages) -> AsyncGenerator[Piece, None]:
        asked.append(messages)
        yield ""

    writer = ModelWriter("m", load("answer/v2"), ask, lambda: date(2026, 3, 1))
    assert [piece async for piece in writer(question, FOUND, length)] == [""]
    return asked[0]


async def test_questions_over_the_same_passages_share_the_prompt_up_to_the_question() -> None:
    rules, one = await sent("Why did prices fall?")
    same, other = await sent("Who was hurt?")
    assert rules == same, "a provider's cache holds the rules for every question"
    assert one["content"].endswith("\nQuestion: Why did prices fall?")
    assert other["content"] == one["content"].replace("Why did prices fall?", "Who was hurt?")


async def test_an_article_is_given_from_its_begin_on_in_the_place_of_its_best_passage() -> None:
    _, asked = await sent("Why did prices fall?")
    texts = ["[3] (A title)\nOutput rose.", "[1] (A title)\nIt rained.", "[2] (A title)\nNobody"]
    places = [asked["content"].index(text) for text in texts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("length", "told"),
    [
        ("short", "Answer in one to six sentences.\n"),
        ("brief", "Write a brief: up to 20 sentences, in paragraphs"),
        (None, "Only where the question asks for an overview"),
    ],
)
async def test_a_model_is_told_how_long_the_answer_may_be(length: Length | None, told: str) -> None:
    assert told in (await sent("What has changed?", length))[1]["content"]
