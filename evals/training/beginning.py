"""What a training run begins with: the embedding, the model that ships, or a checkpoint."""

from pathlib import Path

import torch
from tokenizers import Tokenizer

from evals.training.reading import PairReader, Recipe
from evals.training.shipped import read_shipped
from index.weights import MODELS, read_tokenizer


def begin(base: Path | None, start: Path | None, recipe: Recipe) -> tuple[PairReader, Tokenizer]:
    """A model over the embedding in the folder `base`, or else the one that ships.

    It has the weights of the checkpoint `start`, where one is given. Raises `ModelNotUsable`.
    """
    if base:
        model = PairReader.start(base, recipe)
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    else:
        model, tokenizer = read_shipped(MODELS, recipe.frozen), read_tokenizer()
    if start:
        model.load_state_dict(torch.load(start, weights_only=True)["model"])
    return model, tokenizer
