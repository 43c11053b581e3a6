"""Split and embed: LlamaIndex's pipeline, which is imported with the first article that comes in.

Answering needs none of it, and its import takes longer than all else at the start.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from index.embedding import Embedding
from index.model import Article

if TYPE_CHECKING:
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.schema import TextNode


class Transform:
    """Articles in, passages with their vectors out, as LlamaIndex's nodes."""

    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    def __call__(self, articles: Sequence[Article]) -> "list[TextNode]":
        """The passages of some articles; each names its article by `document_id`."""
        from llama_index.core.schema import Document, TextNode

        documents = [
            Document(id_=document_id(one), text=one.text, metadata={"title": one.title})
            for one in articles
        ]
        nodes = self.pipeline.run(documents=documents)
        return [node for node in nodes if isinstance(node, TextNode)]

    @cached_property
    def pipeline(self) -> "IngestionPipeline":
        """The splitter, then the embedding."""
        from llama_index.core.ingestion import IngestionPipeline

        from index.llamaindex import as_llamaindex
        from index.splitting import PassageSplitter

        read = self._embedding
        splitter = PassageSplitter(count_tokens=read.count_tokens, limit=read.token_limit)
        steps = [splitter, as_llamaindex(read)]
        return IngestionPipeline(transformations=steps, disable_cache=True)


def document_id(article: Article) -> str:
    """The name of a version of an article in LlamaIndex's documents."""
    return f"{article.id}:{article.version}"
