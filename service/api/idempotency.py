"""Idempotency keys: a request that is sent again gets its first reply again."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from pydantic import TypeAdapter

from index.catalogue import Catalogue
from service.errors import BadInput, KeyReused
from service.grants import GRANT
from service.intake import Intake

MAX_KEY = 200  # characters
_INTAKE = TypeAdapter(Intake)


class FirstReplies:
    """Remembers replies by the key and the body of their request; one request a key at a time."""

    def __init__(self) -> None:
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def once(
        self, catalogue: Catalogue, key: str, body: bytes, work: Callable[[], Awaitable[Intake]]
    ) -> Intake:
        """What `work` gave when `key` first came from who asks. Raises `BadInput`, `KeyReused`."""
        _check(key)
        if grant := GRANT.get():
            key = f"{grant.owner}: {key}"
        digest = hashlib.sha256(body).hexdigest()
        async with self._turns.setdefault(key, asyncio.Lock()):
            first = await catalogue.replies.find(key)
            if first is None:
                made = _INTAKE.dump_json(await work()).decode()
                first = await catalogue.replies.keep(key, digest, 202, made)
            if first.digest != digest:
                raise KeyReused(
                    "This Idempotency-Key came before with another body.",
                    "Send the same body again, or choose a new key.",
                )
            return _INTAKE.validate_json(first.body)


def _check(key: str) -> None:
    if not key.strip() or len(key) > MAX_KEY or not key.isprintable():
        raise BadInput(
            "The Idempotency-Key is no key.", f"Use 1 to {MAX_KEY} printable characters."
        )
