"""The catalogue as a file, while it is in use."""

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
    handle, name = mkstemp(suffix=".sqlite3", dir=service.data)
    os.close(handle)
    file = Path(name)
    await asyncio.to_thread(service.back_up, file)
    return FileResponse(
        file,
        media_type="application/vnd.sqlite3",
        filename="catalogue.sqlite3",
        background=BackgroundTask(file.unlink, missing_ok=True),
    )
