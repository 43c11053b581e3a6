"""The end of the service, told to whoever still waits for an answer."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from service.answers import Event, Failed
from service.api.relaying import relayed
from service.checks import CheckEvent
from service.errors import ServiceStopping

E = TypeVar("E", Event, CheckEvent)


class Farewell:
    """Said once. Who hears of it is called at that moment, or at once when it was said before."""

    def __init__(self) -> None:
        self.said = False
        self._listeners: set[Callable[[], None]] = set()

    def say(self) -> None:
        """The service stops."""
        self.said = True
        for listener in tuple(self._listeners):
            listener()

    @contextmanager
    def heard_by(self, listener: Callable[[], None]) -> Iterator[None]:
        """Tell `listener`, until the context ends."""
        self._listeners.add(listener)
        try:
            if self.said:
                listener()
            yield
        finally:
            self._listeners.remove(listener)


async def until(farewell: Farewell, events: AsyncGenerator[E, None]) -> AsyncGenerator[E, None]:
    """The same events; when the service stops before the last one, that is `Failed`."""
    stopping = ServiceStopping("The service is stopping.", "Ask again when it runs again.")
    async with relayed(events) as relay:
        with farewell.heard_by(lambda: relay.finish(Failed(error=stopping))):
            while (event := await relay.next()) is not None:
                yield event
