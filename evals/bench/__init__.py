"""Benchmarks by name. A new one is a file with a function, and an entry here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evals.bench.abstention import abstention
from evals.bench.answer import answer
from evals.bench.attack import attack
from evals.bench.checks import checks
from evals.bench.claims import claims
from evals.bench.context import context
from evals.bench.drafts import drafts
from evals.bench.field import field
from evals.bench.grounding import grounding
from evals.bench.ingest import ingest
from evals.bench.injection import injection
from evals.bench.lies import lies
from evals.bench.live import live
from evals.bench.load import load
from evals.bench.observing import observing
from evals.bench.overhead import overhead
from evals.bench.overview import overview
from evals.bench.periods import periods
from evals.bench.quoting import quoting
from evals.bench.reading import reading
from evals.bench.repairing import repairing
from evals.bench.replicas import replicas
from evals.bench.retrieval import retrieval
from evals.bench.rewriting import rewriting
from evals.bench.rows import Row
from evals.bench.search import search
from evals.bench.startup import startup
from evals.bench.titles import titles


@dataclass(frozen=True, slots=True)
class Bench:
    """A benchmark: `measure` gets the paths, and each of its `options` that is given.

    `takes` says which paths, as in a usage line: none, "DIR", "FILE…" for one and more, or
    "[FILE…]" for any number.
    """

    measure: Callable[..., list[Row]]
    takes: str = ""
    options: frozenset[str] = frozenset()

    def can_take(self, paths: int) -> bool:
        """Whether so many paths are as many as it needs."""
        if self.takes.startswith("["):
            return True
        return paths >= 1 if self.takes.endswith("…") else paths == len(self.takes.split())


BENCHES: Mapping[str, Bench] = {
    "startup": Bench(startup),
    "answer": Bench(answer),
    "ingest": Bench(ingest, takes="DIR", options=frozenset({"limit"})),
    "injection": Bench(injection, takes="FILE"),
    "context": Bench(context, options=frozenset({"keep"})),
    "drafts": Bench(drafts, takes="FILE", options=frozenset({"keep"})),
    "live": Bench(live, options=frozenset({"questions"})),
    "load": Bench(load, options=frozenset({"questions"})),
    "overhead": Bench(overhead, options=frozenset({"questions"})),
    "observing": Bench(observing, options=frozenset({"questions"})),
    "checks": Bench(checks, options=frozenset({"limit"})),
    "overview": Bench(overview, options=frozenset({"questions"})),
    "attack": Bench(attack, options=frozenset({"questions"})),
    "replicas": Bench(replicas, options=frozenset({"limit", "questions", "kills", "results"})),
    "retrieval": Bench(retrieval, takes="DIR…", options=frozenset({"keep"})),
    "abstention": Bench(abstention, takes="DIR…", options=frozenset({"limit"})),
    "quoting": Bench(quoting, takes="DIR…", options=frozenset({"limit", "keep"})),
    "lies": Bench(lies, options=frozenset({"limit"})),
    "claims": Bench(claims, takes="[FILE…]"),
    "grounding": Bench(grounding, takes="FILE…"),
    "field": Bench(field, takes="DIR"),
    "reading": Bench(reading, takes="DIR"),
    "titles": Bench(titles, options=frozenset({"limit"})),
    "repairing": Bench(repairing, takes="FILE…"),
    "search": Bench(search, options=frozenset({"passages", "questions"})),
    "periods": Bench(periods, options=frozenset({"passages", "questions", "keep"})),
    "rewriting": Bench(rewriting, takes="FILE…"),
}
