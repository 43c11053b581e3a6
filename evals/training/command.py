"""`python -m evals train reading`: from public sets and planted claims to a checkpoint.

What each run learned from, how, and what came of it is a line of `runs.jsonl`, whatever it is like.
"""

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

RUNS = Path(__file__).with_name("runs.jsonl")


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
    device: Annotated[
        str | None,
        typer.Option(help="What it runs on, e.g. cuda:1; by default a GPU where there is one."),
    ] = None,
    runs: Annotated[
        Path, typer.Option(help="Where the run is reported: a line is added.", dir_okay=False)
    ] = RUNS,
) -> None:
    """Train the reading model, for hours on two cores; started again, it goes on where it was."""
    from evals.models.making import write_measured
    from evals.training.beginning import begin, device_of
    from evals.training.measuring import as_shipped, in_training, measured
    from evals.training.mix import mix
    from evals.training.reading import Recipe, average, further
    from evals.training.reading import train as train_reading
    from evals.training.shipping import ship
    from index.pair_model import NAME
    from index.weights import read_manifest

    if name != "reading":
        raise typer.BadParameter(f"There is no model {name!r} to train. There is: reading.")
    try:
        runs_on = device_of(device)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    recipe = Recipe(steps=steps) if base and not start else further(steps)
    lineage = "" if base else f"{read_manifest(NAME).made}; then "
    model, tokenizer = begin(base, start, recipe, runs_on)
    begun = {name: weights.clone() for name, weights in model.state_dict().items()}
    pairs = mix(data, recipe.seed, claims, public)
    typer.echo(
        f"{len(pairs.train)} pairs to learn from, {len(pairs.held_out)} held out, "
        f"{pairs.left_out} left out: the evals decide by them"
    )
    train_reading(model, tokenizer, pairs.train, out, recipe)
    average(model, begun, before)
    figures = measured(in_training(model, tokenizer, recipe.longest), pairs.held_out)
    if ship_to:
        ship(model, ship_to, lineage + made)
        before_int8 = {f"before int8, {name}": value for name, value in figures.items()}
        figures = {**measured(as_shipped(ship_to), pairs.held_out), **before_int8}
        write_measured(ship_to, NAME, figures)
    for figure, value in figures.items():
        typer.echo(f"{figure}: {value}")
    report = {
        "day": datetime.now(UTC).date().isoformat(),
        "made": made,
        "begun_with": str(start or base or read_manifest(NAME).digest),
        "before": before,
        "device": str(runs_on),
        "recipe": asdict(recipe),
        "learned_from": Counter(pair.set for pair in pairs.train),
        "held_out": len(pairs.held_out),
        "left_out": pairs.left_out,
        "measured": figures,
    }
    with runs.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(report, ensure_ascii=False) + "\n")
