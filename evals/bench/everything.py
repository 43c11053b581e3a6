"""`bench all --data DIR`: every benchmark that the data in a folder allows, and `BENCHMARKS.md`."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.bench.beir import is_beir
from evals.bench.rows import CouldNotMeasure, Row

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
    """A benchmark with the command that repeats it. No rows: `missing` says what it would take."""

    name: str
    command: str
    rows: Sequence[Row] = ()
    missing: str = ""


def found(folder: Path) -> dict[str, list[Path]]:
    """The data for each benchmark in a folder and the folders in it, told by its format."""
    inside = [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]
    files = sorted(folder.rglob("*.jsonl"))
    fields = {file: _fields(file) for file in files}
    reading = [path for path in inside if "passages" in fields.get(path / "questions.jsonl", ())]
    return {
        "retrieval": [path for path in inside if is_beir(path)],
        "grounding": _with(fields, "claim", "evidence", "supported"),
        "abstention": reading,
        "quoting": reading,
        "injection": _with(fields, "type", "attack"),
        "rewriting": _with(fields, "history", "rewrite"),
    }


def anchors() -> dict[str, Anchor]:
    """What others published, by row name."""
    told = tomllib.loads(_ANCHORS.read_text(encoding="utf-8"))
    return {name: Anchor(**fields) for name, fields in told.items()}


def page(results: Sequence[Result], facts: Mapping[str, str]) -> str:
    """`BENCHMARKS.md`: each figure with its interval, what was published, and what to beware of."""
    return "\n".join(_page(results, facts)) + "\n"


def _page(results: Sequence[Result], facts: Mapping[str, str]) -> Iterator[str]:
    yield "# Benchmarks\n"
    yield "Made by `python -m evals bench all --data DIR`, with the product's own code and defaults"
    yield f"({', '.join(f'{name} {fact}' for name, fact in facts.items())}). Intervals are 95 %."
    yield "The data belongs to others and isn't here; timings hold for the machine they ran on."
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
    unit = "" if row.unit == "share" else f" {row.unit}"
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


Measure = Callable[..., list[Row]]


def measure(name: str, bench: Measure, paths: Sequence[Path], *, needs_paths: bool) -> Result:
    """One benchmark over all the data there is for it. Its failure is a result, too."""
    command = " ".join(["python -m evals bench", name, *(path.name for path in paths)])
    if needs_paths and not paths:
        return Result(name=name, command=command, missing="the folder holds no data for it.")
    try:
        rows = bench(*paths)
    except CouldNotMeasure as error:
        return Result(name=name, command=command, missing=error.message)
    return Result(name=name, command=command, rows=_named(rows, paths))


def _named(rows: Sequence[Row], paths: Sequence[Path]) -> Sequence[Row]:
    """Rows of a single path carry its name, too, as they do where there are several."""
    if len(paths) != 1:
        return rows
    from dataclasses import replace

    return [replace(row, name=f"{paths[0].stem} {row.name}") for row in rows]
