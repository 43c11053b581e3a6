"""JSON bodies of many megabytes, read without holding up everyone else."""

import asyncio
import json
import re
from typing import Annotated, Any

from fastapi import Depends, Request

from service.errors import BadInput

MAX_VALUES = 400_000  # ten thousand articles with all their fields hold a quarter of it
_SMALL = 64_000  # bytes that are read in less than a millisecond
# A string as a whole, what begins a value that is none, or a stretch of what is neither: nothing is
# read twice, and no match takes long, so that other threads get their turn.
_PIECE = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{,]|([^"\[{,]{1,65536}+)', re.DOTALL)
_JSON = re.compile(r"application/(?:[\w.-]+\+)?json\s*(?:;|$)", re.IGNORECASE)


async def _json(request: Request) -> Any:
    """The body as JSON. Raises `BadInput`.

    Only under a JSON content type, which a browser asks about before it sends it for another site.
    """
    if not _JSON.match(request.headers.get("content-type", "")):
        raise BadInput("The body is not said to be JSON.", "Send content-type: application/json.")
    body = await request.body()
    return parse(body) if len(body) <= _SMALL else await asyncio.to_thread(parse, body)


JsonBody = Annotated[Any, Depends(_json)]


def parse(body: bytes) -> Any:
    """What stands in some JSON, which holds at most `MAX_VALUES` values. Raises `BadInput`.

    They are counted before: a parser holds Python's lock until it is done with all of them.
    """
    values = 0
    for piece in _PIECE.finditer(body):
        values += piece.lastindex is None
        if values > MAX_VALUES:
            raise BadInput(
                f"The body holds more than {MAX_VALUES:,} values.", "Send several, one by one."
            )
    try:
        return json.loads(body, object_hook=_as_it_is)
    except (ValueError, RecursionError) as error:  # of decoding, too
        why = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise BadInput(
            f"The body is no JSON: {why[:200]}.", "Mend it and send it again."
        ) from error


def _as_it_is(fields: dict[str, Any]) -> dict[str, Any]:
    """Nothing but a step of Python after each article, at which other threads get their turn."""
    return fields
