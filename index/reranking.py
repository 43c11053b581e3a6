"""Passages in the order in which a cross-encoder finds that they answer a question."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode
from pydantic import PrivateAttr

from index.errors import RerankerNotUsable, in_a_line
from index.hub import folder_of
from index.model import Passage

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_AT_ONCE = 16  # pairs that the model reads together


class Reranker(BaseNodePostprocessor):
    """A LlamaIndex postprocessor around any sentence-transformers cross-encoder on this machine.

    Nodes come out best first, with what the model says of each as their score, 0 to 1.
    """

    model_name: str
    fingerprint: str
    """Names the model and its weights."""

    _model: "CrossEncoder" = PrivateAttr()

    def __init__(self, name: str) -> None:
        """Load the model in the folder `name`, or of that name at the hub.

        Raises `RerankerNotUsable`.
        """
        model = _load(name)
        digest = _digest(model)
        about: dict[str, Any] = {
            "model_name": name,
            "fingerprint": f"{Path(name).name}@{digest[:12]}",
        }
        super().__init__(**about)
        self._model = model

    @classmethod
    def class_name(cls) -> str:
        return "AssayReranker"

    def __call__(self, query: str, passages: Sequence[Passage]) -> dict[str, float]:
        """How well each passage answers, 0 to 1, by id. It takes a while: keep off the loop."""
        nodes = [NodeWithScore(node=_node(passage)) for passage in passages]
        ordered = self.postprocess_nodes(nodes, query_str=query)
        return {found.node.node_id: found.get_score() for found in ordered}

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None:
            raise ValueError("A reranker needs the question: give query_str or query_bundle.")
        texts = [found.node.get_content(metadata_mode=MetadataMode.EMBED) for found in nodes]
        scores = self._scores(query_bundle.query_str, texts)
        scored = [
            NodeWithScore(node=found.node, score=score)
            for found, score in zip(nodes, scores, strict=True)
        ]
        return sorted(scored, key=lambda found: (-found.get_score(), found.node.node_id))

    def _scores(self, query: str, texts: Sequence[str]) -> list[float]:
        from torch.nn import Sigmoid

        if not texts:
            return []
        pairs = [(query, text) for text in texts]
        found = self._model.predict(
            pairs, batch_size=_AT_ONCE, show_progress_bar=False, activation_fn=Sigmoid()
        )
        return [round(float(score), 6) for score in found]


def _load(name: str) -> "CrossEncoder":
    hint = (
        "Set ASSAY_RERANKER to the folder of a sentence-transformers cross-encoder with one label, "
        "or to its name at the Hugging Face hub, or leave it unset."
    )
    try:
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        model: CrossEncoder = CrossEncoder(str(folder_of(name)), local_files_only=True)
    except Exception as error:  # the library raises whatever its parts raise
        raise RerankerNotUsable(
            f"The reranker {name!r} can't be loaded: {in_a_line(error)}", hint
        ) from error
    if model.num_labels != 1:
        raise RerankerNotUsable(
            f"{name!r} gives {model.num_labels} labels, not one score: it is no reranker.", hint
        )
    return model


def _digest(model: "CrossEncoder") -> str:
    digest = hashlib.sha256()
    for name, values in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(values.cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()


def _node(passage: Passage) -> TextNode:
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={"title": passage.title},
        metadata_template="{value}",
        text_template="{metadata_str}\n\n{content}",
    )
