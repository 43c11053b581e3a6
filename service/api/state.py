"""What routes ask for: the service once it is ready, and what works beside it."""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Request

from service.api.startup import Startup
from service.service import Service


async def _startup(request: Request) -> Startup:
    return cast("Startup", request.app.state.startup)


StartupNow = Annotated[Startup, Depends(_startup)]


async def _service(startup: StartupNow) -> Service:
    """Raises `NotReady`, why the service could not start, or `DirectoryNotUsable`."""
    return startup.service


async def _place(startup: StartupNow) -> AsyncIterator[None]:
    """A place among the questions at work until the reply is out. Raises `TooManyQuestions`."""
    async with startup.admission.place():
        yield


ServiceNow = Annotated[Service, Depends(_service)]
Place = Annotated[None, Depends(_place)]
