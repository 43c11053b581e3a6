"""Idempotency keys: a request that is sent again gets its first reply again."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

from pydantic import TypeAdapter

from index.catalogue import Catalogue
from service.errors import BadInput, KeyReused
from service.grants import GRANT
from service.intake import Intake

MAX_KEY = 200  # characters
_INTAKE = TypeAdapter(Intake)


class FirstReplies:
    """Remembers replies by the key and the body of their request; one keyed request at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def once(
        self, catalogue: Catalogue, key: str, body: bytes, work: Callable[[], Awaitable[Intake]]
    ) -> Intake:
        """What `work` gave when `key` first came from who asks. Raises `BadInput`, `KeyReused`."""
        _check(key)
        if grant := GRANT.get():
            key = f"{grant.owner}: {key}"
        digest = hashlib.sha256(body).hexdigest()
        async with self._turn:
            if known := await catalogue.replies.find(key):
                if known.digest != digest:
                    raise KeyReused(
                        "This Idempotency-Key came before with another body.",
                        "Send the same body again, or choose a new key.",
                    )
                return _INTAKE.validate_json(known.body)
            intake = await work()
            await catalogue.replies.keep(key, digest, 202, _INTAKE.dump_json(intake).decode())
            return intake


def _check(key: str) -> None:
    if not key.strip() or len(key) > MAX_KEY or not key.isprintable():
        raise BadInput(
            "The Idempotency-Key is no key.", f"Use 1 to {MAX_KEY} printable characters."
        )
