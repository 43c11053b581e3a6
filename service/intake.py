"""What became of articles that came in over HTTP: the reply's types, for server and client."""

from dataclasses import dataclass
from typing import Literal

from index.model import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An article that was accepted, which means kept. `copy_of` names one that says the same."""

    id: str
    uri: str
    version: int
    outcome: Literal["added", "changed", "unchanged"]
    state: State
    problem: str | None = None
    copy_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An article that was not accepted, by its place in the batch, from 0."""

    place: int
    problem: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What became of the articles of one request, and what was left out of those of a file."""

    articles: tuple[Taken, ...]
    failed: tuple[Refused, ...] = ()
    remarks: tuple[str, ...] = ()
