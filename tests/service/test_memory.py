"""Threads share two arenas of the C library, and nobody needs that to work."""

import ctypes
from types import SimpleNamespace

import pytest

from service.memory import share_arenas


def test_two_arenas_are_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    glibc = SimpleNamespace(mallopt=lambda what, number: asked.append((what, number)))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: glibc)
    share_arenas()
    assert asked == [(-8, 2)]


def test_another_c_library_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    share_arenas()
