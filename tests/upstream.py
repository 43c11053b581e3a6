"""A scripted HTTP server on loopback that speaks as model providers do, and behaves as badly."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Upstream:
    """Streams `pieces` as chat completion chunks, then does what `end` says."""

    pieces: Sequence[str] = ()
    status: int = 200
    pause: float = 0.0  # seconds before each piece
    end: str = "done"  # done | cut: hang up without a word | silent: never say more
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)  # the client hung up on us
    url: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Upstream", None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(line.split(":")[1])
            for line in head.splitlines()
            if line.lower().startswith("content-length")
        )
        self.requests.append(json.loads(await reader.readexactly(length)))
        self.headers.append(head)
        hung_up = asyncio.ensure_future(reader.read())
        try:
            talk = asyncio.ensure_future(self._talk(writer))
            await asyncio.wait({talk, hung_up}, return_when=asyncio.FIRST_COMPLETED)
            if not talk.done():
                self.left.set()
            talk.cancel()
        finally:
            hung_up.cancel()
            writer.close()

    async def _talk(self, writer: asyncio.StreamWriter) -> None:
        if self.status != 200:
            body = json.dumps({"error": {"message": "no", "type": "x", "code": None}})
            writer.write(
                f"HTTP/1.1 {self.status} X\r\ncontent-type: application/json\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n{body}".encode()
            )
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
        writer.write(b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n")
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            await _send(writer, {"choices": [_choice({"content": piece}, None)]})
        if self.end == "silent":
            await asyncio.Event().wait()
        if self.end == "done":
            await _send(writer, {"choices": [_choice({}, "stop")]})
            usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
            await _send(writer, {"choices": [], "usage": usage})
            await _frame(writer, b"data: [DONE]\n\n")
            writer.write(b"0\r\n\r\n")
            await writer.drain()


def _choice(delta: dict[str, str], finish: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}


async def _send(writer: asyncio.StreamWriter, part: dict[str, Any]) -> None:
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", **part}
    await _frame(writer, b"data: " + json.dumps(chunk).encode() + b"\n\n")


async def _frame(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await writer.drain()
