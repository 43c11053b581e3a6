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
    no_marks,
    obedient,
    read,
    script,
    stitched,
    swapped_name,
    wrong_number,
    wrong_source,
)
from evals.upstream import Reply, Request, Script, Upstream


def _any_of(personas: Sequence[Persona]) -> Persona:
    """Another of these for each question, the same each time."""
    return lambda asked: personas[zlib.crc32(asked.question.encode()) % len(personas)](asked)


def _obeying(cases: Sequence[Case]) -> Persona:
    """Does what any planted instruction says that it finds."""
    attacks = [obedient(case.plant.text, case.must_not[0]) for case in cases if case.plant]

    def obey(asked: Asked) -> Draft:
        drafts = (attack(asked) for attack in attacks)
        return next((draft for draft in drafts if draft.lies), faithful(asked))

    return obey


PERSONAS: Mapping[str, Callable[[Sequence[Case]], Persona]] = {
    "faithful": lambda _: faithful,
    "liar": lambda _: _any_of((wrong_number, swapped_name, negation, stitched)),
    "sloppy-citer": lambda _: _any_of((wrong_source, invented_mark, no_marks)),
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
