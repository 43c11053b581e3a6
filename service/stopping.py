"""The end of the service, told to whoever still waits for an answer."""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from service.answers import Event, Failed
from service.checks import CheckEvent
from service.errors import ServiceStopping
from service.relaying import relayed

E = TypeVar("E", Event, CheckEvent)


class Stopping:
    """Begins once. Listeners are called at that moment, or at once where it had begun before."""

    def __init__(self) -> None:
        self.begun = False
        self._listeners: set[Callable[[], None]] = set()

    def begin(self) -> None:
        """The service stops."""
        self.begun = True
        for listener in tuple(self._listeners):
            listener()

    @contextmanager
    def calling(self, listener: Callable[[], None]) -> Iterator[None]:
        """Call `listener` when it begins, until the context ends."""
        self._listeners.add(listener)
        try:
            if self.begun:
                listener()
            yield
        finally:
            self._listeners.remove(listener)


async def until(stopping: Stopping, events: AsyncGenerator[E, None]) -> AsyncGenerator[E, None]:
    """The same events; when the service stops before the last one, that is `Failed`."""
    error = ServiceStopping("The service is stopping.", "Ask again when it runs again.")
    async with relayed(events) as relay:
        with stopping.calling(lambda: relay.finish(Failed(error=error))):
            while (event := await relay.next()) is not None:
                yield event
