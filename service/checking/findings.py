"""What a layer of the check finds, in words for a reader."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """What speaks against a claim: what is wrong, what leaves doubt, what reading may settle."""

    wrong: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
