"""The graph of a BERT encoder in int8, for onnxruntime.

In: `words`, the word embeddings of right-padded texts, float [texts, tokens, width], and `lengths`,
int32 [texts]. Out: what `Head` makes of the last layer.

Weights are int8 with a scale for each output channel, and use seven of the eight bits: a CPU
without VNNI adds two products in sixteen bits, which eight would overflow, so every machine gives
the same numbers. Activations are quantised row by row, a row a token, so that a text's result
depends neither on the texts beside it nor on the padding. (onnxruntime's own dynamic quantisation
takes one scale for a whole batch: a passage alone and among others then agree to 0.997 only.)
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Tensors = Mapping[str, NDArray[np.float32]]
"""Weights by the names that transformers' `BertModel` gives them."""

Head = Callable[["Graph", str], str]
"""Adds nodes behind the last layer, [texts, tokens, width]; names its output, [texts, numbers]."""

_MICROSOFT = "com.microsoft"
_BITS = 63  # the largest weight
_SIGNED = 127  # the largest activation, around the zero point
_ZERO = 128
_EPSILON = 1e-12


class Graph:
    """Nodes and weights as they are added."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: dict[str, onnx.TensorProto] = {}

    def weight(self, name: str, values: object, kind: type[np.generic] = np.float32) -> str:
        array = np.ascontiguousarray(values, kind)
        self.weights.setdefault(name, numpy_helper.from_array(array, name))
        return name

    def add(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add a node with one output. `domain` is an attribute like others here."""
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def linear(self, inputs: str, weights: NDArray[np.float32], name: str) -> str:
        """Rows times weights, [out, in], without a bias; rows and channels have a scale each."""
        axis = self.weight("axis 1", [1], np.int64)
        high = self.add("ReduceMax", [inputs, axis], f"{name}.high", keepdims=0)
        low = self.add("ReduceMin", [inputs, axis], f"{name}.low", keepdims=0)
        negative = self.add("Neg", [low], f"{name}.negative")
        least = self.weight("least", 1e-6)
        largest = self.add("Max", [high, negative, least], f"{name}.largest")
        part = self.weight("1/127", 1 / _SIGNED)
        scale = self.add("Mul", [largest, part], f"{name}.scale")
        shape = self.add("Shape", [scale], f"{name}.rows")
        zero = self.weight("zero", _ZERO, np.uint8)
        zeros = self.add("Expand", [zero, shape], f"{name}.zeros")
        rows = self.add("QuantizeLinear", [inputs, scale, zeros], f"{name}.int8", axis=0)
        channel = np.maximum(np.abs(weights).max(axis=1), 1e-9) / _BITS
        product = self.add(
            "MatMulIntegerToFloat",
            [
                rows,
                self.weight(f"{name}.weight", np.round(weights / channel[:, None]).T, np.int8),
                self.weight("1", 1.0),
                self.weight(f"{name}.channels", channel),
                zero,
                self.weight(f"zeros {len(weights)}", np.zeros(len(weights)), np.int8),
            ],
            f"{name}.product",
            domain=_MICROSOFT,
        )
        column = self.add("Unsqueeze", [scale, axis], f"{name}.column")
        return self.add("Mul", [product, column], name)

    def norm(self, inputs: Sequence[str], tensors: Tensors, of: str, name: str) -> str:
        """What a sublayer added to its input, with the sublayer's bias, normalised.

        Apart: onnxruntime's `SkipLayerNormalization` takes several times as long on a CPU.
        """
        added, skipped, bias = inputs
        biased = self.add("Add", [added, bias], f"{name}.biased")
        total = self.add("Add", [biased, skipped], f"{name}.total")
        scale = self.weight(f"{name}.gamma", tensors[f"{of}.weight"])
        shift = self.weight(f"{name}.beta", tensors[f"{of}.bias"])
        rows = [total, scale, shift]
        return self.add("LayerNormalization", rows, name, axis=-1, epsilon=_EPSILON)


def encoder(
    tensors: Tensors, heads: int, head: Head, about: Mapping[str, str], *, pairs: bool = False
) -> onnx.ModelProto:
    """A BERT of these weights, with what is said about it in the file's metadata.

    One of `pairs` also takes `seconds`, int32 [texts], the place where the second text begins: its
    tokens are of type 1, and a head finds them by `second.deep`, bool [texts, tokens, 1].
    """
    graph = Graph()
    width = tensors["embeddings.LayerNorm.weight"].shape[0]
    rows = _embedded(graph, tensors, width, pairs=pairs)
    layers = {name.split(".")[2] for name in tensors if name.startswith("encoder.layer.")}
    for number in range(len(layers)):
        rows = _layer(graph, tensors, number, rows, heads)
    states = graph.add("Reshape", [rows, "shape"], "states")
    made = helper.make_graph(
        graph.nodes,
        about["name"],
        [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["texts", "tokens", width]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["texts"]),
            *([helper.make_tensor_value_info("seconds", TensorProto.INT32, ["texts"])] * pairs),
        ],
        [helper.make_tensor_value_info(head(graph, states), TensorProto.FLOAT, ["texts", None])],
        list(graph.weights.values()),
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="assay")
    helper.set_model_props(model, dict(about))
    return model


def mean_of_length_one(graph: Graph, states: str, without: NDArray[np.float32] | None) -> str:
    """The mean over a text's tokens, brought to length 1: an embedding.

    What lies in the direction `without`, a vector of length 1, is taken out before.
    """
    axis = graph.weight("axis 1", [1], np.int64)
    inside = _before(graph, "lengths")
    mask = graph.add("Cast", [inside], "mask", to=TensorProto.FLOAT)
    deep = graph.add("Unsqueeze", [mask, graph.weight("axis 2", [2], np.int64)], "mask.deep")
    masked = graph.add("Mul", [states, deep], "masked")
    total = graph.add("ReduceSum", [masked, axis], "total", keepdims=0)
    if without is not None:
        kept = np.eye(len(without), dtype=np.float32) - np.outer(without, without)
        total = graph.add("MatMul", [total, graph.weight("kept", kept)], "total.kept")
    return graph.add("LpNormalization", [total], "vectors", axis=-1, p=2)


def _before(graph: Graph, ends: str) -> str:
    """Which tokens stand before the places that an input gives, bool [texts, tokens]."""
    tokens = graph.add("Shape", ["words"], f"{ends}.tokens", start=1, end=2)
    nought, one = graph.weight("0", 0, np.int64), graph.weight("step", 1, np.int64)
    last = graph.add("Squeeze", [tokens], f"{ends}.last")
    places = graph.add("Range", [nought, last, one], f"{ends}.places")
    axis = graph.weight("axis 1", [1], np.int64)
    wide = graph.add("Cast", [ends], f"{ends}.wide", to=TensorProto.INT64)
    column = graph.add("Unsqueeze", [wide, axis], f"{ends}.column")
    return graph.add("Less", [places, column], f"{ends}.before")


def _typed(graph: Graph, tensors: Tensors, placed: str) -> str:
    """Placed words, those of the second text as tokens of type 1."""
    inside, first = _before(graph, "lengths"), _before(graph, "seconds")
    behind = graph.add("Not", [first], "seconds.behind")
    second = graph.add("And", [inside, behind], "second")
    axis = graph.weight("axis 2", [2], np.int64)
    deep = graph.add("Unsqueeze", [second, axis], "second.deep")
    types = tensors["embeddings.token_type_embeddings.weight"]
    difference = graph.weight("types.difference", types[1] - types[0])
    mask = graph.add("Cast", [deep], "second.mask", to=TensorProto.FLOAT)
    added = graph.add("Mul", [mask, difference], "types.added")
    return graph.add("Add", [placed, added], "typed")


def _embedded(graph: Graph, tensors: Tensors, width: int, *, pairs: bool) -> str:
    """Words with their places, normalised, as rows: [texts × tokens, width]."""
    places = tensors["embeddings.position_embeddings.weight"]
    places = places + tensors["embeddings.token_type_embeddings.weight"][0]
    table = graph.weight("places.table", places)
    tokens = graph.add("Shape", ["words"], "words.tokens", start=1, end=2)
    first = graph.weight("first", [0], np.int64)
    used = graph.add("Slice", [table, first, tokens, first], "places.used")
    placed = graph.add("Add", ["words", used], "placed")
    if pairs:
        placed = _typed(graph, tensors, placed)
    graph.add("Shape", ["words"], "shape")
    flat = graph.add(
        "Reshape", [placed, graph.weight("flat", [-1, width], np.int64)], "placed.rows"
    )
    norm = "embeddings.LayerNorm"
    scale = graph.weight("embedded.gamma", tensors[f"{norm}.weight"])
    shift = graph.weight("embedded.beta", tensors[f"{norm}.bias"])
    return graph.add(
        "LayerNormalization", [flat, scale, shift], "embedded", axis=-1, epsilon=_EPSILON
    )


def _layer(graph: Graph, tensors: Tensors, number: int, rows: str, heads: int) -> str:
    of, name = f"encoder.layer.{number}", f"layer {number}"
    width = tensors["embeddings.LayerNorm.weight"].shape[0]
    parts = [f"{of}.attention.self.{part}" for part in ("query", "key", "value")]
    weights = np.concatenate([tensors[f"{part}.weight"] for part in parts])
    joined = graph.linear(rows, weights, f"{name}.qkv")
    split = [f"{name}.{part}.rows" for part in "qkv"]
    sizes = graph.weight("thirds", [width] * 3, np.int64)
    graph.nodes.append(helper.make_node("Split", [joined, sizes], split, axis=-1))
    qkv = [graph.add("Reshape", [part, "shape"], part.removesuffix(".rows")) for part in split]
    bias = np.concatenate([tensors[f"{part}.bias"] for part in parts])
    attended = graph.add(
        "MultiHeadAttention",
        [*qkv, graph.weight(f"{name}.qkv.bias", bias), "lengths"],
        f"{name}.attended",
        domain=_MICROSOFT,
        num_heads=heads,
    )
    flat = graph.add("Reshape", [attended, "flat"], f"{name}.attended.rows")
    out = f"{of}.attention.output"
    added = graph.linear(flat, tensors[f"{out}.dense.weight"], f"{name}.out")
    bias_of = graph.weight(f"{name}.out.bias", tensors[f"{out}.dense.bias"])
    rows = graph.norm([added, rows, bias_of], tensors, f"{out}.LayerNorm", f"{name}.middle")
    inner = graph.linear(rows, tensors[f"{of}.intermediate.dense.weight"], f"{name}.inner")
    bias_of = graph.weight(f"{name}.inner.bias", tensors[f"{of}.intermediate.dense.bias"])
    risen = graph.add("BiasGelu", [inner, bias_of], f"{name}.risen", domain=_MICROSOFT)
    added = graph.linear(risen, tensors[f"{of}.output.dense.weight"], f"{name}.down")
    bias_of = graph.weight(f"{name}.down.bias", tensors[f"{of}.output.dense.bias"])
    return graph.norm([added, rows, bias_of], tensors, f"{of}.output.LayerNorm", f"{name}.end")
