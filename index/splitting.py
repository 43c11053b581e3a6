"""Passages of an article: whole sentences, as many as the embedding model reads at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, NodeRelationship, TextNode

from index.packing import CountTokens, pack


class PassageSplitter(NodeParser):
    """A LlamaIndex node parser whose nodes carry exact offsets.

    Each node's metadata hold the article's title and the section's heading: the embedding reads
    them with the text, but they are not part of the span.
    """

    count_tokens: CountTokens
    limit: int  # tokens a passage may have, title and heading included

    def _parse_nodes(
        self, nodes: Sequence[BaseNode], show_progress: bool = False, **kwargs: Any
    ) -> list[BaseNode]:
        return [passage for node in nodes for passage in self._passages(node)]

    def _postprocess_parsed_nodes(
        self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]
    ) -> list[BaseNode]:
        """Keep the offsets: the inherited step searches for them, wrongly in repetitive text."""
        return nodes

    def _passages(self, node: BaseNode) -> Iterator[TextNode]:
        text = node.get_content()
        title = _clip(str(node.metadata.get("title", "")), self.count_tokens, self.limit // 4)
        [title_tokens] = self.count_tokens([title])
        room = max(self.limit - title_tokens, 16)
        for ordinal, (span, heading) in enumerate(pack(text, self.count_tokens, room)):
            yield TextNode(
                id_=f"{node.node_id}:{ordinal}",
                text=text[span.start : span.end],
                start_char_idx=span.start,
                end_char_idx=span.end,
                metadata={"title": title, "section": heading} if heading else {"title": title},
                metadata_template="{value}",
                text_template="{metadata_str}\n\n{content}",
                relationships={NodeRelationship.SOURCE: node.as_related_node_info()},
            )


def _clip(words: str, count_tokens: CountTokens, most: int) -> str:
    """As much of a title as `most` tokens hold."""
    while words and count_tokens([words])[0] > most:
        words = words[: len(words) * 3 // 4].rstrip()
    return words
