"""Adds 40 articles, five at a time, and tells what became of them.

    python -m tests.adding DATA [LIMIT]

With a limit no file may grow longer than so many bytes. Prints as JSON which articles were accepted,
which failed and how it ended.
"""

import asyncio
import json
import resource
import sys
from pathlib import Path
from typing import Any

from index.arrivals import reported
from index.errors import AssayError
from index.model import Received
from service.settings import Settings
from service.wiring import build
from tests.fakes import WordEmbedding


async def add(data: Path) -> dict[str, Any]:
    told: dict[str, Any] = {"accepted": [], "failed": [], "error": None, "hint": None}
    settings = Settings.model_construct(data=data)
    try:
        async with build(settings, "a test", load_embedding=_embedding) as service:
            await reported(service.ingest.indexing())
            for first in range(0, 40, 5):
                report = await service.ingest.add([_article(n) for n in range(first, first + 5)])
                told["failed"] += [[one.uri, one.problem, one.hint] for one in report.failed]
                told["accepted"] += report.added + report.changed + report.unchanged
    except AssayError as error:
        told |= {"error": error.message, "hint": error.hint}
    return told


def _article(n: int) -> Received:
    lines = [
        f"Kiln {n} made {n * i} tonnes of ore on day {i}, said inspector {i % 7}."
        for i in range(60)
    ]
    return Received(id=f"a{n}", uri=f"test:{n}", title=f"Kiln {n}", raw="\n".join(lines))


def _embedding(_: Settings) -> WordEmbedding:
    return WordEmbedding(token_limit=5000)  # a passage an article, so that a search lists them all


def main(data: str, limit: str = "") -> None:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    sys.stdout.write(json.dumps(asyncio.run(add(Path(data)))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
