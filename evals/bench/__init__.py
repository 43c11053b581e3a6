"""Benchmarks by name. A new one is a file with a function, and an entry here."""

from collections.abc import Callable, Mapping

from evals.bench.answer import answer
from evals.bench.rows import Row
from evals.bench.startup import startup

BENCHES: Mapping[str, Callable[[], list[Row]]] = {"startup": startup, "answer": answer}
