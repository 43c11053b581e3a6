"""What the C library keeps of freed memory is asked for back, and nobody needs that to work."""

import ctypes

import pytest

from service.memory import give_back, share_arenas


def test_memory_is_given_back_where_there_is_glibc() -> None:
    share_arenas()
    give_back()


def test_another_c_library_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", missing)
    share_arenas()
    give_back()
