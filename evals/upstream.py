"""A model provider on loopback that speaks the OpenAI protocol and behaves as it is told.

A `Script` reads the request and says what to reply, so that drafts can be made from the passages
that were sent; `evals.personas` holds such scripts. Providers fail in many ways, and so does this:
by status, by hanging up, by silence, by bytes that break in the middle of a character.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

Request = Mapping[str, Any]
End = Literal["done", "cut", "silent"]
_USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A stream of `pieces`, or an error where `status` is not 200. Seconds and bytes."""

    pieces: Sequence[str] = ()
    end: End = "done"  # done, hang up without a word, or never say more
    pause: float = 0.0  # before each piece
    cut_at: int | None = None  # hang up after so many bytes of the stream
    bytes_at_once: int | None = None  # write the stream in pieces of this size
    garbage: bytes = b""  # written after the pieces
    aside: str = ""  # beside each piece, as the same piece of a second reply
    reasoning: str = ""  # thought before the pieces
    finish: str | None = "stop"  # what is said of the end where it is done; None: nothing
    trailing: bytes = b""  # written behind that, in the place of a break where `end` is cut
    usage: Mapping[str, int] | None = field(default_factory=lambda: _USAGE)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = "no"
    wrote: Callable[[str], None] = lambda _: None  # hears of each piece when it is written


Script = Callable[[Request], Reply]


@dataclass
class Upstream:
    """The server; it keeps the requests that it got, and the heads they came with."""

    script: Script
    requests: list[Request] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)  # the client hung up on us
    talking: int = 0  # requests that are being replied to
    url: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Upstream", None]:
        """Listen at `url` until the context ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            request = json.loads(await reader.readexactly(_length(head)))
            self.heads.append(head)
            self.requests.append(request)
            self.talking += 1
            try:
                await self._reply(self.script(request), reader, writer)
            finally:
                self.talking -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            self.left.set()
        finally:
            writer.close()

    async def _reply(
        self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        talking = asyncio.ensure_future(_talk(reply, writer))
        leaving = asyncio.ensure_future(reader.read())
        await asyncio.wait({talking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not talking.done():
            self.left.set()
        for task in (talking, leaving):
            task.cancel()
        await asyncio.gather(talking, leaving, return_exceptions=True)


def always(reply: Reply) -> Script:
    """The same to every request."""
    return lambda _: reply


def in_turn(*replies: Reply) -> Script:
    """One after the other; the last to all that follow."""
    waiting = list(replies)
    return lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]


def stream_of(reply: Reply) -> bytes:
    """The bytes of a stream, as far as it goes."""
    aside = [{**_choice({"content": reply.aside}, None), "index": 1}] if reply.aside else []
    parts: list[Mapping[str, Any]] = [
        {"choices": [*aside, _choice({"content": piece}, None)]} for piece in reply.pieces
    ]
    if reply.reasoning:
        parts.insert(0, {"choices": [_choice({"reasoning_content": reply.reasoning}, None)]})
    frames = [_frame(part) for part in parts]
    ends = reply.end == "done" or reply.trailing
    return b"".join([*frames, reply.garbage, *(_ending(reply) if ends else [])])


async def _talk(reply: Reply, writer: asyncio.StreamWriter) -> None:
    if reply.status != 200:
        await _refuse(reply, writer)
        return
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
        b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )
    async for data in _timed(reply):
        writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await writer.drain()
    if reply.end == "silent":
        await asyncio.Event().wait()
    if reply.end == "done" and reply.cut_at is None:
        writer.write(b"0\r\n\r\n")
        await writer.drain()


async def _timed(reply: Reply) -> AsyncGenerator[bytes, None]:
    """The stream in the portions and with the pauses that were asked for."""
    whole = stream_of(reply)[: reply.cut_at]
    if reply.bytes_at_once or reply.cut_at is not None:
        size = reply.bytes_at_once or len(whole) or 1
        for start in range(0, len(whole), size):
            yield whole[start : start + size]
            await asyncio.sleep(0)
        return
    pieces = iter(reply.pieces)
    for frame in whole.split(b"\n\n")[:-1]:
        if (piece := next(pieces, None)) is not None:
            await asyncio.sleep(reply.pause)
            reply.wrote(piece)
        yield frame + b"\n\n"


async def _refuse(reply: Reply, writer: asyncio.StreamWriter) -> None:
    body = json.dumps({"error": {"message": reply.error, "type": "x", "code": None}}).encode()
    headers = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
        **reply.headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {reply.status} X\r\n{lines}\r\n".encode() + body)
    await writer.drain()


def _ending(reply: Reply) -> list[bytes]:
    usage = [_frame({"choices": [], "usage": reply.usage})] if reply.usage else []
    finish = [_frame({"choices": [_choice({}, reply.finish)]})] if reply.finish else []
    done = [b"data: [DONE]\n\n"] if reply.end == "done" else []
    return [*finish, reply.trailing, *usage, *done]


def _choice(delta: Mapping[str, str], finish: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}


def _frame(part: Mapping[str, Any]) -> bytes:
    chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", **part}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"


def _length(head: str) -> int:
    return next(
        int(line.split(":")[1])
        for line in head.splitlines()
        if line.lower().startswith("content-length")
    )
