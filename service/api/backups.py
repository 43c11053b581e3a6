"""The catalogue, or a replica's index, as a file, while it is in use."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkstemp

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from service.api.problems import documented
from service.api.state import ServiceNow
from service.service import Service

router = APIRouter()


@router.get(
    "/v1/backup",
    response_class=FileResponse,
    responses={**documented(422, 503), 200: {"content": {"application/vnd.sqlite3": {}}}},
)
async def backup(service: ServiceNow) -> FileResponse:
    """The catalogue as it is at this moment; the indexes can be made from it."""

    async def write(file: Path) -> None:
        await asyncio.to_thread(service.back_up, file)

    return await _passing(service, write, "application/vnd.sqlite3", "catalogue.sqlite3")


@router.get(
    "/v1/snapshot",
    response_class=FileResponse,
    responses={**documented(422, 503), 200: {"content": {"application/x-tar": {}}}},
)
async def snapshot(service: ServiceNow) -> FileResponse:
    """A replica's lexical index as it is at this moment, from which another can begin."""
    return await _passing(service, service.write_snapshot, "application/x-tar", "lexical.tar")


async def _passing(
    service: Service, write: Callable[[Path], Awaitable[None]], media_type: str, name: str
) -> FileResponse:
    """A file that is written, and gone once it is sent. Raises what `write` raises."""
    handle, path = mkstemp(dir=service.temporary)
    os.close(handle)
    file = Path(path)
    with ExitStack() as stack:
        stack.callback(file.unlink, missing_ok=True)
        await write(file)
        gone = BackgroundTask(stack.pop_all().close)
    return FileResponse(file, media_type=media_type, filename=name, background=gone)
