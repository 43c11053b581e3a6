"""Benchmarks by name. A new one is a file with a function, and an entry here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evals.bench.answer import answer
from evals.bench.ingest import ingest
from evals.bench.repairing import repairing
from evals.bench.retrieval import retrieval
from evals.bench.rewriting import rewriting
from evals.bench.rows import Row
from evals.bench.startup import startup


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark: `measure` gets the paths, and `limit=N` where that is asked for.

    `takes` says which paths, as in a usage line: none, "DIR", or "FILE…" for one and more.
    """

    measure: Callable[..., list[Row]]
    takes: str = ""
    takes_limit: bool = False

    def can_take(self, paths: int) -> bool:
        """Whether so many paths are as many as it needs."""
        return paths >= 1 if self.takes.endswith("…") else paths == len(self.takes.split())


BENCHES: Mapping[str, Bench] = {
    "startup": Bench(startup),
    "answer": Bench(answer),
    "ingest": Bench(ingest, takes="DIR", takes_limit=True),
    "retrieval": Bench(retrieval, takes="DIR…"),
    "repairing": Bench(repairing, takes="FILE…"),
    "rewriting": Bench(rewriting, takes="FILE…"),
}
