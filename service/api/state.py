"""What routes ask for: the service once it is ready, and what works beside it."""

from typing import Annotated, cast

from fastapi import Depends, Request

from service.api.startup import Startup
from service.wiring import Service


async def _startup(request: Request) -> Startup:
    return cast("Startup", request.app.state.startup)


StartupNow = Annotated[Startup, Depends(_startup)]


async def _service(startup: StartupNow) -> Service:
    """Raises `NotReady`, or why the service could not start."""
    return startup.service


ServiceNow = Annotated[Service, Depends(_service)]
