"""What the C library keeps of freed memory is asked for back, and nobody needs that to work."""

import ctypes
from types import SimpleNamespace

import pytest

from service.memory import give_back, share_arenas


def test_two_arenas_are_shared_and_what_lies_unused_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str | int, ...]] = []
    library = SimpleNamespace(
        mallopt=lambda what, number: asked.append(("mallopt", what, number)),
        malloc_trim=lambda kept: asked.append(("malloc_trim", kept)),
    )
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    share_arenas()
    give_back()
    assert asked == [("mallopt", -8, 2), ("malloc_trim", 0)]


def test_another_c_library_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    share_arenas()
    give_back()
