"""`python -m evals fit NAME --data DIR`."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from evals.fits import FITTINGS
from index.fits import FITS, Fit, read_fits, write_fits

_HERE = Path(__file__).parents[1]  # where the project's own data lie


def fit(
    name: Annotated[str, typer.Argument(help=f"{', '.join(FITTINGS)}.", metavar="NAME")],
    data: Annotated[Path, typer.Option(help="The folder of the sets.", exists=True)],
    keep: Annotated[
        Path | None, typer.Option(help="Keep the indexes of collections here.", file_okay=False)
    ] = None,
    out: Annotated[Path, typer.Option(help="Where NAME.toml lies.", file_okay=False)] = FITS,
) -> None:
    """Fit numbers to the models in use, and write them down with their recipe."""
    if name not in FITTINGS:
        raise typer.BadParameter(f"There is no fit {name!r}. There are: {', '.join(FITTINGS)}.")
    fitting = FITTINGS[name]
    fitted_on = {
        str(file.relative_to(data if file.is_relative_to(data) else _HERE)): hashlib.sha256(
            file.read_bytes()
        ).hexdigest()
        for file in fitting.files(data)
    }
    made = {
        model: Fit(
            fitted_on=fitted_on,
            values=values,
            command=f"python -m evals fit {name} --data DIR",
            day=datetime.now(UTC).date(),
        )
        for model, values in fitting.fit(data, keep).items()
    }
    write_fits(name, {**read_fits(name, out), **made}, out)
    for model, one in made.items():
        typer.echo(f"{name} for {model}: {dict(one.values)}")
