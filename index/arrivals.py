"""The way in as one stream: what becomes of everything that comes, and the report made of it."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from index.accepting import Accepted
from index.reading import Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something that was not accepted, by its place among what came, from 0; why, what to do."""

    place: int
    uri: str
    problem: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """An article that can be found as it is now."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """An accepted article that could not be indexed, why, and what to do."""

    id: str
    uri: str
    problem: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing waits any more. The last event."""


Failure = Refused | Failed
Arrival = Remark | Accepted | Indexed | Failure | Done
Progress = Callable[[Arrival], None]


def silent(event: Arrival) -> None:
    """No one wants to know."""


@dataclass(slots=True)
class Report:
    """What became of what came in: uris by outcome, and why some failed."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def note(self, event: Arrival) -> None:
        """Take note of what became of one of them."""
        match event:
            case Accepted(outcome="added"):
                self.added.append(event.uri)
            case Accepted(outcome="changed"):
                self.changed.append(event.uri)
            case Accepted():
                self.unchanged.append(event.uri)
            case Refused() | Failed():
                self.failed.append(event)
            case Remark():
                self.remarks.append(event)
            case Indexed() | Done():
                pass


async def reported(events: AsyncGenerator[Arrival, None], progress: Progress = silent) -> Report:
    """Read the way in to its end; `progress` hears each event. Raises what breaks it off."""
    report = Report()
    async with aclosing(events) as stream:
        async for event in stream:
            report.note(event)
            progress(event)
    return report
