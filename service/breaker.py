"""Leaves a failing provider alone for a while, then lets one question try it again."""

from collections.abc import Callable
from time import monotonic

_LONGEST = 3_600.0  # seconds; a provider may ask for longer, but may also be wrong


class Breaker:
    """Opens after so many failures in a row, for `rest` seconds; then one probe decides."""

    def __init__(
        self, failures: int = 3, rest: float = 30.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._probe: object = None

    def admit(self) -> object | None:
        """A turn to ask, to `leave` with in the end; None where no question may be asked now."""
        turn = object()
        if self._failures >= self._most:
            if self._probe or self.resting:
                return None
            self._probe = turn
        return turn

    @property
    def resting(self) -> float:
        """Seconds for which no question is let through."""
        return max(0.0, self._until - self._clock())

    def worked(self) -> None:
        """A question went well."""
        self._failures = 0

    def failed(self, rest: float | None = None) -> None:
        """A question failed; the provider itself may have asked for `rest` seconds."""
        self._failures = self._most if rest else min(self._failures + 1, self._most)
        if self._failures == self._most:
            self._until = self._clock() + min(max(self._rest, rest or 0.0), _LONGEST)

    def leave(self, turn: object) -> None:
        """A question that was admitted is over, however it ended."""
        if self._probe is turn:
            self._probe = None
