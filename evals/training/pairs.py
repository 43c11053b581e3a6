"""What the reading model learns from: two texts, and what the first makes of the second."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Target = Literal["supported", "refuted", "neutral", "unsupported", "answers", "silent"]
Task = Literal["entailment", "answering"]

TASKS: Mapping[Target, Task] = {
    "supported": "entailment",
    "refuted": "entailment",
    "neutral": "entailment",
    "unsupported": "entailment",
    "answers": "answering",
    "silent": "answering",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Evidence with a claim about it, or a text with a question.

    `unsupported` says that a claim is refuted or neutral, and nobody said which.
    """

    evidence: str
    query: str
    target: Target
    set: str
    group: str = ""  # rows of one group stay on one side of a split

    @property
    def task(self) -> Task:
        return TASKS[self.target]
