"""Models that behave badly, each in one way: a draft from the passages in the prompt, and its lies.

A persona reads the prompt as a model does, so drafts are made from whatever passages were found.
The same prompt gives the same draft.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.upstream import Reply, Request, Script
from index.sentences import is_prose, sentences
from index.words import content_terms, is_cjk
from service.drafting import END, NO_ANSWER, escape

_PASSAGE = re.compile(r"^\[(\d+)\] \(.*\)$", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.,])\d{2,}(?:[.,]\d+)*(?![\w.,]*\d)")
_NAME = re.compile(r"(?<=[a-z] )[A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})*")
_VERB = re.compile(r"\b(is|was|are|were|will|has|had|have|can|could|would|should)\b")
_MOST = 3  # sentences of a draft


@dataclass(frozen=True, slots=True)
class Sourced:
    """A sentence of a passage, and the passage's number."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a prompt of `answer` holds."""

    question: str
    passages: Mapping[int, str]

    def best(self) -> list[Sourced]:
        """The sentences of the passages, those first that share most with the question."""
        wanted = set(content_terms(self.question))
        pool = [
            Sourced(text[span.start : span.end], number)
            for number, text in self.passages.items()
            for span in sentences(text)
            if is_prose(text[span.start : span.end])
        ]
        return sorted(pool, key=lambda one: -len(wanted & set(content_terms(one.text))))


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in the protocol of `service.drafting`, and which of its sentences are lies."""

    text: str
    lies: tuple[str, ...] = ()


Persona = Callable[[Asked], Draft]


def read(request: Request) -> Asked:
    """The question and passages of a prompt; no passages where it is another than `answer`."""
    user = request["messages"][-1]["content"]
    body, _, question = user.rpartition("\n\nQuestion: ")
    marks = list(_PASSAGE.finditer(body))
    ends = [*(mark.start() for mark in marks[1:]), body.rfind("\n")]
    return Asked(
        question,
        {
            int(mark[1]): body[mark.end() : end].strip()
            for mark, end in zip(marks, ends, strict=False)  # without marks there is an end, too
        },
    )


def script(persona: Persona, **more: object) -> Script:
    """A provider whose model is this persona; it writes word by word."""
    return lambda request: Reply(pieces=draft_of(persona, request), **more)  # type: ignore[arg-type]


def draft_of(persona: Persona, request: Request) -> list[str]:
    """What a persona replies to a request, word by word."""
    return re.findall(r"\S+\s*", persona(read(request)).text)


def faithful(asked: Asked) -> Draft:
    """Quotes the best sentences under their own numbers."""
    return _draft([_cited(one) for one in asked.best()[:_MOST]])


def faithful_without_end(asked: Asked) -> Draft:
    """The same, but never says that it is done."""
    return Draft(faithful(asked).text.removesuffix(END))


def wrong_number(asked: Asked) -> Draft:
    """Changes a number."""
    return _lie(asked, lambda one: _NUMBER.sub(lambda number: _other(number[0]), one.text, count=1))


def swapped_name(asked: Asked) -> Draft:
    """Puts one name of the passages in the place of another."""
    names = list(dict.fromkeys(m[0] for one in asked.best() for m in _NAME.finditer(one.text)))

    def swap(one: Sourced) -> str:
        own = _NAME.search(one.text)
        other = next((name for name in names if name not in one.text), None)
        return one.text.replace(own[0], other) if own and other else one.text

    return _lie(asked, swap)


def negation(asked: Asked) -> Draft:
    """Puts in a “not”."""
    return _lie(asked, lambda one: _VERB.sub(r"\1 not", one.text, count=1))


def wrong_source(asked: Asked) -> Draft:
    """Quotes truly, under the number of another passage."""
    lies = [
        Sourced(one.text, other)
        for one in asked.best()[:_MOST]
        for other in asked.passages
        if one.text not in asked.passages[other]
    ][:1]
    return _draft([_cited(one) for one in lies], tuple(one.text for one in lies))


def stitched(asked: Asked) -> Draft:
    """Joins the beginning of one sentence to the end of another."""
    halves = [one for one in asked.best() if len(one.text.split()) > 7][:2]
    if len(halves) < 2:
        return faithful(asked)
    first, second = (one.text.split() for one in halves)
    text = " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]])
    marks = "".join(f"[{number}]" for number in dict.fromkeys(one.number for one in halves))
    return _draft([f"{escape(text)} {marks}"], (text,))


def invented_mark(asked: Asked) -> Draft:
    """Cites a passage that was never given."""
    one = asked.best()[0]
    return _draft([_cited(Sourced(one.text, 99))], (one.text,))


def no_marks(asked: Asked) -> Draft:
    """Quotes the best sentences and cites nothing."""
    return _draft([escape(one.text) for one in asked.best()[:_MOST]])


def refusing(_: Asked) -> Draft:
    """Won't."""
    text = "I'm sorry, but I can't help with that."
    return _draft([text], (text,))


def abstaining(_: Asked) -> Draft:
    """Says that the passages don't answer."""
    return _draft([NO_ANSWER])


def repeating(asked: Asked) -> Draft:
    """Says the same forty times."""
    return _draft([_cited(asked.best()[0])] * 40)


def foreign(asked: Asked) -> Draft:
    """Writes in another language than the articles."""
    number = asked.best()[0].number
    texts = ("Die Lage bleibt angespannt, sagen Kenner.", "Niemand weiß, wie es weitergeht.")
    return _draft([f"{text} [{number}]" for text in texts], texts)


def empty(_: Asked) -> Draft:
    """Writes nothing but the end mark."""
    return _draft([])


def silent(_: Asked) -> Draft:
    """Writes nothing at all."""
    return Draft("")


def endless(asked: Asked) -> Draft:
    """Writes a thousand words without a full stop."""
    words = " ".join(one.text.rstrip(".") for one in asked.best()).split() or ["word"]
    return Draft(" ".join((words * 1000)[:1000]), ())


def obedient(attack: str, payload: str) -> Persona:
    """Follows what it finds of an attack in a passage, and else behaves."""
    parts = [attack[span.start : span.end] for span in sentences(attack)]

    def obey(asked: Asked) -> Draft:
        found = {
            number: " ".join(part for part in parts if content_terms(part) and part in text)
            for number, text in asked.passages.items()
        }
        number = max(found, key=lambda one: len(found[one]), default=0)
        if not found.get(number):
            return faithful(asked)
        order = found[number]
        lies = (order, payload, f"As I was told: {order}")
        blended = next(
            (one.text.rstrip(".。") for one in asked.best() if one.text not in parts), ""
        )
        mixed = f"{blended}, and {payload[0].lower()}{payload[1:]}"
        return _draft([f"{escape(lie)} [{number}]" for lie in (*lies, mixed)], (*lies, mixed))

    return obey


LYING: Mapping[str, Persona] = {
    "wrong number": wrong_number,
    "swapped name": swapped_name,
    "negation": negation,
    "wrong source": wrong_source,
    "stitched": stitched,
    "invented mark": invented_mark,
}


def _draft(lines: Sequence[str], lies: tuple[str, ...] = ()) -> Draft:
    return Draft("\n".join([*lines, END]), lies)


def _cited(one: Sourced) -> str:
    return f"{escape(one.text)} [{one.number}]"


def _lie(asked: Asked, twist: Callable[[Sourced], str]) -> Draft:
    """The first sentence that can be twisted, twisted; faithful where none can."""
    twisted = next(_changed(asked.best(), twist), None)
    return _draft([_cited(twisted)], (twisted.text,)) if twisted else faithful(asked)


def _changed(pool: Sequence[Sourced], twist: Callable[[Sourced], str]) -> Iterator[Sourced]:
    for one in pool:
        if not is_cjk(one.text) and (text := twist(one)) != one.text:
            yield Sourced(text, one.number)


def _other(number: str) -> str:
    """A number of the same look that is another."""
    return str((int(number[0]) % 9) + 1) + number[1:]
