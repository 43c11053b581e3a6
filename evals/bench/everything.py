"""`bench all --data DIR`: every benchmark that the data in a folder allows, and `BENCHMARKS.md`."""

import json
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from evals.bench.beir import has_answers, is_beir
from evals.bench.rows import Row, kept
from index.errors import AssayError

PAGE = Path("BENCHMARKS.md")
_ANCHORS = Path(__file__).parent / "anchors.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What others published beside one of our figures, where, and what it may not tell."""

    published: str
    source: str
    beware: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A benchmark with the command that repeats it. Without rows, `missing` says why."""

    name: str
    command: str
    rows: Sequence[Row] = ()
    missing: str = ""


class Bench(Protocol):
    """What is run: `takes` as in a usage line; none, or in brackets, where it needs no data."""

    @property
    def measure(self) -> Callable[..., list[Row]]: ...
    @property
    def takes(self) -> str: ...
    @property
    def options(self) -> Collection[str]: ...


def everything(
    benches: Mapping[str, Bench],
    folder: Path,
    keep: Path | None = None,
    results: Path | None = None,
    *,
    as_kept: bool = False,
) -> Iterator[Result]:
    """Run each benchmark over all the data that the folder holds for it.

    A collection is indexed once, in `keep`, or where that isn't given, for this run. What was
    measured is kept in `results`, and taken from there the next time, as is what a bench measured
    alone and wrote there (`--json RESULTS/NAME.json`); `as_kept` measures nothing.
    """
    data = found(folder)
    with TemporaryDirectory(prefix="assay-bench-") as passing:
        for name, bench in benches.items():
            file = results / f"{name}.json" if results else None
            paths = data.get(name, []) if bench.takes else []
            several = bench.takes.endswith("…")
            chosen = paths if several else paths[:1]
            yield _measured(name, bench, chosen, keep or Path(passing), file, as_kept=as_kept)


def found(folder: Path) -> dict[str, list[Path]]:
    """The data for each benchmark in a folder and the folders in it, told by its format."""
    inside = [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]
    fields = {file: _fields(file) for file in sorted(folder.rglob("*.jsonl"))}
    collections = [path for path in inside if is_beir(path)]
    reading = [path for path in inside if "passages" in fields.get(path / "questions.jsonl", ())]
    return {
        "ingest": collections,
        "retrieval": collections,
        "grounding": _with(fields, "claim", "evidence", "supported"),
        "abstention": reading,
        "quoting": reading + [path for path in collections if has_answers(path)],
        "injection": _with(fields, "type", "attack") + _with(fields, "text", "benign", "style"),
        "drafts": _with(fields, "question", "template", "keys"),
        "rewriting": _with(fields, "history", "rewrite"),
        "repairing": _with(fields, "original", "fixed"),
    }


def anchors() -> dict[str, Anchor]:
    """What others published, by row name."""
    told = tomllib.loads(_ANCHORS.read_text(encoding="utf-8"))
    return {name: Anchor(**fields) for name, fields in told.items()}


def page(results: Sequence[Result]) -> str:
    """`BENCHMARKS.md`: each figure with its interval, what was published, and what to beware of."""
    return "\n".join(_page(results)) + "\n"


def _page(results: Sequence[Result]) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield "Made by `python -m evals bench all --data DIR` with the product's own code and defaults."
    yield "Intervals are 95 %, or the least and greatest of several rounds where time is measured;"
    yield "times hold for the machine they were measured on. The data belongs to others and isn't"
    yield "part of this project."
    known = anchors()
    for result in results:
        yield f"\n## {result.name}\n\n`{result.command}`\n"
        if result.missing:
            yield f"Not measured: {result.missing}"
            continue
        yield "| figure | value | interval | n | published | source | beware |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_line(row, known.get(row.name)) for row in result.rows)


def _line(row: Row, anchor: Anchor | None) -> str:
    unit = "" if row.unit in {"share", "0-1"} else f" {row.unit}"
    between = f"{row.low:,.3f} to {row.high:,.3f}" if None not in (row.low, row.high) else ""
    told = (anchor.published, anchor.source, anchor.beware) if anchor else ("", "", "")
    cells = (row.name, f"{row.value:,.3f}{unit}", between, f"{row.n:,}", *told)
    return f"| {' | '.join(cells)} |"


def _with(fields: Mapping[Path, set[str]], *needed: str) -> list[Path]:
    return [file for file, names in fields.items() if names.issuperset(needed)]


def _fields(file: Path) -> set[str]:
    """The names of the fields in a file's first line."""
    with file.open(encoding="utf-8") as lines:
        try:
            first = json.loads(lines.readline())
        except ValueError:
            return set()
    return set(first) if isinstance(first, dict) else set()


def _measured(
    name: str,
    bench: Bench,
    paths: Sequence[Path],
    keep: Path,
    file: Path | None,
    *,
    as_kept: bool,
) -> Result:
    """One benchmark, kept in a file. What keeps it from running is a result, too."""
    options = {"keep": keep} if "keep" in bench.options else {}
    command = " ".join(["python -m evals bench", name, *(path.name for path in paths)])
    if bench.takes and not (paths or bench.takes.startswith("[")):
        return Result(name=name, command=command, missing="the folder holds no data for it.")
    if as_kept and not (file and file.exists()):
        return Result(name=name, command=command, missing="it was not run when this was written.")
    try:
        rows = kept(file, name, lambda: bench.measure(*paths, **options))
    except AssayError as error:
        return Result(name=name, command=command, missing=error.message)
    if file and file.exists():  # it may have been measured alone, with options of its own
        command = json.loads(file.read_text(encoding="utf-8")).get("command", command)
    if len(paths) == 1:  # rows carry the name of their data, as they do where there is more
        rows = [replace(row, name=f"{paths[0].stem} {row.name}") for row in rows]
    return Result(name=name, command=command, rows=rows)
