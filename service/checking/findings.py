"""What a layer of the check finds, in words for a reader."""

from dataclasses import dataclass


@dataclass(slots=True)
class Findings:
    """What speaks against a claim: what is wrong, and what leaves doubt."""

    wrong: list[str]
    doubts: list[str]
