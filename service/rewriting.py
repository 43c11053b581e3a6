"""A question becomes one that can be answered: alone, and with names as the articles spell them.

A follow-up is rewritten by a model, or by carrying the subject over.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace

from index.errors import AssayError
from index.model import Filters
from index.words import is_cjk, terms
from prompts import Prompt
from service.answers import Finished, Piece, Question, Respelled, Rewritten, Usage
from service.asking import Ask
from service.drafting.cleaning import without_thoughts
from service.follow_ups import carry_over
from service.relevance import names_more

_log = logging.getLogger(__name__)

END = "END_OF_QUESTION"
_LONGEST = 400  # characters
_SECONDS = 10.0
_TURNS = 8  # of the history that the model reads
_AROUND = ' \t\n*_`"“”„'
_TURN = 1_000  # characters of each

Spell = Callable[[str, Filters], Awaitable[Mapping[str, str]]]
"""The misspelt names in a question over some articles, each as these have it."""


async def rewrite_by_rules(question: Question) -> Rewritten:
    """Without a model."""
    return Rewritten(text=carry_over(question))


async def respelled(spell: Spell, question: Question, rewritten: Rewritten) -> Rewritten:
    """The rewritten question with the names that it misspells as the articles spell them."""
    text = rewritten.text or question.text
    meant = await spell(text, question.filters)
    if not meant:
        return rewritten
    whole = re.compile("|".join(map(_whole, meant)))
    return replace(
        rewritten,
        text=whole.sub(lambda found: meant[found.group()], text),
        respelled=tuple(Respelled(written=name, meant=meant[name]) for name in meant),
    )


def _whole(name: str) -> str:
    """A pattern of a name that stands alone, where its language sets spaces."""
    return re.escape(name) if is_cjk(name) else rf"(?<!\w){re.escape(name)}(?!\w)"


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
        text, usage, done = "", Usage(), False
        try:
            async with asyncio.timeout(self.seconds), aclosing(self._ask(question)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Usage):
                        usage = piece
                    elif isinstance(piece, Finished):
                        done = piece.done
                    else:
                        text += piece
        except Exception as error:  # noqa: BLE001  whatever it is, the rules can do it
            told = error.message if isinstance(error, AssayError) else type(error).__name__
            _log.warning("A follow-up was rewritten by rules, not by the model: %s", told)
        written, ended, _ = without_thoughts(text).partition(END)
        written = _bare(written, question)
        if not ((ended or done) and _fits(written, question)):
            return Rewritten(text=carry_over(question), usage=usage)
        alone = written == question.text.strip()
        return Rewritten(text=None if alone else written, usage=usage)

    def _ask(self, question: Question) -> AsyncGenerator[Piece, None]:
        told = _told(question)
        messages = self.template.render(conversation=told, question=question.text, end=END)
        return self.ask(messages)


def _told(question: Question) -> str:
    return "\n".join(
        f"{turn.role}: {' '.join(turn.content.split())[:_TURN]}"
        for turn in question.history[-_TURNS:]
    )


def _bare(written: str, question: Question) -> str:
    """The question without emphasis, quotation marks, or a label such as “Rewritten question:”."""
    bare = written.strip(_AROUND)
    label, colon, rest = bare.partition(":")
    known = set(terms("\n".join([question.text, *(turn.content for turn in question.history)])))
    of_words = re.fullmatch(r"[^\W\d]+(?: [^\W\d]+){0,3}", label)
    if colon and of_words and not known & set(terms(label)) - {"question"}:
        return rest.strip(_AROUND)
    return bare


def _fits(written: str, question: Question) -> bool:
    """Whether it is one line of a fair length that names and counts nothing new."""
    if not terms(written) or "\n" in written or len(written) > _LONGEST:
        return False
    said = "\n".join([question.text, *(turn.content for turn in question.history)])
    return not names_more(written, said)
