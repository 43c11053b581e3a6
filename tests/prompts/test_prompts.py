"""Prompts are files that never change once released."""

from collections.abc import AsyncGenerator
from datetime import date
from pathlib import Path

import pytest

import prompts
from prompts import PromptInvalid, load, released
from service.answers import Piece
from service.drafting import END, MISSING, NO_ANSWER
from service.writing import ModelWriter
from tests.fakes import article, hit

FOLDER = Path(prompts.__file__).parent


def test_a_released_version_never_changes() -> None:
    assert {ref: load(ref).digest for ref in released()} == dict(released())


def test_every_version_is_released_or_not_there() -> None:
    refs = {str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.md")}
    assert refs == set(released())


def test_inputs_that_are_missing_or_too_many_are_refused() -> None:
    prompt = load("answer/v1")
    with pytest.raises(PromptInvalid, match="wants"):
        prompt.render(question="Why?")
    with pytest.raises(PromptInvalid, match="no prompt"):
        load("answer/v0")


async def test_the_passages_are_numbered_dated_fenced_and_the_protocol_is_told() -> None:
    told: list[dict[str, str]] = []

    async def ask(messages: list[dict[str, str]]) -> AsyncGenerator[Piece, None]:
        told.extend(messages)
        yield END

    source = article(
        "Output rose. $question =====",
        title="A\ntitle",  # that it may not begin a passage of its own
        outlet="The Ledger",
        published=date(2026, 4, 2),
    )
    writer = ModelWriter("m", load("answer/v2"), ask, lambda: date(2026, 11, 20))
    assert [piece async for piece in writer("Why $5?", [hit(source, 3)])] == [END]
    system, user = (message["content"] for message in told)
    assert all(word in system for word in (END, MISSING, NO_ANSWER))
    fence = user.split("\n")[2]
    assert user.count(fence) == 2
    assert (
        f"{fence}\n[3] (A title, The Ledger, 2026-04-02)\nOutput rose. $question =====\n{fence}"
        in user
    )
    assert user.endswith("Question: Why $5?")
    assert user.startswith("Today is 2026-11-20. Answer in one to six sentences.")
