import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel

from evals.training import mix as mixing
from evals.training.beginning import begin, device_of
from evals.training.command import train as command
from evals.training.measuring import as_shipped, in_training
from evals.training.mix import CLAIMS, QUESTIONS
from evals.training.pairs import Pair, Target
from evals.training.reading import (
    CHECKPOINT,
    PairReader,
    Recipe,
    Run,
    average,
    batches,
    encode,
    loss_of,
    train,
)
from evals.training.shipped import read_shipped
from evals.training.shipping import LICENCES
from index.pair_model import NAME
from index.weights import MODELS, TOKENIZER, WORDS, read_manifest, read_tokenizer

_WORDS = "<s> <pad> </s> <unk> the bridge was built closed in 1932 when not".split()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A tiny embedding model with a tokenizer of words."""
    folder = tmp_path / "base"
    tokenizer = Tokenizer(
        models.WordLevel({word: place for place, word in enumerate(_WORDS)}, "<unk>")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(_WORDS), hidden_size=16, num_hidden_layers=3, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def pair(evidence: str, query: str, target: Target) -> Pair:
    return Pair(evidence=evidence, query=query, target=target, set="test")


CPU = torch.device("cpu")
PAIRS = [
    pair("the bridge was built in 1932", "the bridge was built", "supported"),
    pair("the bridge was built in 1932", "the bridge was closed", "unsupported"),
    pair("the bridge was built in 1932", "the bridge was not built", "refuted"),
    pair("the bridge was built in 1932", "when was the bridge built", "answers"),
    pair("the bridge was closed", "when was the bridge built", "silent"),
]
RECIPE = Recipe(
    layers=2, frozen=1, steps=6, warmup=2, batch_tokens=40, save_every=3, rate=1e-2, head_rate=1e-2
)


@pytest.fixture
def tokenizer(base: Path) -> Tokenizer:
    return Tokenizer.from_file(str(base / "tokenizer.json"))


def test_a_run_that_was_ended_goes_on_as_if_it_had_not_been(
    base: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    whole = PairReader.start(base, RECIPE)
    train(whole, tokenizer, PAIRS, tmp_path / "whole", RECIPE)
    run = Run.start(PairReader.start(base, RECIPE), RECIPE)
    rows = encode(tokenizer, PAIRS, RECIPE.longest)
    given = batches(rows, RECIPE.batch_tokens, Random(RECIPE.seed))
    run.model.train()
    for _ in range(3):
        run.learn(next(given), RECIPE)
    (tmp_path / "ended").mkdir()
    run.save(tmp_path / "ended" / CHECKPOINT)

    ended = PairReader.start(base, RECIPE)
    train(ended, tokenizer, PAIRS, tmp_path / "ended", RECIPE)

    for name, weights in whole.state_dict().items():
        assert torch.equal(weights, ended.state_dict()[name]), name


def test_words_and_lowest_layers_stay_as_they_were_and_the_others_learn(
    base: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    before = PairReader.start(base, RECIPE).state_dict()
    model = PairReader.start(base, RECIPE)
    train(model, tokenizer, PAIRS, tmp_path / "out", RECIPE)
    after = model.state_dict()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert not any("embeddings" in name or "layer.0." in name for name in changed)
    assert any("layer.1." in name for name in changed)


def test_a_pair_is_read_with_its_query_as_the_second_text(tokenizer: Tokenizer) -> None:
    [row] = encode(tokenizer, [pair("the bridge", "was built", "supported")], 64)
    assert [_WORDS[id_] for id_ in row.ids] == "<s> the bridge </s> was built </s>".split()
    assert row.types == [0, 0, 0, 0, 1, 1, 1]


def test_of_a_long_pair_the_evidence_loses_its_end_and_the_claim_stays(
    tokenizer: Tokenizer,
) -> None:
    [row] = encode(tokenizer, [pair("the " * 50, "was built", "supported")], 12)
    assert len(row.ids) == 12
    assert [_WORDS[id_] for id_ in row.ids[-3:]] == ["was", "built", "</s>"]


def test_what_is_not_supported_may_be_refuted_or_neutral_without_loss() -> None:
    refuted, neutral = torch.tensor([[-9.0, 9.0, -9.0]]), torch.tensor([[-9.0, -9.0, 9.0]])
    supported, answering = torch.tensor([[9.0, -9.0, -9.0]]), torch.zeros(1)
    rows = encode_rows("unsupported")
    assert loss_of(refuted, answering, rows).item() < 1e-3
    assert loss_of(neutral, answering, rows).item() < 1e-3
    assert loss_of(supported, answering, rows).item() > 9


def encode_rows(target: Target) -> list:  # type: ignore[type-arg]
    from evals.training.reading import Encoded

    return [Encoded([0, 2, 2], [0, 0, 1], target)]


def test_what_shipped_is_read_back_as_it_answers() -> None:
    told = (
        "The bridge was built in 1932. It was closed for a year after a flood, and reopened in May."
    )
    pairs = [
        pair(told, query, "supported")
        for query in (
            "The bridge was not built.",
            "A flood closed the bridge, which dates from 1932, for a year.",
            "The bridge was closed for a year because the mayor wished it so.",
            "When did it reopen?",
            "Who built the bridge?",
        )
    ]
    logits = in_training(read_shipped(MODELS, frozen=2), read_tokenizer(), 64)(pairs)
    shipped = as_shipped(MODELS)(pairs)
    np.testing.assert_allclose(logits, shipped, atol=0.35)  # int8 rounds what passes through
    assert np.corrcoef(logits.ravel(), shipped.ravel())[0, 1] > 0.995


def test_a_run_may_begin_with_the_embedding_with_what_ships_or_with_a_checkpoint(
    base: Path, tmp_path: Path
) -> None:
    fresh, _ = begin(base, None, RECIPE, CPU)
    learned = {name: weights + 1 for name, weights in fresh.state_dict().items()}
    torch.save({"model": learned}, tmp_path / CHECKPOINT)
    gone_on, _ = begin(base, tmp_path / CHECKPOINT, RECIPE, CPU)
    assert torch.equal(gone_on.state_dict()["entailment.bias"], learned["entailment.bias"])
    ships, tokenizer = begin(None, None, RECIPE, CPU)
    assert torch.equal(
        ships.state_dict()["entailment.bias"],
        read_shipped(MODELS, 1).state_dict()["entailment.bias"],
    )
    assert tokenizer.get_vocab_size() == ships.encoder.config.vocab_size


def test_weights_go_back_by_a_share_of_the_way(base: Path) -> None:
    model = PairReader.start(base, RECIPE)
    begun = {name: weights + 1 for name, weights in model.state_dict().items()}
    ended = {name: weights.clone() for name, weights in model.state_dict().items()}
    average(model, begun, 0.25)
    for name, weights in model.state_dict().items():
        assert torch.allclose(weights, ended[name] + 0.25), name


def test_the_shipped_manifest_names_each_set_with_its_licence() -> None:
    origin = json.loads((MODELS / "reading.json").read_text(encoding="utf-8"))["origin"]
    for name in (*CLAIMS, *QUESTIONS):
        assert f"{name} ({LICENCES[name]})" in origin


def test_a_gpu_is_taken_where_there_is_one_and_a_device_that_is_not_there_is_named() -> None:
    assert device_of(None).type == ("cuda" if torch.cuda.is_available() else "cpu")
    assert device_of("cpu") == CPU
    with pytest.raises(ValueError, match="no device 'abacus'"):
        device_of("abacus")


def test_each_run_is_reported_and_what_ships_is_measured_beside_what_was_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLAIMS", "QUESTIONS", "PLANTED_ON"):
        monkeypatch.setattr(mixing, name, {})
    monkeypatch.setattr(mixing, "RELATED", ())
    monkeypatch.setattr(mixing, "written", lambda *, held_out: PAIRS[:3] if held_out else PAIRS)
    for file in (WORDS, TOKENIZER):
        (tmp_path / file).symlink_to(MODELS / file)
    given = {"data": tmp_path, "steps": 0, "device": "cpu", "runs": tmp_path / "runs.jsonl"}
    command("reading", out=tmp_path / "one", **given)  # type: ignore[arg-type]
    command("reading", out=tmp_path / "two", ship_to=tmp_path, **given)  # type: ignore[arg-type]
    lines = (tmp_path / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    one, two = map(json.loads, lines)
    assert one["learned_from"] == two["learned_from"] == {"test": 2 * len(PAIRS)}
    assert one["recipe"]["steps"] == 0
    [figure] = one["measured"]
    assert set(two["measured"]) == {figure, f"before int8, {figure}"}
    assert read_manifest(NAME, tmp_path).measured == two["measured"]
