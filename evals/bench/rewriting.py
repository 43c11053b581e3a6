"""How near rewritten follow-ups come to those that people wrote, and what search gains by them.

A file holds JSON lines: `id`, `history`, `question`, `rewrite`. The history is a list of texts, by
turns of the user and of the other side; the first two may be a topic and one of its sides.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench.rows import CouldNotMeasure, Row
from index.words import content_terms
from service.answers import Question, Turn
from service.follow_ups import carry_over

_ORDER = 4  # the longest n-grams that BLEU counts
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up, as a person wrote it so that it stands alone, and as Assay rewrites it."""

    question: str
    gold: str
    rewritten: str


def rewriting(*files: Path) -> list[Row]:
    """What the rules make of each follow-up, without a model. Raises `CouldNotMeasure`."""
    cases = [case for file in files for case in _cases(file)]
    if not cases:
        raise CouldNotMeasure("The files hold no follow-ups.", "Name a file that does.")
    rewritten = [(case.rewritten, case.gold) for case in cases]
    asked = [(case.question, case.gold) for case in cases]
    return [
        _row("BLEU", bleu(rewritten), "0-1", cases),
        _row("BLEU as asked", bleu(asked), "0-1", cases),
        _row("exact", _share(rewritten, _same), "share", cases),
        _row("terms recall", _share(rewritten, _recall), "share", cases),
        _row("terms recall as asked", _share(asked, _recall), "share", cases),
        _row("terms precision", _share(rewritten, _precision), "share", cases),
    ]


def bleu(pairs: Sequence[tuple[str, str]]) -> float:
    """BLEU-4 of a corpus of (candidate, reference), 0 to 1, after Papineni et al. (2002).

    The geometric mean of the precisions of 1- to 4-grams, each counted over the whole corpus and no
    more often than in the reference, times the penalty for what is shorter. Words and signs are
    tokens, as written.
    """
    matches, totals = [0] * _ORDER, [0] * _ORDER
    length = wanted = 0
    for candidate, reference in pairs:
        said, meant = _WORD.findall(candidate), _WORD.findall(reference)
        length, wanted = length + len(said), wanted + len(meant)
        for place in range(_ORDER):
            mine, theirs = _grams(said, place + 1), _grams(meant, place + 1)
            matches[place] += (mine & theirs).total()
            totals[place] += mine.total()
    if not all(matches):
        return 0.0
    mean = sum(math.log(match / total) for match, total in zip(matches, totals, strict=True))
    return math.exp(mean / _ORDER + min(0.0, 1 - wanted / length))


def _cases(file: Path) -> Iterator[FollowUp]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield _case(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise CouldNotMeasure(
                    f"{file}, line {number}, is no follow-up: {error!r}.",
                    "A line is {id, history, question, rewrite}.",
                ) from error


def _case(fields: dict[str, object]) -> FollowUp:
    history = fields["history"]
    if not isinstance(history, list):
        raise TypeError("history is no list")
    question, gold = str(fields["question"]), str(fields["rewrite"])
    turns = tuple(
        Turn(role="assistant" if place % 2 else "user", content=str(text))
        for place, text in enumerate(history[-50:] if len(history) % 2 == 0 else history[-49:])
    )
    rewritten = carry_over(Question(text=question, history=turns))
    return FollowUp(question, gold, rewritten or question)


def _grams(tokens: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))


def _same(candidate: str, reference: str) -> float:
    return float(_WORD.findall(candidate.lower()) == _WORD.findall(reference.lower()))


def _recall(candidate: str, reference: str) -> float:
    """The share of the reference's content terms that the candidate has."""
    wanted = set(content_terms(reference))
    return len(wanted & set(content_terms(candidate))) / len(wanted) if wanted else 1.0


def _precision(candidate: str, reference: str) -> float:
    return _recall(reference, candidate)


def _share(pairs: Sequence[tuple[str, str]], measure: Callable[[str, str], float]) -> float:
    return sum(measure(*pair) for pair in pairs) / len(pairs)


def _row(name: str, value: float, unit: str, cases: Sequence[FollowUp]) -> Row:
    return Row(name=name, value=round(value, 4), low=None, high=None, unit=unit, n=len(cases))
