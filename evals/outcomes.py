"""How a case came out under a score. Each ends as exactly one of five; none is ever NaN."""

from dataclasses import dataclass
from typing import Literal, get_args

Outcome = Literal["pass", "fail", "abstained", "error", "does not apply"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a score gives one case. `value` is None where there is nothing to count."""

    outcome: Outcome
    value: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        counts = self.outcome in ("pass", "fail", "abstained")
        if counts != (self.value is not None):
            raise ValueError(f"{self.outcome!r} can't have the value {self.value}")


def passed(value: float = 1.0) -> Mark:
    """The case is as it should be."""
    return Mark(outcome="pass", value=value)


def failed(value: float, reason: str) -> Mark:
    """The case is wrong, and why."""
    return Mark(outcome="fail", value=value, reason=reason)


def abstained(value: float = 0.0) -> Mark:
    """The answer says that the articles don't hold it."""
    return Mark(outcome="abstained", value=value)


def shared(value: float, reason: str) -> Mark:
    """A share from 0 to 1: all of it passes, anything less fails."""
    return passed(value) if value >= 1 else failed(value, reason)


ERROR = Mark(outcome="error", reason="The question got no answer.")
DOES_NOT_APPLY = Mark(outcome="does not apply")
