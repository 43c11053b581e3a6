"""What every flow has: its passages, clock and release, a last event whatever happens."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import aclosing
from functools import cache
from importlib.metadata import version
from time import perf_counter
from typing import TypeVar

from index.errors import AssayError
from index.model import Article, Filters, Hit
from service.answers import Failed

E = TypeVar("E")

Retrieve = Callable[[str, Filters, int], Awaitable[tuple[Hit, ...]]]
ArticlesOf = Callable[[Sequence[Hit]], Awaitable[Mapping[str, Article]]]

_log = logging.getLogger(__name__)


def clock(timings: MutableMapping[str, float], what: str, since: float) -> None:
    """Add the milliseconds since a reading of `perf_counter`."""
    timings[what] = timings.get(what, 0.0) + 1000 * (perf_counter() - since)


@cache  # reading it parses all that the package says of itself
def release() -> str:
    """The version of Assay that runs."""
    return version("assay")


async def unfailing(events: AsyncGenerator[E, None]) -> AsyncGenerator[E | Failed, None]:
    """The same events; where they break off, the last is `Failed`."""
    try:
        async with aclosing(events) as stream:
            async for event in stream:
                yield event
    except AssayError as error:
        yield Failed(error=error)
    except Exception as error:  # noqa: BLE001  our own faults are an event, too
        _log.exception("a question failed")
        yield Failed(error=error)
