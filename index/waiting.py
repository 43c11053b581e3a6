"""Texts that wait for a model: questions first; free cores share them, busy ones read together."""

import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from math import ceil
from threading import Condition, Thread, get_native_id

import numpy as np
from numpy.typing import NDArray

Ids = Sequence[int]
Run = Callable[[Sequence[Ids]], NDArray[np.float32]]

_YIELDS = 10  # the niceness of threads whose work can wait
_ALIKE = 1.2  # the longest of texts that are read together has so many times the shortest's tokens


@dataclass(slots=True)
class _Work:
    texts: Sequence[Ids]  # sorted by length
    done: "Future[NDArray[np.float32]]" = field(default_factory=Future)


class Queue:
    """Two lines, each with a thread a core; those of the second give way to all else that runs.

    So a question waits for no import, and an import takes every core that nobody asks for. Threads
    that have nothing to do share what waits. They start with the first work and end with the
    process.
    """

    def __init__(self, run: Run, at_once: int, threads: int | None = None) -> None:
        """`run` takes texts of at most `at_once` tokens together, and may run on any thread."""
        self._run, self._at_once = run, at_once
        self._threads = threads or _cores()
        self._changed = Condition()
        self._lines: dict[bool, deque[_Work]] = {}
        self._busy = {False: 0, True: 0}  # threads of each line

    def put(self, texts: Sequence[Ids], *, later: bool) -> "Future[NDArray[np.float32]]":
        """The rows of these texts, sorted by length, once they were read."""
        work = _Work(texts)
        with self._changed:
            if later not in self._lines:
                self._lines[later] = deque()
                for _ in range(self._threads):
                    Thread(target=self._serve, args=(later,), daemon=True).start()
            self._lines[later].append(work)
            self._changed.notify_all()
        return work.done

    def _serve(self, later: bool) -> None:
        if later and sys.platform == "linux":
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, get_native_id(), _YIELDS)
        while True:
            works = self._take(later)
            try:
                rows = self._run([ids for work in works for ids in work.texts])
            except Exception as error:  # noqa: BLE001  it is raised where the work came from
                for work in works:
                    work.done.set_exception(error)
                continue
            finally:
                with self._changed:
                    self._busy[later] -= 1
            start = 0
            for work in works:
                work.done.set_result(rows[start : start + len(work.texts)])
                start += len(work.texts)

    def _take(self, later: bool) -> list[_Work]:
        """The work that waited longest, and what can be read with it; others get their share."""
        line = self._lines[later]
        with self._changed:
            while not line:
                self._changed.wait()
            share = ceil(len(line) / (self._threads - self._busy[later]))
            self._busy[later] += 1
            taken = [line.popleft()]
            for work in list(line):
                if len(taken) < share and self._fit([*taken, work]):
                    line.remove(work)
                    taken.append(work)
            return taken

    def _fit(self, works: Sequence[_Work]) -> bool:
        longest = max(len(work.texts[-1]) for work in works)
        shortest = min(len(work.texts[0]) for work in works)
        return together(shortest, longest, sum(len(work.texts) for work in works), self._at_once)


def together(shortest: int, longest: int, count: int, at_once: int) -> bool:
    """Whether so many texts of such lengths are read together: little of it may be padding."""
    return longest <= _ALIKE * shortest and longest * count <= at_once


def _cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
