"""Search as a LlamaIndex retriever, for programs that are built with LlamaIndex."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.model import Filters, Hit

Search = Callable[[str, Filters, int], Awaitable[Sequence[Hit]]]


class HybridRetriever(BaseRetriever):
    """Gives each hit as a `TextNode` with the passage's id and text, and the hit's score.

    Its metadata name the article and the place in it: `article.text[start:end] == node.text`.
    """

    def __init__(
        self,
        search: Search,
        *,
        limit: int = 10,
        filters: Filters = Filters(),  # noqa: B008  frozen
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Over `search`, which lives on `loop`: by default the one that is running."""
        super().__init__()
        self._search = search
        self._limit = limit
        self._filters = filters
        self._loop = loop or asyncio.get_running_loop()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        if _running() is self._loop:
            raise RuntimeError(
                "The search lives on this thread's event loop, which can't wait for itself: "
                "use `await retriever.aretrieve(…)`, or `service.wiring.open_retriever`."
            )
        found = asyncio.run_coroutine_threadsafe(self._find(query_bundle), self._loop)
        return found.result()

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        if _running() is self._loop:
            return await self._find(query_bundle)
        found = asyncio.run_coroutine_threadsafe(self._find(query_bundle), self._loop)
        return await asyncio.wrap_future(found)

    async def _find(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = await self._search(query_bundle.query_str, self._filters, self._limit)
        return [NodeWithScore(node=_node(hit), score=hit.score) for hit in hits]


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _node(hit: Hit) -> TextNode:
    """A hit as a node; of its metadata a model reads what tells about the article."""
    where = {"article_id": hit.article_id, "start": hit.start, "end": hit.end}
    about = {
        "title": hit.title,
        "outlet": hit.outlet,
        "published": hit.published and hit.published.isoformat(),
        "url": hit.url,
    }
    return TextNode(
        id_=hit.id,
        text=hit.text,
        metadata=about | where,
        excluded_llm_metadata_keys=list(where),
        excluded_embed_metadata_keys=[*where, "outlet", "published", "url"],
        start_char_idx=hit.start,
        end_char_idx=hit.end,
    )
