"""`python -m evals train reading`: from public sets and planted claims to a checkpoint."""

from pathlib import Path
from typing import Annotated

import typer


def train(  # noqa: PLR0913, PLR0917  its options
    name: Annotated[str, typer.Argument(help="What to train: reading.", metavar="NAME")],
    data: Annotated[
        Path,
        typer.Option(
            help="A folder with a/ and b/ of xz-compressed JSON lines.",
            exists=True,
            file_okay=False,
        ),
    ],
    out: Annotated[Path, typer.Option(help="Where checkpoints go.", file_okay=False)],
    steps: Annotated[
        int, typer.Option(help="Batches to learn from; 0 only measures what it begins with.", min=0)
    ] = 1_400,
    base: Annotated[
        Path | None,
        typer.Option(
            help="Begin with the embedding that `make-models` wrote, not with what ships.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option(
            help="A checkpoint whose weights it begins with.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    claims: Annotated[
        float, typer.Option(help="The share of the pairs with claims that is taken.", min=0, max=1)
    ] = 1.0,
    public: Annotated[
        float,
        typer.Option(help="The share of the pairs of public sets that is taken.", min=0, max=1),
    ] = 1.0,
    before: Annotated[
        float,
        typer.Option(
            help="The share that the weights it begins with keep in what it ends with.",
            min=0,
            max=1,
        ),
    ] = 0.0,
    ship_to: Annotated[
        Path | None,
        typer.Option(help="Write the product's files here in the end.", exists=True),
    ] = None,
    made: Annotated[
        str, typer.Option(help="How it was made, for the manifest of what ships.")
    ] = "python -m evals train reading",
) -> None:
    """Train the reading model, for hours on two cores; started again, it goes on where it was."""
    from evals.training.beginning import begin
    from evals.training.measuring import measured
    from evals.training.mix import mix
    from evals.training.reading import Recipe, average, further
    from evals.training.reading import train as train_reading
    from evals.training.shipping import ship
    from index.pair_model import NAME
    from index.weights import read_manifest

    if name != "reading":
        raise typer.BadParameter(f"There is no model {name!r} to train. There is: reading.")
    recipe = Recipe(steps=steps) if base and not start else further(steps)
    lineage = "" if base else f"{read_manifest(NAME).made}; then "
    model, tokenizer = begin(base, start, recipe)
    begun = {name: weights.clone() for name, weights in model.state_dict().items()}
    pairs = mix(data, recipe.seed, claims, public)
    typer.echo(
        f"{len(pairs.train)} pairs to learn from, {len(pairs.held_out)} held out, "
        f"{pairs.left_out} left out: the evals decide by them"
    )
    train_reading(model, tokenizer, pairs.train, out, recipe)
    average(model, begun, before)
    figures = measured(model, tokenizer, pairs.held_out, recipe.longest)
    for figure, value in figures.items():
        typer.echo(f"{figure}: {value}")
    if ship_to:
        ship(model, ship_to, lineage + made, figures)
