"""The words that planted claims are made of: one data file a language."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random
from typing import Any

from evals.training.pairs import Target

_PATTERNS = ("side_clause", "verb", "negation", "negatable", "figure", "name")
_NEGATIVE = re.compile(r"\bnot\b|\bnever\b|\bden(?:y|ies|ied)\b|尚未|没有|未能")
_UNGOVERNABLE = re.compile(r"[?？!！“”\"「」:：;；]")
_SHORTEST = 15  # characters of a sentence that can stand behind "denied that"


@dataclass(frozen=True, slots=True)
class Mood:
    """What tells something as done, and groups of one meaning, expanded from it, that don't."""

    factual: re.Pattern[str]
    modes: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What one language plants with; the data files say what the forms hold."""

    gap: str
    stop: str
    link: str
    unsaid: Sequence[str]  # links that claim more than two sentences do side by side
    joined: Sequence[str]
    subjects: Sequence[str]
    happenings: Sequence[str]
    side_clause: re.Pattern[str]
    synonyms: Sequence[tuple[str, str]]
    verb: re.Pattern[str]  # any, by its form
    verbs: Sequence[Sequence[str]]  # groups of one form and one meaning
    governors: Sequence[tuple[str, Target]]
    negation_of: str
    speakers: Sequence[str]
    told: Sequence[str]
    moods: Sequence[Mood]
    negation: re.Pattern[str]
    negatable: re.Pattern[str]
    put_not: str
    opposites: Sequence[tuple[str, str]]
    figure: re.Pattern[str]
    name: re.Pattern[str]
    causes: Sequence[str]
    openers: frozenset[str]

    def invented(self, chance: Random) -> str:
        """A clause that no article holds."""
        return chance.choice(self.subjects) + self.gap + chance.choice(self.happenings)

    def lower(self, sentence: str) -> str:
        """A sentence as it stands behind another word: names keep their capitals."""
        first = sentence.split(" ", 1)[0]
        return sentence[:1].lower() + sentence[1:] if first in self.openers else sentence

    def governable(self, sentence: str) -> bool:
        """Whether a sentence can stand behind "denied that": no question, quotation or list."""
        return len(sentence) > _SHORTEST and not _UNGOVERNABLE.search(sentence)


def upper(clause: str) -> str:
    """A clause as it opens a sentence."""
    return clause[:1].upper() + clause[1:]


def is_negative(mode: str) -> bool:
    """Whether a mode says that something did not happen."""
    return bool(_NEGATIVE.search(mode))


def _read(name: str) -> Vocabulary:
    data = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    data["governors"] = [(form, to) for to, forms in data["governors"].items() for form in forms]
    data["moods"] = [Mood(re.compile(m["factual"]), m["modes"]) for m in data["moods"]]
    data["opposites"] = [pair for a, b in data["opposites"] for pair in ((a, b), (b, a))]
    data["openers"] = frozenset(data["openers"])
    values: dict[str, Any] = {k: re.compile(v) if k in _PATTERNS else v for k, v in data.items()}
    if unknown := values.keys() ^ {field.name for field in fields(Vocabulary)}:
        raise ValueError(f"{name}.toml: missing or unknown: {', '.join(sorted(unknown))}")
    return Vocabulary(**values)


ENGLISH = _read("english")
CHINESE = _read("chinese")
