"""A process that reads files for another: one after the other, each within limits.

    python -m index.reading.child DESCRIPTOR SECONDS BYTES

The clock is the kernel's, which ends the process though a parser holds the interpreter. It ends by
itself when the other one does.
"""

import os
import re
import resource
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from index.reading import guarded
from index.reading.processes import OUT_OF_MEMORY


def main(descriptor: int, seconds: float, memory: int) -> None:
    """Read what is asked for until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with Connection(descriptor) as connection:
        while True:
            try:
                name, call = connection.recv()
            except EOFError:
                return
            signal.setitimer(signal.ITIMER_REAL, seconds)
            try:
                items = guarded(name, call)
                connection.send((items, _most() > memory / 3))
            except MemoryError:
                os._exit(OUT_OF_MEMORY)
            signal.setitimer(signal.ITIMER_REAL, 0)


def _most() -> int:
    """The most memory that this process has had, in bytes; what it had it may never give back.

    Not `ru_maxrss` on Linux: it begins with what the process had that started this one.
    """
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
