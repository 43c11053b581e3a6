"""Cross-encoders are loaded from a folder; these are tiny and made here."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from service.errors import SettingsInvalid


def make(folder: Path, labels: list[str]) -> Path:
    """A cross-encoder with random weights and eight words."""
    transformers: Any = import_module("transformers")

    words = "[PAD] [UNK] [CLS] [SEP] [MASK] output rose fell".split()
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1,
        intermediate_size=8, id2label=dict(enumerate(labels)), num_labels=len(labels),
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("labels", [["LABEL_0"], ["no", "yes"], ["contradiction", "neutral", "entailment"]])  # fmt: skip
def test_it_gives_a_probability_for_each_pair(tmp_path: Path, labels: list[str]) -> None:
    from service.crossencoder import load_score

    score = load_score(str(make(tmp_path, labels)))
    pairs = [("output rose", "output fell"), ("output rose", "output rose")]
    found = score(pairs)
    assert len(found) == 2
    assert all(0 < one < 1 for one in found)
    assert found == pytest.approx(score(pairs))


def test_a_model_whose_labels_say_nothing_of_support_is_refused(tmp_path: Path) -> None:
    from service.crossencoder import load_score

    with pytest.raises(SettingsInvalid, match="has the labels red, green, blue"):
        load_score(str(make(tmp_path, ["red", "green", "blue"])))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    from service.crossencoder import load_score

    with pytest.raises(SettingsInvalid, match="can't be loaded"):
        load_score(str(tmp_path))
