"""Chinese names that a question writes with a sign that sounds or looks like the right one.

Nothing stands between Chinese words, so pairs of signs are looked at: where no passage has a pair,
and one has it with another sign of the same sound, the passage tells whether that is of a name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from index import language
from index.language import fold_variants
from index.language.mistaken import mistaken
from index.language.scripts import HAN
from index.model import Passage

_RUN = re.compile(f"[{HAN}]{{2,}}")
_AROUND = 4  # signs of a name on either side of the wrong one
_SURE = 3  # signs beside the wrong one that agree tell a name that stands once,
_MOSTLY = 0.6  # if so much of what has its signs has them in it;
_TWICE = 2  # with fewer it stands so often in the passages,
_TOGETHER = 0.6  # and each of its signs so seldom without the others
_CHINESE = language.CHINESE
# Signs of which words are made that are no names: those that ask, join, count.
_PLAIN = frozenset(
    "".join((*_CHINESE.classes.stop, *_CHINESE.classes.light, *_CHINESE.numbers.numerals))
)


@dataclass(frozen=True, slots=True)
class _Likely:
    """A stretch of a question, what a passage has in its place, and how many signs agree."""

    written: str
    name: str
    agree: int


def pairs(question: str) -> list[str]:
    """The pairs of signs in a question that could be of a name."""
    blank = _bare(question)
    return list(dict.fromkeys(blank[at : at + 2] for at in _places(blank)))


def taken_for(pair: str) -> list[str]:
    """The pairs that one may stand for, with one sign that is mistaken for another."""
    return [
        *(sign + pair[1] for sign in sorted(mistaken(pair[0]) - _PLAIN)),
        *(pair[0] + sign for sign in sorted(mistaken(pair[1]) - _PLAIN)),
    ]


def meant(
    question: str,
    strange: AbstractSet[str],
    right: AbstractSet[str],
    passages: Sequence[Passage],
) -> Mapping[str, str]:
    """The misspelt names in a question, each as the passages have it.

    `strange` are those of its pairs that no passage has, `right` those that may be meant.
    """
    texts = [f"{passage.title}\n{passage.text}" for passage in passages]
    blank = _bare(question)
    found = [
        one
        for at in range(len(blank))
        for own in [_around(blank, at)]
        if own and own <= strange
        for text in texts
        for one in _likely(question, blank, at, text, texts)
        if any(pair in one.name for pair in right)
    ]
    best = max(found, key=lambda one: one.agree, default=None)
    return {best.written: best.name} if best else {}


def _around(blank: str, at: int) -> set[str]:
    """The pairs that the sign at a place is in."""
    pairs = (blank[place : place + 2] for place in (at - 1, at) if place >= 0)
    return {pair for pair in pairs if _RUN.fullmatch(pair)}


def _likely(
    question: str, blank: str, at: int, text: str, texts: Sequence[str]
) -> Iterator[_Likely]:
    """What a text has in place of the sign at a place of the question."""
    folded = fold_variants(text)
    signs = "".join(sorted(mistaken(blank[at]) - _PLAIN))
    for right in re.finditer(f"[{signs}]", folded) if signs else ():
        before = _agree(blank[:at][::-1], folded[: right.start()][::-1])
        behind = _agree(blank[at + 1 :], folded[right.end() :])
        start, end = right.start() - before, right.end() + behind
        name = folded[start:end]
        agree = before + behind
        if agree and _is_name(name, agree, texts):
            yield _Likely(question[at - before : at + behind + 1], text[start:end], agree)


def _agree(one: str, other: str) -> int:
    """How many first signs of two texts are the same, and could be of a name."""
    pairs = zip(one[:_AROUND], other, strict=False)
    return next(
        (n for n, (a, b) in enumerate(pairs) if a != b or not _RUN.match(a * 2)),
        min(_AROUND, len(one), len(other)),
    )


def _is_name(name: str, agree: int, texts: Sequence[str]) -> bool:
    """Whether signs stand together more than once, seldom apart, and are no part of a longer word.

    A long one may stand there once.
    """
    whole = fold_variants("\n".join(texts))
    count = whole.count(name)
    together = [count / whole.count(sign) for sign in name]
    if agree >= _SURE:
        return sum(together) >= _MOSTLY * len(name)
    before, behind = (set(re.findall(beside, whole)) for beside in (f"(.){name}", f"{name}(.)"))
    return (
        count >= _TWICE
        and min(together) >= _TOGETHER
        and not any(len(signs) == 1 and _RUN.match(min(signs) * 2) for signs in (before, behind))
    )


def _bare(question: str) -> str:
    """A question with spaces where it has words that ask, and signs that are of no name."""
    folded = fold_variants(question)
    asking = _CHINESE.questions.words.sub(lambda found: " " * len(found.group()), folded)
    return "".join(" " if sign in _PLAIN else sign for sign in asking)


def _places(blank: str) -> Iterator[int]:
    for run in _RUN.finditer(blank):
        yield from range(run.start(), run.end() - 1)
