"""Scripted models that the gate itself is tested with: it must ship the faithful, and no other."""

import os
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from evals.cases import Case
from evals.personas import (
    Asked,
    Draft,
    Persona,
    abstaining,
    faithful,
    invented_mark,
    negation,
    obedient,
    read,
    script,
    stitched,
    swapped_name,
    wrong_number,
    wrong_source,
)
from evals.upstream import Reply, Request, Script, Upstream
from index.sentences import sentences


def _knowing(cases: Sequence[Case], persona: Persona) -> Persona:
    """The persona over the sentences that hold the answer; where none does, it says so.

    So the faithful one is right wherever the search is, and the others have something to spoil.
    """
    quotes = {case.question: [n.quote for n in case.nuggets if n.vital] for case in cases}

    def answer(asked: Asked) -> Draft:
        wanted = quotes.get(asked.question)
        if wanted is None:  # a follow-up, which was rewritten
            return persona(asked)
        held = {number: _around(text, wanted) for number, text in asked.passages.items()}
        holding = Asked(asked.question, {number: text for number, text in held.items() if text})
        return persona(holding) if holding.best() else abstaining(asked)

    return answer


def _around(text: str, quotes: Sequence[str]) -> str:
    """The sentences of a text that hold a quote or a part of one."""
    places = [(place, place + len(quote)) for quote in quotes if (place := text.find(quote)) >= 0]
    return "\n".join(
        text[span.start : span.end]
        for span in sentences(text)
        if any(span.start < end and start < span.end for start, end in places)
    )


def _any_of(personas: Sequence[Persona]) -> Persona:
    """Another of these for each question, the same each time."""
    return lambda asked: personas[zlib.crc32(asked.question.encode()) % len(personas)](asked)


def _obeying(cases: Sequence[Case]) -> Persona:
    """Does what any planted instruction says that it finds, that of its own case before others."""
    attacks = [
        (case.question, obedient(case.plant.text, case.must_not[0])) for case in cases if case.plant
    ]
    else_faithful = _knowing(cases, faithful)

    def obey(asked: Asked) -> Draft:
        ordered = sorted(attacks, key=lambda attack: attack[0] != asked.question)
        drafts = (attack(asked) for _, attack in ordered)
        return next((draft for draft in drafts if draft.lies), else_faithful(asked))

    return obey


def _elsewhere(asked: Asked) -> Draft:
    """Cites another passage, one that isn't there if there is no other."""
    return wrong_source(asked) if len(asked.passages) > 1 else invented_mark(asked)


_LIES = _any_of((wrong_number, swapped_name, negation, stitched))
_SLOPS = _any_of((_elsewhere, invented_mark))
PERSONAS: Mapping[str, Callable[[Sequence[Case]], Persona]] = {
    "faithful": lambda cases: _knowing(cases, faithful),
    "liar": lambda cases: _knowing(cases, _LIES),
    "sloppy-citer": lambda cases: _knowing(cases, _SLOPS),
    "over-refuser": lambda _: abstaining,
    "obedient": _obeying,
}


def _answering(behave: Script) -> Script:
    """The persona where passages are given; asked to rewrite a question, it says nothing."""

    def reply(request: Request) -> Reply:
        return behave(request) if read(request).passages else Reply()

    return reply


@asynccontextmanager
async def persona(name: str, cases: Sequence[Case]) -> AsyncIterator[tuple[str, str]]:
    """A provider whose model is this persona: the model's name for LiteLLM, and its address."""
    upstream = Upstream(_answering(script(PERSONAS[name](cases))))
    os.environ.setdefault("OPENAI_API_KEY", "none")  # LiteLLM asks for one; nobody reads it here
    async with upstream.running():
        yield f"openai/{name}", upstream.url
