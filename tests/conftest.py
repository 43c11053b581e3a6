"""Shared by all tests: nothing reaches beyond this machine, and MiniLM loads once."""

import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from index.sentence_embedding import SentenceEmbedding

_LOOPBACK = ("127.", "::1", "localhost")

settings.register_profile("no time is asserted", deadline=None)
settings.load_profile("no time is asserted")


class ReachedOutside(AssertionError):
    """A test tried to open a connection to another machine."""


@pytest.fixture(autouse=True, scope="session")
def _no_outside_sockets() -> Iterator[None]:
    """Promise 10: every test runs with outside sockets refused."""
    real = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex")}

    def guarded(name: str) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and not str(address[0]).startswith(_LOOPBACK):
                raise ReachedOutside(f"a test reached for {address}")
            return real[name](self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        yield


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own ASSAY_… settings don't reach the tests."""
    import os

    for name in [name for name in os.environ if name.upper().startswith("ASSAY_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def minilm() -> "SentenceEmbedding":
    """The packaged embedding model; loading it takes seconds."""
    from index.sentence_embedding import SentenceEmbedding

    return SentenceEmbedding()
