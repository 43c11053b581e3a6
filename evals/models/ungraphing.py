"""From the graph of an encoder back to its weights, but for what int8 rounded away.

The inverse of `evals/models/graph.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from evals.models.graph import Tensors

_NORMS = {"attention.output.LayerNorm": "middle", "output.LayerNorm": "end"}
_DENSE = {"attention.output.dense": "out", "intermediate.dense": "inner", "output.dense": "down"}


@dataclass(frozen=True, slots=True)
class Ungraphed:
    """An encoder of pairs: its weights but the word embeddings, and those of its head."""

    tensors: Tensors
    attention_heads: int
    layers: int
    head: Mapping[str, NDArray[np.float32]]
    """By the names that the graph gives them."""


def ungraphed(file: Path) -> Ungraphed:
    """What the graph of an encoder of pairs was made of."""
    graph = onnx.load(file).graph
    weights = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    attending = [node for node in graph.node if node.op_type == "MultiHeadAttention"]
    [heads] = [each.i for each in attending[0].attribute if each.name == "num_heads"]
    layers = (_layer(weights, number) for number in range(len(attending)))
    tensors = {
        name: values for part in (_embeddings(weights), *layers) for name, values in part.items()
    }
    head = {name: values for name, values in weights.items() if name.startswith("head.")}
    return Ungraphed(tensors, heads, len(attending), head)


def _embeddings(weights: Tensors) -> Tensors:
    """The table of places holds the type of the first text, so that one is nought here."""
    second = weights["types.difference"]
    return {
        "embeddings.position_embeddings.weight": weights["places.table"],
        "embeddings.token_type_embeddings.weight": np.stack([np.zeros_like(second), second]),
        "embeddings.LayerNorm.weight": weights["embedded.gamma"],
        "embeddings.LayerNorm.bias": weights["embedded.beta"],
    }


def _layer(weights: Tensors, number: int) -> Tensors:
    of, name = f"encoder.layer.{number}", f"layer {number}"
    joined = zip(
        ("query", "key", "value"),
        np.split(_dense(weights, f"{name}.qkv"), 3),
        np.split(weights[f"{name}.qkv.bias"], 3),
        strict=True,
    )
    made = {}
    for part, matrix, bias in joined:
        made[f"{of}.attention.self.{part}.weight"] = matrix
        made[f"{of}.attention.self.{part}.bias"] = bias
    for part, mine in _DENSE.items():
        made[f"{of}.{part}.weight"] = _dense(weights, f"{name}.{mine}")
        made[f"{of}.{part}.bias"] = weights[f"{name}.{mine}.bias"]
    for part, mine in _NORMS.items():
        made[f"{of}.{part}.weight"] = weights[f"{name}.{mine}.gamma"]
        made[f"{of}.{part}.bias"] = weights[f"{name}.{mine}.beta"]
    return made


def _dense(weights: Tensors, name: str) -> NDArray[np.float32]:
    """A matrix [out, in] of int8 with a scale for each output channel."""
    matrix = weights[f"{name}.weight"].astype(np.float32) * weights[f"{name}.channels"]
    return np.ascontiguousarray(matrix.T)
