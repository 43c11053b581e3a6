"""`python -m evals`. Exit status: 0 done, 2 wrong usage, 3 could not run."""

import json
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from evals.articles import sample_articles
from evals.bench import BENCHES, Bench
from evals.bench.everything import PAGE, Result, everything, page
from evals.bench.rows import as_json, as_table
from evals.cases import CasesRefused, Kind, load
from evals.commands import accept, calibrate_judge, compare, from_feedback, gate, run
from evals.fits.commands import fit
from evals.models.commands import make_models
from evals.new_case import PENDING, Found, add, draft, find
from evals.training.command import train
from index.errors import AssayError

_ALL = "all"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def evals() -> None:
    """Judge Assay before a release."""


@app.command()
def bench(  # noqa: PLR0913, PLR0917  options
    name: Annotated[str, typer.Argument(help=f"{', '.join(BENCHES)}, or {_ALL}.", metavar="NAME")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="What it measures with.", exists=True, metavar="PATH"),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            help="So many articles, questions or lies of a kind at most.", min=1, metavar="N"
        ),
    ] = None,
    passages: Annotated[
        int | None, typer.Option(help="Search among so many passages.", min=1, metavar="N")
    ] = None,
    questions: Annotated[
        int | None, typer.Option(help="Ask so many questions.", min=1, metavar="N")
    ] = None,
    kills: Annotated[
        int | None, typer.Option(help="Kill programs so often.", min=1, metavar="N")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="Keep indexes here, and go on with them.", file_okay=False, metavar="DIR"
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help=f"What `{_ALL}` measures with.", exists=True, file_okay=False),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option(
            help=f"Where `{_ALL}` and replicas keep each result; what is there isn't measured "
            "again.",
            file_okay=False,
            metavar="DIR",
        ),
    ] = None,
    as_kept: Annotated[
        bool, typer.Option(help=f"Let `{_ALL}` measure nothing, and tell what --results keeps.")
    ] = False,
    file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the rows here, too.", dir_okay=False, metavar="FILE"),
    ] = None,
) -> None:
    """Measure one thing, or all that the data in a folder allows, into BENCHMARKS.md."""
    _check_folder(file)
    if name == _ALL:
        _write(file, _measure_all(None if paths else data, keep, results, as_kept=as_kept))
        return
    bench = _chosen(name)
    given = {"limit": limit, "passages": passages, "questions": questions, "kills": kills,
             "keep": keep, "results": results}  # fmt: skip
    options = {option: value for option, value in given.items() if value is not None}
    _check(name, bench, paths or [], options)
    try:
        rows = bench.measure(*(paths or []), **options)
    except AssayError as error:
        _fail(error.message, error.hint)
    Console().print(as_table(name, rows))
    told = [f"--{option} {value}" for option, value in options.items() if isinstance(value, int)]
    command = ["python -m evals bench", name, *(path.name for path in paths or []), *told]
    _write(file, {**as_json(name, rows), "command": " ".join(command)})


@app.command("new-case")
def new_case(
    question: Annotated[str, typer.Option(prompt="The question", help="What is asked.")],
    words: Annotated[
        str,
        typer.Option(prompt="Words of the sentence that answers", help="Where to look for it."),
    ],
    accept: Annotated[
        str | None,
        typer.Option(help="Words of it that a right answer shows, alternatives with a semicolon."),
    ] = None,
    kind: Annotated[Kind, typer.Option(help="What the case tests.")] = "single",
    pick: Annotated[
        int | None, typer.Option(help="Take this sentence of those found.", min=1, metavar="N")
    ] = None,
    file: Annotated[Path, typer.Option(help="Where to write it.", dir_okay=False)] = PENDING,
) -> None:
    """Find the sentence that answers a question, and write the case down."""
    try:
        cases, articles = load(), sample_articles()
        found = _chosen_sentence(find(words, articles), pick)
        shown = accept or typer.prompt("Words of it that a right answer shows (or; or)", err=True)
        made = draft(question, found, [part.strip() for part in shown.split(";")], kind)
        typer.echo(add(made, file, cases, articles))
    except AssayError as error:
        _fail(error.message, error.hint)


_MORE = (run, compare, gate, accept, calibrate_judge, from_feedback, make_models, train, fit)
for _command in _MORE:
    app.command()(_command)


def main() -> None:
    """Run, and end on SIGTERM as on Ctrl-C, so that nothing that was started stays behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        app(prog_name="python -m evals")
    except AssayError as error:
        _fail(error.message, error.hint)


def _chosen(name: str) -> Bench:
    if name not in BENCHES:
        known = ", ".join((*BENCHES, _ALL))
        raise typer.BadParameter(f"There is no benchmark {name!r}. There are: {known}.")
    return BENCHES[name]


def _measure_all(
    data: Path | None, keep: Path | None, kept: Path | None, *, as_kept: bool
) -> list[dict[str, Any]]:
    """Every result as it comes, in BENCHMARKS.md too, so that a long run's parts aren't lost."""
    if data is None:
        raise typer.BadParameter(f"It is: python -m evals bench {_ALL} --data DIR.")
    results: list[Result] = []
    for result in everything(BENCHES, data, keep, kept, as_kept=as_kept):
        results.append(result)
        Console().print(as_table(result.name, result.rows) if result.rows else result.missing)
        PAGE.write_text(page(results), encoding="utf-8")
    return [as_json(result.name, result.rows) for result in results]


def _write(file: Path | None, results: Any) -> None:
    if file:
        file.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _chosen_sentence(found: Sequence[Found], pick: int | None) -> Found:
    if not found:
        raise CasesRefused("No sample article has any of these words.", "Try others.")
    for number, one in enumerate(found, start=1):
        typer.echo(f"{number}  {one.article}\n   {one.sentence}", err=True)
    number = pick or typer.prompt("Which sentence", default=1, type=int, err=True)
    if not 1 <= number <= len(found):
        raise CasesRefused(f"There is no sentence {number}.", f"There are {len(found)}.")
    return found[number - 1]


def _check(name: str, bench: Bench, paths: Sequence[Path], options: Mapping[str, Any]) -> None:
    """Refuse what a benchmark doesn't take, before the long work begins."""
    if not bench.can_take(len(paths)):
        usage = f"{name} {bench.takes}" if bench.takes else f"{name}, without a path"
        raise typer.BadParameter(f"It is: python -m evals bench {usage}.")
    for option in options.keys() - bench.options:
        raise typer.BadParameter(f"{name} has no --{option}.")


def _check_folder(file: Path | None) -> None:
    if file and not file.absolute().parent.is_dir():
        raise typer.BadParameter(f"There is no folder {file.absolute().parent} to write into.")


def _fail(message: str, hint: str) -> NoReturn:
    typer.echo(f"evals: {message}" + (f"\n       {hint}" if hint else ""), err=True)
    raise SystemExit(3)


if __name__ == "__main__":
    main()
