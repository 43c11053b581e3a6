"""A follow-up becomes a question that stands alone: by a model, or by carrying the subject over."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

from index.errors import AssayError
from index.words import terms
from prompts import Prompt
from service.answers import Piece, Question, Rewritten, Usage
from service.carrying import carry_over
from service.straying import names_more

_log = logging.getLogger(__name__)

END = "END_OF_QUESTION"
_LONGEST = 400  # characters
_SECONDS = 10.0
_TURNS = 8  # of the history that the model reads
_TURN = 1_000  # characters of each

Ask = Callable[[list[dict[str, str]]], AsyncGenerator[Piece, None]]


async def rewrite_by_rules(question: Question) -> Rewritten:
    """Without a model."""
    return Rewritten(text=carry_over(question))


@dataclass(frozen=True, slots=True)
class ModelRewriter:
    """One call to a model. What it writes is used only if it is a question of this conversation.

    Whatever goes wrong with it, the rules rewrite instead.
    """

    template: Prompt
    ask: Ask
    seconds: float = _SECONDS

    async def __call__(self, question: Question) -> Rewritten:
        if not question.history:
            return Rewritten(text=None)
        text, usage = "", Usage()
        try:
            async with asyncio.timeout(self.seconds), aclosing(self._ask(question)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        usage = piece
                    elif isinstance(piece, str):
                        text += piece
        except Exception as error:  # noqa: BLE001  whatever it is, the rules can do it
            told = error.message if isinstance(error, AssayError) else type(error).__name__
            _log.warning("A follow-up was rewritten by rules, not by the model: %s", told)
        written, ended, _ = text.partition(END)
        if not (ended and _fits(written.strip(), question)):
            return Rewritten(text=carry_over(question), usage=usage)
        alone = written.strip() == question.text.strip()
        return Rewritten(text=None if alone else written.strip(), usage=usage)

    def _ask(self, question: Question) -> AsyncGenerator[Piece, None]:
        told = _told(question)
        messages = self.template.render(conversation=told, question=question.text, end=END)
        return self.ask(messages)


def _told(question: Question) -> str:
    return "\n".join(
        f"{turn.role}: {' '.join(turn.content.split())[:_TURN]}"
        for turn in question.history[-_TURNS:]
    )


def _fits(written: str, question: Question) -> bool:
    """Whether it is one line of a fair length that names and counts nothing new."""
    if not terms(written) or "\n" in written or len(written) > _LONGEST:
        return False
    said = "\n".join([question.text, *(turn.content for turn in question.history)])
    return not names_more(written, said)
