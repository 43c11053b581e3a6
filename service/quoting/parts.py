"""The parts of a question that asks two things or compares two, each to be answered by itself."""

from dataclasses import dataclass
from itertools import pairwise

from index import language
from index.language import Language, fold_variants


@dataclass(frozen=True, slots=True)
class Part:
    """A part as the question says it, and as a question that stands alone.

    One side of a comparison is answered by one sentence.
    """

    said: str
    question: str
    is_side: bool = False


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
    asked = fold_variants(question)
    found = spoken.questions.compares.search(asked) or spoken.questions.chooses.search(asked)
    if not found:
        return []
    what = found.groupdict().get("thing") or found["what"]
    space = " " if spoken.spaced else ""
    sides = (found["one"], found["other"])
    return [Part(side, f"{what}{space}{side}?", is_side=True) for side in sides]


def _cut(question: str, spoken: Language) -> list[str]:
    joints = list(spoken.questions.joined.finditer(fold_variants(question)))
    starts = [0, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), len(question)]
    return [question[a:b].strip(" ?？") for a, b in zip(starts, ends, strict=True)]


def _carry_over(before: str, piece: str, spoken: Language) -> str:
    """The part with the names of the one before, where it names nothing itself."""
    names = spoken.context.named.findall(before)[1:] if before else []
    if spoken.context.named.search(piece) or not names:
        return piece
    return f"{piece} {' '.join(names)}"
