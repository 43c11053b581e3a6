"""What a training run begins with: the embedding, the model that ships, or a checkpoint."""

import os
from pathlib import Path

import torch
from tokenizers import Tokenizer

from evals.training.reading import PairReader, Recipe
from evals.training.shipped import read_shipped
from index.weights import MODELS, read_tokenizer


def device_of(name: str | None) -> torch.device:
    """The device of that name, else a GPU where there is one; there, too, a seed decides all.

    Raises `ValueError` where there is no such device.
    """
    try:
        device = torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
        if device.type == "cuda":
            os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
            torch.use_deterministic_algorithms(mode=True)
        torch.empty(0, device=device)
    except (AssertionError, RuntimeError) as error:
        raise ValueError(f"There is no device {name!r} to train on: {error}") from error
    return device


def begin(
    base: Path | None, start: Path | None, recipe: Recipe, device: torch.device
) -> tuple[PairReader, Tokenizer]:
    """A model over the embedding in the folder `base`, or else the one that ships, on a device.

    It has the weights of the checkpoint `start`, where one is given. Raises `ModelNotUsable`.
    """
    if base:
        model = PairReader.start(base, recipe)
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    else:
        model, tokenizer = read_shipped(MODELS, recipe.frozen), read_tokenizer()
    if start:
        model.load_state_dict(torch.load(start, map_location="cpu", weights_only=True)["model"])
    return model.to(device), tokenizer
