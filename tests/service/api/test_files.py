"""Files that hang hold up nobody: the service lives, and answers."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from index import reading
from index.model import Received
from index.reading.processes import Limits, Readers
from tests.index.test_reading_processes import endless_docx
from tests.serving import house

ARTICLE = Received(uri="test:kiln", title="The kiln", raw="The kiln at Orvale fired 312 tonnes.")
BYTES = {"content-type": "application/octet-stream"}


@pytest_asyncio.fixture
async def client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    readers = Readers(limits=Limits(seconds=2))
    monkeypatch.setattr(reading, "READERS", readers)
    with house(tmp_path, [ARTICLE]) as url:
        async with httpx.AsyncClient(base_url=url, timeout=120) as opened:
            yield opened
    readers.close()


async def test_six_files_that_hang_leave_the_service_well_and_fail_alone(
    client: httpx.AsyncClient,
) -> None:
    hanging = endless_docx()

    async def send(number: int) -> httpx.Response:
        name = {"name": f"{number}.docx"}
        return await client.post("/v1/files", params=name, content=hanging, headers=BYTES)

    sent = [asyncio.create_task(send(number)) for number in range(6)]
    await asyncio.sleep(0.5)  # they have arrived
    assert (await client.get("/livez")).status_code == 200
    asked = await client.post("/v1/answers", json={"question": "How much did the kiln fire?"})
    assert asked.json()["status"] == "answered"
    assert not any(one.done() for one in sent), "they were no trouble at all"
    for reply in await asyncio.gather(*sent):
        assert reply.status_code == 202
        [refused] = reply.json()["failed"]
        assert refused["problem"] == "It takes longer than 2 seconds to read."
