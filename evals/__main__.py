"""`python -m evals`. Exit status: 0 done, 2 wrong usage, 3 could not run."""

import json
import signal
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from evals.bench import BENCHES
from evals.bench.rows import as_json, as_table
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
def bench(
    name: Annotated[str, typer.Argument(help=f"{', '.join(BENCHES)}, or {_ALL}.", metavar="NAME")],
    file: Annotated[
        Path | None,
        typer.Option("--json", help="Write the rows here, too.", dir_okay=False, metavar="FILE"),
    ] = None,
) -> None:
    """Measure speed and size."""
    _check(name, file)
    try:
        results = [_measure(each) for each in (BENCHES if name == _ALL else (name,))]
    except AssayError as error:
        _fail(error.message, error.hint)
    if file:
        written = results if name == _ALL else results[0]
        file.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Run, and end on SIGTERM as on Ctrl-C, so that nothing that was started stays behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    app(prog_name="python -m evals")


def _check(name: str, file: Path | None) -> None:
    """Refuse what can't work before the long work begins."""
    if name not in (*BENCHES, _ALL):
        known = ", ".join((*BENCHES, _ALL))
        raise typer.BadParameter(f"There is no benchmark {name!r}. There are: {known}.")
    if file and not file.absolute().parent.is_dir():
        raise typer.BadParameter(f"There is no folder {file.absolute().parent} to write into.")


def _measure(name: str) -> dict[str, Any]:
    rows = BENCHES[name]()
    Console().print(as_table(name, rows))
    return as_json(name, rows)


def _fail(message: str, hint: str) -> NoReturn:
    typer.echo(f"evals: {message}" + (f"\n       {hint}" if hint else ""), err=True)
    raise SystemExit(3)


if __name__ == "__main__":
    main()
