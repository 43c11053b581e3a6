"""What the C library keeps of the memory that a server has freed."""

import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_ARENAS = 2


def share_arenas() -> None:
    """Where there is glibc, let all threads share two arenas; each would keep one of its own."""
    if mallopt := _of_glibc("mallopt"):
        mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return what was freed and lies unused to the system, where there is glibc."""
    if trim := _of_glibc("malloc_trim"):
        trim(0)


def _of_glibc(name: str) -> "ctypes._NamedFuncPointer | None":
    try:
        return getattr(ctypes.CDLL("libc.so.6"), name, None)
    except OSError:  # another C library
        return None
