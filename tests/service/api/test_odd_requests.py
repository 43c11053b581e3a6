"""Requests that nobody would write, made by schemathesis from the service's own description."""

import asyncio
import os
import sys
from pathlib import Path

from tests.serving import house

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,missing_required_header,"
    "unsupported_method,allow_header_conformance"
)


FEW = ("--phases", "fuzzing", "--max-examples", "2")
MANY = ("--phases", "examples,coverage,fuzzing", "--max-time", "60")  # with ODD_REQUESTS=1


async def test_no_request_gets_a_reply_that_is_not_described(tmp_path: Path) -> None:
    opened = house(tmp_path / "data")
    url = await asyncio.to_thread(opened.__enter__)
    try:
        command = Path(sys.executable).with_name("schemathesis")
        extent = MANY if "ODD_REQUESTS" in os.environ else FEW
        options = ("--checks", CHECKS, *extent, "--seed", "1", "--no-color")
        run = await asyncio.create_subprocess_exec(
            command, "run", f"{url}/openapi.json", *options, "--continue-on-failure",
            cwd=tmp_path, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        told, _ = await run.communicate()
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)
    assert run.returncode == 0, told.decode()[-8000:]
