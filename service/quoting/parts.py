"""The parts of a question that asks two things or compares two, each to be answered by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from index import language
from index.language import Language, fold_variants
from index.words import content_terms, tokens
from service.follow_ups.mentions import mentions


@dataclass(frozen=True, slots=True)
class Part:
    """A part as the question says it, and as a question that stands alone.

    One side of a comparison is answered by one sentence, with one of the terms that set it `apart`
    from the other side.
    """

    said: str
    question: str
    is_side: bool = False
    apart: frozenset[str] = frozenset()


def parts(question: str) -> list[Part]:
    """The parts of a question; most have but one."""
    spoken = language.read_as(question)
    if sides := _sides(question, spoken):
        return sides
    cut = _cut(question, spoken)
    if len(cut) == 1 or not all(spoken.questions.asking.search(fold_variants(p)) for p in cut):
        return [Part(question, question)]
    whole = list(accumulate(cut, lambda before, piece: _stands_alone(piece, before, spoken)))
    return [Part(piece, f"{question}?") for piece, question in zip(cut, whole, strict=True)]


def _sides(question: str, spoken: Language) -> list[Part]:
    """The two things that a question compares, each with what is asked of it."""
    asks, asked = spoken.questions, fold_variants(question)
    if found := asks.contrasts.search(asked):
        one, other = [name for name in found.groups() if name][:2]
        sides = (one, _in_full(one, other, spoken))
        return _both(sides, [asks.side_alone.format(side=side) for side in sides], spoken)
    patterns = (asks.compares, asks.chooses, asks.has_more)
    if found := next(filter(None, (pattern.search(asked) for pattern in patterns)), None):
        sides = (found["one"], found["other"])
        return _both(sides, [_of_side(found.groupdict(), side, spoken) for side in sides], spoken)
    return []


def _both(sides: tuple[str, str], questions: Sequence[str], spoken: Language) -> list[Part]:
    own = [frozenset(content_terms(side, spoken)) for side in sides]
    return [
        Part(side, question, is_side=True, apart=these - others)
        for side, question, these, others in zip(sides, questions, own, reversed(own), strict=True)
    ]


def _of_side(asked: Mapping[str, str | None], side: str, spoken: Language) -> str:
    """What a comparison asks, of one side alone."""
    asks = spoken.questions
    if thing := asked.get("thing"):
        form = asks.side_count if asked.get("more") else asks.side
        return form.format(thing=thing, what=thing, side=side)
    if does := asked.get("does"):
        return f"{side} {does}?"
    return asks.side.format(what=asked["what"], side=side)


def _in_full(one: str, other: str, spoken: Language) -> str:
    """The other side without the word that stands for what the first one names: that of May."""
    found = spoken.questions.stands.search(other)
    if not found:
        return other
    leans = found.groupdict()
    joint, rest, owner = (leans.get(name) for name in ("joint", "rest", "owner"))
    if joint and f" {joint} " in one:
        return f"{one.rpartition(f' {joint} ')[0]} {joint} {rest}"
    gap = " " if spoken.spaced else ""
    owned = spoken.questions.owned.search(one)
    if owned and (whose := owner or leans.get("lender")):
        return f"{whose}{owned['mark']}{gap}{owned['thing']}"
    if joint:
        return f"{one} {joint} {rest}"
    if rest:  # its quota
        whose = f"{owned['owner']}{owned['mark']}" if owned else one.split(" ", maxsplit=1)[0]
        return f"{whose} {rest}"
    return other


def _cut(question: str, spoken: Language) -> list[str]:
    joints = list(spoken.questions.joined.finditer(fold_variants(question)))
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(question)]
    return [question[a:b].strip(" ?？") for a, b in zip(starts, ends, strict=True)]


def _stands_alone(piece: str, before: str, spoken: Language) -> str:
    """The part with the names of the question before, where it names nothing or points back.

    One that says nothing but figures and order ("how many in the third") takes all its words.
    """
    if spoken.spaced and not _says(piece, spoken):
        counted = any(word.isdigit() for word in tokens(piece))
        words = [word for word in tokens(before) if content_terms(word, spoken)]
        added = [word for word in words if not (counted and word.isdigit())]
    elif mentions(piece) and not spoken.follow_ups.pronoun.search(piece):
        added = []
    else:
        added = [name.text for name in mentions(before)]
    own = set(content_terms(piece, spoken))
    lacking = [text for text in added if not own.issuperset(content_terms(text, spoken))]
    return " ".join([piece, *lacking])


def _says(piece: str, spoken: Language) -> bool:
    """Whether a part has content of its own besides figures, days and order."""
    order, months = spoken.numbers.ordinals, spoken.dates.months
    words = [word.lower() for word in tokens(piece) if content_terms(word, spoken)]
    return any(not (word[0].isdigit() or word in order or word in months) for word in words)
