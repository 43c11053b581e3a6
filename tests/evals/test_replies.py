"""Replies are kept by what was asked, so that CI needs no key."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from evals.replies import ReplyNotUsable, kept
from service.answers import Piece, Usage
from service.asking import Ask, Messages
from service.errors import ModelUnavailable

MESSAGES = [{"role": "user", "content": "问题?"}]


def model(*pieces: str, breaks: bool = False) -> tuple[Ask, list[Messages]]:
    """A model that writes these pieces, and what it was asked."""
    asked: list[Messages] = []

    async def ask(messages: Messages) -> AsyncGenerator[Piece, None]:
        asked.append(messages)
        for piece in pieces:
            yield piece
        if breaks:
            raise ModelUnavailable("It broke.")
        yield Usage(input_tokens=1)

    return ask, asked


async def text(ask: Ask, messages: Messages = MESSAGES) -> str:
    return "".join([piece async for piece in ask(messages) if isinstance(piece, str)])


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_the_same_is_asked_once_and_then_read_without_the_model(tmp_path: Path) -> None:
    ask, asked = model("Yes, ", "是。")
    first = await text(kept(ask, "m", tmp_path))
    assert await text(kept(ask, "m", tmp_path, offline=True)) == first == "Yes, 是。"
    assert len(asked) == 1
    assert [file.suffix for file in files(tmp_path)] == [".json"]


async def test_another_model_or_question_is_another_reply(tmp_path: Path) -> None:
    ask, asked = model("Yes.")
    await text(kept(ask, "m", tmp_path))
    await text(kept(ask, "n", tmp_path))
    await text(kept(ask, "m", tmp_path), [{"role": "user", "content": "Else?"}])
    assert len(asked) == 3


async def test_offline_a_missing_reply_says_what_to_do_and_asks_nobody(tmp_path: Path) -> None:
    ask, asked = model("Yes.")
    with pytest.raises(ReplyNotUsable, match=r"\.json is missing") as refused:
        await text(kept(ask, "m", tmp_path, offline=True))
    assert "with a key for m" in refused.value.hint
    assert not asked


@pytest.mark.parametrize("broken", [model("Ye", breaks=True), model(), model(" ")])
async def test_a_reply_that_broke_off_or_is_empty_fails_and_is_not_kept(
    broken: tuple[Ask, list[Messages]], tmp_path: Path
) -> None:
    with pytest.raises(ModelUnavailable):
        await text(kept(broken[0], "m", tmp_path))
    assert files(tmp_path) == []


async def test_a_damaged_reply_is_named(tmp_path: Path) -> None:
    ask, _ = model("Yes.")
    await text(kept(ask, "m", tmp_path))
    [file] = files(tmp_path)
    file.write_text("{}")
    with pytest.raises(ReplyNotUsable, match=file.name):
        await text(kept(ask, "m", tmp_path))
