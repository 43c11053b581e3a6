"""Writers of drafts: a language model, or none. Both keep to the draft protocol of `drafting`."""

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.model import Hit
from prompts import Prompt
from service.answers import Length, Piece, WriterName
from service.asking import Ask
from service.drafting import END, MISSING, NO_ANSWER, escape
from service.quoting import Choose

_SHORT = "Answer in one to six sentences."
_BRIEF = "Write a brief: up to 20 sentences, in paragraphs that are divided by an empty line."
_LENGTHS: dict[Length | None, str] = {
    "short": _SHORT,
    "brief": _BRIEF,
    None: f"{_SHORT} Only where the question asks for an overview, a comparison, a history or what"
    " has changed, write up to 20, in paragraphs that are divided by an empty line.",
}


class Writer(Protocol):
    """Writes a draft from passages: pieces of text, and what they cost where that is known."""

    @property
    def name(self) -> WriterName: ...

    @property
    def model(self) -> str | None: ...

    @property
    def prompt(self) -> str | None: ...

    def __call__(
        self, question: str, passages: Sequence[Hit], length: Length | None = None
    ) -> AsyncGenerator[Piece, None]:
        """Raises `ModelError` while it runs."""
        ...


@dataclass(frozen=True, slots=True)
class ModelWriter:
    """A language model writes, from a prompt."""

    model: str
    template: Prompt
    ask: Ask
    today: Callable[[], date] = date.today

    name: WriterName = "model"

    @property
    def prompt(self) -> str:
        return self.template.name

    def __call__(
        self, question: str, passages: Sequence[Hit], length: Length | None = None
    ) -> AsyncGenerator[Piece, None]:
        fence, numbered = fenced(_in_order(passages))
        inputs = {
            "fence": fence,
            "passages": numbered,
            "question": question,
            "length": _LENGTHS[length],
            "no_answer": NO_ANSWER,
            "missing": MISSING,
            "end": END,
            "today": self.today().isoformat(),
        }
        wanted = {name: text for name, text in inputs.items() if name in self.template.inputs}
        return self.ask(self.template.render(**wanted))


@dataclass(frozen=True, slots=True)
class QuotingWriter:
    """No model: the sentences that answer, word for word."""

    choose: Choose

    name: WriterName = "quoting"
    model: None = None
    prompt: None = None

    async def __call__(
        self,
        question: str,
        passages: Sequence[Hit],
        length: Length | None = None,  # noqa: ARG002  quotes are as long as they are
    ) -> AsyncGenerator[Piece, None]:
        chosen = await asyncio.to_thread(self.choose, question, passages)
        for quote in chosen.quotes:
            label = f"**{escape(quote.label)}**: " if quote.label else ""
            yield f"{label}{escape(quote.text)} [{quote.number}]\n"
            for item in quote.items:
                yield f"- {escape(item.text)} [{item.number}]\n"
        if chosen.missing:
            yield f"{MISSING} {escape(chosen.missing)}\n"
        yield END if chosen.quotes else f"{NO_ANSWER}\n{END}"


def fenced(passages: Sequence[Hit]) -> tuple[str, str]:
    """A line that the passages don't hold, and the passages with their numbers and heads."""
    numbered = "\n\n".join(_numbered(passage) for passage in passages)
    return _fence(numbered), numbered


def _in_order(passages: Sequence[Hit]) -> list[Hit]:
    """Articles as they were ranked, each from its begin: the same passages give the same prompt."""
    ranks: dict[str, int] = {}
    for passage in passages:
        ranks.setdefault(passage.article_id, passage.number)
    return sorted(passages, key=lambda passage: (ranks[passage.article_id], passage.start))


def _numbered(passage: Hit) -> str:
    about = ", ".join(
        " ".join(str(part).split())  # in one line, whatever it holds
        for part in (passage.title, passage.outlet, passage.published)
        if part
    )
    text = re.sub(r" {3,}", " ", passage.text)  # blanks, where an instruction was planted
    return f"[{passage.number}] ({about})\n{text}"


def _fence(text: str) -> str:
    """A line that the passages don't hold, the same for the same passages."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return next(
        fence for i in range(len(digest) - 8) if (fence := f"====={digest[i : i + 8]}") not in text
    )
