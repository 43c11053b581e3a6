"""LlamaIndex's own retriever on Chroma, for `bench search` to stand beside."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from evals.bench.invented import DAYS, FIRST_DAY, batches

if TYPE_CHECKING:
    from index.embedding import Embedding
    from index.model import Passage

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
