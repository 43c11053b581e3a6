"""`python -m evals fit NAME`."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from evals.fits import FITTINGS
from index.fits import FITS, Fit, read_fits

_HERE = Path(__file__).parents[1]  # where the project's own data lie


def fit(
    name: Annotated[str, typer.Argument(help=f"{', '.join(FITTINGS)}.", metavar="NAME")],
    data: Annotated[
        Path | None,
        typer.Option(help="The folder of the sets, for fusion and reading.", exists=True),
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the indexes of collections here.", file_okay=False)
    ] = None,
    out: Annotated[Path, typer.Option(help="Where NAME.toml lies.", file_okay=False)] = FITS,
) -> None:
    """Fit numbers to the models in use, and write them down with their recipe."""
    if name not in FITTINGS:
        raise typer.BadParameter(f"There is no fit {name!r}. There are: {', '.join(FITTINGS)}.")
    fitting = FITTINGS[name]
    given = {option for option, value in (("data", data), ("keep", keep)) if value}
    if useless := given.difference(fitting.takes):
        raise typer.BadParameter(f"{name} has no use for --{min(useless)}.")
    if "data" in fitting.takes and not data:
        raise typer.BadParameter(
            f"{name} needs --data, the folder of the sets that it is fitted on."
        )
    sets = data or _HERE
    fitted_on = {
        str(file.relative_to(sets if file.is_relative_to(sets) else _HERE)): hashlib.sha256(
            file.read_bytes()
        ).hexdigest()
        for file in fitting.files(sets)
    }
    made = {
        model: Fit(
            fitted_on=fitted_on,
            values=values,
            command=f"python -m evals fit {name}{' --data DIR' if data else ''}",
            day=datetime.now(UTC).date(),
        )
        for model, values in fitting.fit(sets, keep).items()
    }
    _write(name, {**read_fits(name, out), **made}, out)
    for model, one in made.items():
        typer.echo(f"{name} for {model}: {dict(one.values)}")


def _write(name: str, fits: Mapping[str, Fit], folder: Path) -> None:
    """Write all fits of that name; what stood in the file before its first table stays."""
    file = folder / f"{name}.toml"
    head = file.read_text(encoding="utf-8").partition("\n[")[0].rstrip() if file.exists() else ""
    tables = (_table(embedding, fit) for embedding, fit in fits.items())
    file.write_text("\n".join([*([head + "\n"] if head else []), *tables]), encoding="utf-8")


def _table(embedding: str, fit: Fit) -> str:
    """A table of TOML; a string of JSON is one of TOML."""
    values = "".join(f"{json.dumps(name)} = {value}\n" for name, value in fit.values.items())
    sets = "".join(f"{json.dumps(name)} = {json.dumps(by)}\n" for name, by in fit.fitted_on.items())
    return (
        f"[{json.dumps(embedding)}]\n"
        f"command = {json.dumps(fit.command)}\nday = {fit.day}\n"
        f"\n[{json.dumps(embedding)}.values]\n{values}"
        f"\n[{json.dumps(embedding)}.fitted_on]\n{sets}"
    )
