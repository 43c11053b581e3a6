"""From the files that ship back to a model in torch, so that training goes on from what is in use.

The inverse of `evals/training/shipping.py`.
"""

from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from evals.models.ungraphing import ungraphed
from evals.training.reading import LABELS, PairReader
from index.pair_model import NAME
from index.weights import read_manifest, read_words, unpacked


def read_shipped(folder: Path, frozen: int) -> PairReader:
    """The reading model that lies in `folder`, its words and lowest layers `frozen`.

    Raises `ModelNotUsable`.
    """
    read_manifest(NAME, folder)
    shipped = ungraphed(folder / f"{NAME}.onnx")
    words = unpacked(read_words(folder).packed)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=words.shape[1],
        num_hidden_layers=shipped.layers,
        num_attention_heads=shipped.attention_heads,
        intermediate_size=len(shipped.tensors["encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(shipped.tensors["embeddings.position_embeddings.weight"]),
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=1,
    )
    encoder = BertModel(config, add_pooling_layer=False)
    tensors = {**shipped.tensors, "embeddings.word_embeddings.weight": words}
    encoder.load_state_dict({name: torch.tensor(values) for name, values in tensors.items()})
    model = PairReader(encoder, frozen)
    rows = torch.tensor(shipped.head["head.heads"].T)
    bias = torch.tensor(shipped.head["head.bias"])
    labels = len(LABELS)
    model.entailment.load_state_dict({"weight": rows[:labels], "bias": bias[:labels]})
    model.answering.load_state_dict({"weight": rows[labels:], "bias": bias[labels:]})
    return model
