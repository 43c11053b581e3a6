"""The real application on a real port, for tests that speak HTTP."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from pydantic import SecretStr

from index.embedding import Embedding
from index.model import Received
from service.api import create_app
from service.api.startup import Startup
from service.settings import load
from service.wiring import Service, build
from tests.fakes import WordEmbedding

Embed = Callable[[], Embedding]


@contextmanager
def serving(startup: Startup, keys: Sequence[SecretStr] = ()) -> Iterator[str]:
    """The URL of the application over what `startup` opens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_app(startup, keys), log_level="warning", timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
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
def house(
    data: Path,
    articles: Sequence[Received] = (),
    api_keys: str = "",
    embed: Embed = WordEmbedding,
    **settings: Any,
) -> Iterator[str]:
    """The URL of a service over `data`, ready and with these articles."""
    ready = threading.Event()
    failures: list[Exception] = []

    async def then(service: Service) -> None:
        report = await service.ingest.add(articles)
        assert not report.failed, report.failed
        ready.set()

    def fail(error: Exception) -> None:
        failures.append(error)
        ready.set()

    keys = load(api_keys=api_keys).api_keys
    with serving(Startup(opener(data, embed, **settings), then, fail), keys) as url:
        assert ready.wait(180)
        if failures:
            raise failures[0]
        yield url


def opener(
    data: Path, embed: Embed = WordEmbedding, **settings: Any
) -> Callable[[], AbstractAsyncContextManager[Service]]:
    """Opens a service; its embedding is a fake unless another is named."""
    return lambda: build(load(data=data, **settings), "a test", load_embedding=lambda _: embed())
