"""What a model replied, kept by what it was asked: a run is judged again without a key.

A reply is `evals/replies/<sha256 of the model's name and the messages>.json`, to be committed.
"""

import hashlib
import json
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from index.errors import AssayError
from service.answers import Piece
from service.asking import Ask, Messages
from service.errors import ModelUnavailable

REPLIES = Path(__file__).parent / "replies"


class ReplyNotUsable(AssayError):
    """A kept reply is missing where no model may be asked, or can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    model: str
    text: str


_REPLY = TypeAdapter(_Reply)


def kept(ask: Ask, model: str, folder: Path = REPLIES, *, offline: bool = False) -> Ask:
    """Answers from `folder` where it can, and otherwise asks and keeps the reply, if it ended.

    It raises `ReplyNotUsable`, when `offline` for a reply that is missing, and `ModelError`.
    """

    async def reply(messages: Messages) -> AsyncGenerator[Piece, None]:
        file = folder / f"{_digest(model, messages)}.json"
        if file.exists():
            yield _read(file)
            return
        if offline:
            raise ReplyNotUsable(
                f"{file} is missing, and where CI is set, no model is asked.",
                f"Run the same with a key for {model} and without CI, and commit {folder}.",
            )
        pieces: list[str] = []
        async with aclosing(ask(messages)) as replied:
            async for piece in replied:
                if isinstance(piece, str):
                    pieces.append(piece)
                yield piece
        _keep(_Reply(model=model, text="".join(pieces)), file)

    return reply


def _digest(model: str, messages: Messages) -> str:
    asked = json.dumps([model, messages], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()


def _read(file: Path) -> str:
    try:
        return _REPLY.validate_json(file.read_bytes()).text
    except ValidationError as error:
        raise ReplyNotUsable(
            f"{file} holds no reply.", "Restore it from git, or delete it to ask again."
        ) from error


def _keep(reply: _Reply, file: Path) -> None:
    """Write it whole or not at all. An empty one is a failure, and would be one for ever."""
    if not reply.text.strip():
        raise ModelUnavailable(f"The model {reply.model} wrote nothing.", "Ask again.")
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_bytes(_REPLY.dump_json(reply, indent=2) + b"\n")
    draft.replace(file)
