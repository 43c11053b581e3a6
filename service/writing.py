"""Writers of drafts: a language model, or none. Both keep to the draft protocol of `citing`."""

import hashlib
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from index.model import Hit
from prompts import Prompt
from service.answers import Usage, WriterName
from service.asking import Ask
from service.citing import END, MISSING, NO_ANSWER, escape
from service.quoting import choose


class Writer(Protocol):
    """Writes a draft from passages: pieces of text, and what they cost where that is known."""

    @property
    def name(self) -> WriterName: ...

    @property
    def model(self) -> str | None: ...

    @property
    def prompt(self) -> str | None: ...

    def __call__(self, question: str, passages: Sequence[Hit]) -> AsyncGenerator[str | Usage, None]:
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

    def __call__(self, question: str, passages: Sequence[Hit]) -> AsyncGenerator[str | Usage, None]:
        numbered = "\n\n".join(_numbered(passage) for passage in passages)
        return self.ask(
            self.template.render(
                fence=_fence(numbered),
                passages=numbered,
                question=question,
                no_answer=NO_ANSWER,
                missing=MISSING,
                end=END,
                today=self.today().isoformat(),
            )
        )


@dataclass(frozen=True, slots=True)
class QuotingWriter:
    """No model: the sentences that answer, word for word."""

    weigh: Callable[[str], float]

    name: WriterName = "quoting"
    model: None = None
    prompt: None = None

    async def __call__(
        self, question: str, passages: Sequence[Hit]
    ) -> AsyncGenerator[str | Usage, None]:
        quotes = choose(question, passages, self.weigh)
        for quote in quotes:
            yield f"{escape(quote.text)} [{quote.number}]\n"
        yield END if quotes else f"{NO_ANSWER}\n{END}"


def _numbered(passage: Hit) -> str:
    about = ", ".join(
        str(part) for part in (passage.title, passage.outlet, passage.published) if part
    )
    return f"[{passage.number}] ({about})\n{passage.text}"


def _fence(text: str) -> str:
    """A line that the passages don't hold, the same for the same passages."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return next(
        fence for i in range(len(digest) - 8) if (fence := f"====={digest[i : i + 8]}") not in text
    )
