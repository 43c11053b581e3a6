"""The parts of a question that asks two things or compares two, each to be answered by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index import language
from index.language import Language, fold_variants
from index.words import content_terms, tokens
from service.answers import Question, Turn
from service.follow_ups import carry_over
from service.follow_ups.mentions import mentions

_ELLIPTIC = 1  # content terms of a part's own; with no more it leaves out what is asked


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
    spoken = language.of(question, near=language.ENGLISH)
    if sides := _sides(question, spoken):
        return sides
    cut = _cut(question, spoken)
    if len(cut) == 1 or not all(spoken.questions.asking.search(fold_variants(p)) for p in cut):
        return [Part(question, question)]
    found = [Part(cut[0], f"{cut[0]}?")]
    for before, piece in pairwise(cut):
        found.append(Part(piece, f"{_carry_over(before, piece, spoken)}?"))
    return found


def _sides(question: str, spoken: Language) -> list[Part]:
    """The two things that a question compares, each with what is asked of it."""
    asks, asked = spoken.questions, fold_variants(question)
    if found := asks.contrasts.search(asked):
        one, other = [name for name in found.groups() if name][:2]
        sides = (one, _in_full(one, other, spoken))
        return _both(sides, [asks.side_alone.format(side=side) for side in sides], spoken)
    if found := asks.compares.search(asked) or asks.chooses.search(asked):
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
    joint = found["joint"]
    if not joint:  # its quota
        return f"{one.split(' ', maxsplit=1)[0]} {found['rest']}"
    head = one.rpartition(f" {joint} ")[0] or one
    return f"{head} {joint} {found['rest']}"


def _cut(question: str, spoken: Language) -> list[str]:
    joints = list(spoken.questions.joined.finditer(fold_variants(question)))
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(question)]
    return [question[a:b].strip(" ?？") for a, b in zip(starts, ends, strict=True)]


def _carry_over(before: str, piece: str, spoken: Language) -> str:
    """The part with what it leaves out of the one before: what it points at, and is about."""
    asked = Question(text=piece, history=(Turn(role="user", content=before),))
    whole = carry_over(asked) or piece
    own = set(content_terms(whole, spoken))
    if len(set(content_terms(piece, spoken)) - set(content_terms(before, spoken))) <= _ELLIPTIC:
        counted = any(word.isdigit() for word in tokens(piece))
        words = [word for word in tokens(before) if content_terms(word, spoken)]
        kept = [word for word in words if not (counted and word.isdigit())]
    else:
        alone = whole == piece and mentions(piece)
        kept = [] if alone else [name.text for name in mentions(before)]
    added = [text for text in kept if not own.issuperset(content_terms(text, spoken))]
    return " ".join([whole.rstrip(" ?"), *added])
