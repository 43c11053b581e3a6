"""A cross-encoder reorders passages; the one used here is tiny, random, and made on the spot."""

from pathlib import Path

import pytest
import torch
from llama_index.core.schema import NodeWithScore, TextNode
from sentence_transformers import CrossEncoder
from transformers import BertForSequenceClassification

from index.errors import RerankerNotUsable
from index.model import Passage
from index.reranking import Reranker
from tests.hub import NAME, hub
from tests.models import make_reranker

TEXTS = ["the tram fare rises", "a bus stays", "who says trams", "the boat falls", "a tram falls"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_reranker(tmp_path_factory.mktemp("models") / "tiny")


def passage(number: int, text: str) -> Passage:
    return Passage(
        id=f"a:1:{number}", article_id="a", version=1, title="Trams", language="en",
        start=0, end=len(text), text=text,
    )  # fmt: skip


def test_passages_get_what_the_model_says_of_question_and_titled_text(folder: str) -> None:
    passages = [passage(number, text) for number, text in enumerate(TEXTS)]
    scores = Reranker(folder)("who says the tram fare rises", passages)
    pairs = [("who says the tram fare rises", f"Trams\n\n{text}") for text in TEXTS]
    said = CrossEncoder(folder).predict(pairs, activation_fn=torch.nn.Sigmoid())
    assert scores == pytest.approx(
        {p.id: float(s) for p, s in zip(passages, said, strict=True)}, abs=1e-5
    )
    assert len(set(scores.values())) == len(TEXTS)
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


def test_it_is_a_postprocessor_for_any_llama_index_program(folder: str) -> None:
    nodes = [NodeWithScore(node=TextNode(id_=text, text=text), score=0.5) for text in TEXTS]
    ordered = Reranker(folder).postprocess_nodes(nodes, query_str="who says the tram fare rises")
    assert {found.node.node_id for found in ordered} == set(TEXTS)
    scores = [found.get_score() for found in ordered]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)
    assert Reranker(folder).postprocess_nodes([], query_str="tram") == []


def test_the_fingerprint_names_the_model_and_its_weights(folder: str, tmp_path: Path) -> None:
    assert Reranker(folder).fingerprint == Reranker(folder).fingerprint
    same_name = tmp_path / "tiny"
    make_reranker(same_name)
    assert Reranker(str(same_name)).fingerprint == Reranker(folder).fingerprint
    model = BertForSequenceClassification.from_pretrained(same_name)
    with torch.no_grad():
        model.classifier.bias.add_(1)
    model.save_pretrained(same_name)
    assert Reranker(str(same_name)).fingerprint != Reranker(folder).fingerprint


def test_a_folder_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RerankerNotUsable, match="nowhere") as caught:
        Reranker(str(tmp_path / "nowhere"))
    assert "ASSAY_RERANKER" in caught.value.hint


def test_a_model_with_several_labels_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(RerankerNotUsable, match="3 labels"):
        Reranker(make_reranker(tmp_path / "labels", labels=3))


def test_a_model_at_the_hub_is_loaded_by_its_name(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub(Path(folder), tmp_path / "cache", monkeypatch):
        assert Reranker(NAME).fingerprint == Reranker(folder).fingerprint
