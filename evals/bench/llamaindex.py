"""LlamaIndex's own index and retriever on Chroma, beside which `ingest` and `search` stand."""

from collections.abc import Sequence
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from evals.bench.invented import DAYS, FIRST_DAY, batches

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from index.embedding import Embedding
    from index.model import Passage, Received

_LIMIT = 10
_AT_ONCE = 5_000  # its store refuses more than 5,461
_SHARE = 10  # % of the articles that pass the filter


def llamaindex(
    folder: Path, passages: int, embedding: "Embedding", asked: Sequence[str]
) -> dict[str, list[float]]:
    """The milliseconds of each question, unfiltered and filtered; embedding it is not in them."""
    import chromadb
    from llama_index.core import VectorStoreIndex
    from llama_index.core.schema import QueryBundle
    from llama_index.core.vector_stores import FilterOperator, MetadataFilter, MetadataFilters
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from index.llamaindex import as_llamaindex

    with closing(cast("Any", chromadb.PersistentClient(str(folder)))) as client:
        collection = client.create_collection(
            "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        store = ChromaVectorStore(chroma_collection=collection)
        for written, drawn in batches(passages):
            nodes = [_node(one, vector) for one, vector in _pairs(written, drawn)]
            for i in range(0, len(nodes), _AT_ONCE):
                store.add(nodes[i : i + _AT_ONCE])
        index = VectorStoreIndex.from_vector_store(store, embed_model=as_llamaindex(embedding))
        first = FIRST_DAY.toordinal() + DAYS - round(DAYS * _SHARE / 100)
        narrow = MetadataFilters(
            filters=[MetadataFilter(key="published", operator=FilterOperator.GTE, value=first)]
        )
        bundles = [
            QueryBundle(text, embedding=embedding.get_query_embedding(text)) for text in asked
        ]
        return {
            "LlamaIndex all but embedding": _times(
                index.as_retriever(similarity_top_k=_LIMIT), bundles
            ),
            f"LlamaIndex filtered {_SHARE} % all but embedding": _times(
                index.as_retriever(similarity_top_k=_LIMIT, filters=narrow), bundles
            ),
        }


def passages_per_second(
    folder: Path, articles: Sequence["Received"], embed_model: "BaseEmbedding", tokens: int
) -> float:
    """How fast LlamaIndex's index takes articles in, in passages of so many tokens."""
    import chromadb
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    documents = [Document(text=one.raw, metadata={"title": one.title}) for one in articles]
    with closing(cast("Any", chromadb.PersistentClient(str(folder)))) as client:
        collection = client.create_collection("passages", embedding_function=None)
        since = perf_counter()
        VectorStoreIndex.from_documents(
            documents,
            storage_context=StorageContext.from_defaults(
                vector_store=ChromaVectorStore(chroma_collection=collection)
            ),
            embed_model=embed_model,
            transformations=[SentenceSplitter(chunk_size=tokens, chunk_overlap=0)],
        )
        return int(collection.count()) / (perf_counter() - since)


def like_e5_on_torch() -> "BaseEmbedding":
    """A model of the packaged embedding's shape on torch, as LlamaIndex runs models by default.

    Its weights are random, which costs as much as the real ones.
    """
    import torch
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from transformers import BertConfig, BertModel

    from index.weights import read_tokenizer

    tokenizer = deepcopy(read_tokenizer())
    tokenizer.enable_truncation(512)
    tokenizer.enable_padding()
    shape = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=1536,
    )
    model = BertModel(shape, add_pooling_layer=False)
    model.train(mode=False)

    class OnTorch(BaseEmbedding):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            read = tokenizer.encode_batch(texts)
            mask = torch.tensor([one.attention_mask for one in read])
            with torch.inference_mode():
                last = model(torch.tensor([one.ids for one in read]), mask).last_hidden_state
            kept = mask.unsqueeze(-1)
            means = (last * kept).sum(1) / kept.sum(1)
            vectors: list[list[float]] = torch.nn.functional.normalize(means).tolist()
            return vectors

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return OnTorch()


def _pairs(written: Any, drawn: Any) -> "list[tuple[Passage, list[float]]]":
    found = [one for _, some in written for one in some]
    return list(zip(found, drawn, strict=True))


def _node(passage: "Passage", vector: list[float]) -> Any:
    from llama_index.core.schema import TextNode

    day = passage.published.toordinal() if passage.published else 0
    about = {"title": passage.title, "outlet": passage.outlet or "", "published": day}
    return TextNode(id_=passage.id, text=passage.text, metadata=about, embedding=vector)


def _times(retriever: Any, bundles: Sequence[Any]) -> list[float]:
    retriever.retrieve(bundles[0])  # warms up, not counted
    times = []
    for bundle in bundles:
        since = perf_counter()
        retriever.retrieve(bundle)
        times.append(1000 * (perf_counter() - since))
    return times
