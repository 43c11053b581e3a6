"""Files are read in processes of their own: one that hangs, or eats memory, fails alone.

Each process limits itself (`index.reading.child`), so nobody here watches a clock, and none of them
outlives this one for long.
"""

import atexit
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from queue import SimpleQueue
from subprocess import DEVNULL, Popen
from threading import Lock, Semaphore, Thread
from typing import cast

from index.model import Received
from index.reading.source import Remark, Unreadable

Item = Received | Unreadable | Remark
Items = Sequence[Item]
Call = Callable[[], Iterable[Item]]

OUT_OF_MEMORY = 77  # the exit status of a process that came to its limit


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds by the clock, and bytes of memory."""

    seconds: float = 60
    memory: int = 1_000_000_000


class Readers:
    """A few processes, started when there is work; each serves a thread, which waits for it."""

    def __init__(self, count: int = 2, limits: Limits = Limits()) -> None:
        self._count = count
        self._limits = limits
        self._calls: SimpleQueue[tuple[Future[Items], str, Call]] = SimpleQueue()
        self._idle = Semaphore(0)
        self._turn = Lock()
        self._children: list[_Child] = []
        self._closed = False

    def begin(self, name: str, call: Call) -> Future[Items]:
        """What `call` will have read of the file `name`; calls and their results are pickled.

        A problem, also with the limits, is an `Unreadable` among the items.
        """
        future: Future[Items] = Future()
        self._calls.put((future, name, call))
        with self._turn:
            if not self._idle.acquire(blocking=False) and len(self._children) < self._count:
                child = _Child(self._limits)
                self._children.append(child)
                # A daemon, so that a file that is being read holds up no exit.
                Thread(target=self._serve, args=(child,), daemon=True).start()
        return future

    def close(self) -> None:
        """End the processes, and whatever they are reading."""
        self._closed = True
        with self._turn:
            for child in self._children:
                child.kill()

    def _serve(self, child: "_Child") -> None:
        while not self._closed:
            future, name, call = self._calls.get()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(child.read(name, call))
                except BaseException as error:  # noqa: BLE001  told to who waits
                    future.set_exception(error)
            self._idle.release()


class _Child:
    """A process that reads one file at a time, and is started anew where it ended."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: Popen[bytes] | None = None

    def read(self, name: str, call: Call) -> Items:
        if self._process is None or self._process.poll() is not None:
            self._start()
        try:
            self._connection.send((name, call))
            items, swollen = self._connection.recv()
        except (EOFError, ConnectionError):
            return [Unreadable(name, *self._why(self.kill()))]
        if swollen:
            self.kill()
        return cast("Items", items)

    def kill(self) -> int:
        """The status with which it ended, by itself or now, with all that it had started."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()

    def _start(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            descriptor = theirs.fileno()
            numbers = (descriptor, self._limits.seconds, self._limits.memory)
            self._process = Popen(  # noqa: S603  our own module
                # -P: what lies in the working directory is no module of ours.
                [sys.executable, "-P", "-m", "index.reading.child", *map(str, numbers)],
                stdin=DEVNULL,
                stdout=DEVNULL,
                pass_fds=(descriptor,),
                start_new_session=True,  # Ctrl-C is for us alone
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path),
                },
            )

    def _why(self, status: int) -> tuple[str, str]:
        """What happened, and what to do about it, by the status with which the process ended."""
        if status == -signal.SIGALRM:
            problem = f"takes longer than {self._limits.seconds:g} seconds to read"
        elif status in (OUT_OF_MEMORY, -signal.SIGKILL):
            problem = f"takes more than {self._limits.memory / 1e6:,.0f} MB of memory to read"
        else:
            problem = f"can't be read: it ended the process that read it (status {status})"
        return problem, "Cut it into smaller files, or save its text as a .txt file."


READERS = Readers()
atexit.register(READERS.close)
