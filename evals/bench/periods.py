"""Whether it pays to split vectors by period, a collection each, so that day filters touch few.

Random vectors, once all in one collection and once a tenth of them in each of ten. A filter that a
tenth passes reads deeper in the one, as the product does, and asks one or two of the ten; without a
filter all ten are asked. Nothing is said about what is found but how much of it is right. Where the
collections are kept, a run that was stopped is gone on with.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evals.bench.rows import Row, mean_row, percentile

if TYPE_CHECKING:
    from index.vectors import Vectors

PASSAGES = 100_000

_QUESTIONS = 100
_PERIODS = 10
_NUMBERS = 384
_AT_ONCE = 5_000
_LIMIT = 50  # as a search reads each list
_SPARE = 1.5  # as in `index.nearest`
_OF_QUESTIONS = 1  # the seed of what is asked; vectors have the place of the first of a batch

Ranked = list[tuple[str, float]]
Way = Callable[[Sequence[float]], Ranked]


def periods(
    passages: int = PASSAGES, questions: int = _QUESTIONS, keep: Path | None = None
) -> list[Row]:
    """Search among so many vectors, so many times in each way; they may be kept in a folder."""
    from index.vectors import Vectors

    with TemporaryDirectory(prefix="assay-bench-") as name, ExitStack() as stack:
        folder = keep / f"periods-{passages}" if keep else Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        one = stack.enter_context(closing(Vectors(folder / "one")))
        split = [
            stack.enter_context(closing(Vectors(folder / "split", f"period-{number}")))
            for number in range(_PERIODS)
        ]
        every, rows = _filled(passages, one, split)
        asked = _drawn(_OF_QUESTIONS, questions)
        ways = _ways(one, split)
        for what, (way, period) in ways.items():
            rows += _measured(what, way, asked, every, period)
    return rows


def _ways(
    one: "Vectors", split: Sequence["Vectors"]
) -> dict[str, tuple[Way, tuple[int, int] | None]]:
    """Each way to search, and where among the places of a period what passes lies, in twentieths.

    The filter passes a tenth: a period, or the later half of one and the earlier half of the next.
    """
    whole, across = (8, 10), (9, 11)
    deep = ceil(_SPARE * _LIMIT * _PERIODS)
    halves = ceil(_SPARE * _LIMIT * 2)

    def all_of_them(vector: Sequence[float]) -> Ranked:
        return _best(hit for part in split for hit in part.nearest(vector, _LIMIT))

    def two(vector: Sequence[float]) -> Ranked:
        found = (hit for part in split[4:6] for hit in part.nearest(vector, halves))
        return _best(hit for hit in found if _passes(hit[0], across))

    return {
        "one collection, unfiltered": (lambda vector: one.nearest(vector, _LIMIT), None),
        "one collection, a tenth passes": (
            lambda vector: _best(
                hit for hit in one.nearest(vector, deep) if _passes(hit[0], whole)
            ),
            whole,
        ),
        "ten, unfiltered": (all_of_them, None),
        "ten, a tenth passes, one is asked": (
            lambda vector: split[4].nearest(vector, _LIMIT),
            whole,
        ),
        "ten, a tenth passes, two are asked": (two, across),
    }


def _filled(
    passages: int, one: "Vectors", split: Sequence["Vectors"]
) -> tuple[NDArray[np.float32], list[Row]]:
    """The vectors, which go round the twentieths of time in turn, and how fast they went in.

    Those that are there are not stored again.
    """
    every = np.empty((passages, _NUMBERS), np.float32)
    there = {"one collection": one.count(), "ten": sum(part.count() for part in split)}
    spent, stored = dict.fromkeys(there, 0.0), dict.fromkeys(there, 0)
    for start in range(0, passages, _AT_ONCE):
        drawn = np.array(_drawn(start, min(_AT_ONCE, passages - start)), np.float32)
        every[start : start + len(drawn)] = drawn
        ids = [str(place) for place in range(start, start + len(drawn))]
        for name, parts in (("one collection", [one]), ("ten", split)):
            if there[name] >= start + len(drawn):
                continue
            since = perf_counter()
            for number, part in enumerate(parts):
                these = [at for at, id_ in enumerate(ids) if _part(id_, len(parts)) == number]
                part.upsert([ids[at] for at in these], drawn[these].tolist())
            spent[name] += perf_counter() - since
            stored[name] += len(drawn)
    return every, [
        Row(name=f"{name}: vectors stored", value=round(stored[name] / seconds), low=None,
            high=None, unit="1/s", n=stored[name])
        for name, seconds in spent.items()
        if seconds
    ]  # fmt: skip


def _measured(
    what: str,
    way: Way,
    asked: Sequence[Sequence[float]],
    every: NDArray[np.float32],
    passing: tuple[int, int] | None,
) -> list[Row]:
    way(asked[0])  # warms up, not counted
    clock, cpu, right = [], [], []
    times = np.arange(len(every)) % (2 * _PERIODS)
    those = np.arange(len(every))
    if passing:
        those = those[(times >= passing[0]) & (times < passing[1])]
    for vector in asked:
        since, spent = perf_counter(), process_time()
        found = way(vector)
        clock.append(1000 * (perf_counter() - since))
        cpu.append(1000 * (process_time() - spent))
        near = every[those] @ np.array(vector, np.float32)
        wanted = {str(those[at]) for at in np.argpartition(-near, _LIMIT)[:_LIMIT]}
        right.append(len(wanted & {id_ for id_, _ in found}) / _LIMIT)
    return [
        *(
            Row(name=f"{what}: {unit} p{percent} ms", value=round(percentile(values, percent), 2),
                low=round(min(values), 2), high=round(max(values), 2), unit="ms", n=len(values))
            for unit, values in (("time", clock), ("CPU", cpu))
            for percent in (50, 95)
        ),
        mean_row(f"{what}: of the nearest {_LIMIT}", right),
    ]  # fmt: skip


def _drawn(seed: int, count: int) -> list[list[float]]:
    """Random vectors of length 1, the same for each seed."""
    drawn = np.random.default_rng(seed).standard_normal((count, _NUMBERS))
    vectors: list[list[float]] = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).tolist()
    return vectors


def _best(found: Iterator[tuple[str, float]]) -> Ranked:
    return sorted(found, key=lambda hit: (-hit[1], hit[0]))[:_LIMIT]


def _time(id_: str) -> int:
    """The twentieth of time that a vector lies in."""
    return int(id_) % (2 * _PERIODS)


def _part(id_: str, parts: int) -> int:
    """Which of so many collections a vector lies in."""
    return _time(id_) * parts // (2 * _PERIODS)


def _passes(id_: str, between: tuple[int, int]) -> bool:
    return between[0] <= _time(id_) < between[1]
