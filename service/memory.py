"""How the C library keeps memory for the threads of a server."""

import ctypes

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_ARENAS = 2


def share_arenas() -> None:
    """Where there is glibc, let all threads share two arenas; each would keep one of its own."""
    try:
        glibc = ctypes.CDLL("libc.so.6")
    except OSError:  # another C library
        return
    glibc.mallopt(_ARENA_MAX, _ARENAS)
