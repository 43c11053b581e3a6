"""The catalogue, or a replica's index, as a file, while it is in use."""

import asyncio
import os
from pathlib import Path
from tempfile import mkstemp

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from service.api.problems import documented
from service.api.state import ServiceNow

router = APIRouter()


@router.get(
    "/v1/backup",
    response_class=FileResponse,
    responses={**documented(422, 503), 200: {"content": {"application/vnd.sqlite3": {}}}},
)
async def backup(service: ServiceNow) -> FileResponse:
    """The catalogue as it is at this moment; the indexes can be made from it."""
    file = _new_file(service.data)
    await asyncio.to_thread(service.back_up, file)
    return _passing(file, "application/vnd.sqlite3", "catalogue.sqlite3")


@router.get(
    "/v1/snapshot",
    response_class=FileResponse,
    responses={**documented(503), 200: {"content": {"application/x-tar": {}}}},
)
async def snapshot(service: ServiceNow) -> FileResponse:
    """A replica's lexical index as it is at this moment, from which another can begin."""
    file = _new_file(service.data)
    await service.write_snapshot(file)
    return _passing(file, "application/x-tar", "lexical.tar")


def _new_file(folder: Path) -> Path:
    handle, name = mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def _passing(file: Path, media_type: str, name: str) -> FileResponse:
    """A file that is gone once it is sent."""
    gone = BackgroundTask(file.unlink, missing_ok=True)
    return FileResponse(file, media_type=media_type, filename=name, background=gone)
