"""The real application on a real port, for tests that speak HTTP."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from index.embedding import Embedding
from index.model import Received
from service.admission import Admission
from service.api.access import Access
from service.api.startup import Startup
from service.server import Server, access_of
from service.service import Service
from service.settings import load
from service.wiring import build
from tests.fakes import WordEmbedding

Embed = Callable[[], Embedding]


def serving(
    startup: Startup, access: Access | None = None, port: int = 0
) -> AbstractContextManager[str]:
    """The URL of the application over what `startup` opens; on a free port unless one is named."""
    return running(Server(startup, access), port)


@contextmanager
def running(server: uvicorn.Server, port: int = 0) -> Iterator[str]:
    """The URL of a server that runs until the context ends."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def house(  # noqa: PLR0913, PLR0917  as tests name them
    data: Path,
    articles: Sequence[Received] = (),
    api_keys: str = "",
    embed: Embed = WordEmbedding,
    admission: Admission | None = None,
    access: dict[str, Any] | None = None,
    port: int = 0,
    **settings: Any,
) -> Iterator[str]:
    """The URL of a service over `data`, ready and with these articles.

    `access` are the settings of who is let in, besides `api_keys`.
    """
    ready = threading.Event()
    failures: list[Exception] = []

    async def then(service: Service) -> None:
        report = await service.ingest.add(articles)
        assert not report.failed, report.failed
        ready.set()

    def fail(error: Exception) -> None:
        failures.append(error)
        ready.set()

    admits = access_of(load(api_keys=api_keys, **(access or {})))
    startup = Startup(opener(data, embed, **settings), then, fail, admission)
    with serving(startup, admits, port) as url:
        assert ready.wait(180)
        if failures:
            raise failures[0]
        yield url


def opener(
    data: Path, embed: Embed = WordEmbedding, **settings: Any
) -> Callable[[], AbstractAsyncContextManager[Service]]:
    """Opens a service; its embedding is a fake unless another is named."""
    return lambda: build(load(data=data, **settings), "a test", load_embedding=lambda _: embed())
