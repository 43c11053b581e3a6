"""What is told while articles go in, and afterwards. Light, for those who only read it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from index.reading import Remark, Unreadable

Stage = Literal["accepted", "indexed", "failed"]
Progress = Callable[[Stage, str], None]


@dataclass(slots=True)
class Report:
    """What became of what came in: uris by outcome, and why some failed."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Unreadable] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def silent(stage: Stage, uri: str) -> None:
    """No one wants to know."""
