"""Search serves programs that are built with LlamaIndex, with and without an event loop."""

import asyncio
import contextlib
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import MetadataMode

from index.embedding import Embedding
from index.model import Filters, Hit, Received
from index.retriever import HybridRetriever
from service.loading import load_embedding
from service.settings import Settings, load
from service.wiring import build, open_retriever
from tests.fakes import WordEmbedding, article, hit

TRAM = article("Trams run. Fares stay.", title="Fares", outlet="Tram Weekly",
               published=date(2025, 3, 4), url="https://tram.example/1")  # fmt: skip
FOUND = (hit(TRAM, 1, 11, 22), hit(TRAM, 2, 0, 10))
RECEIVED = Received(
    uri="test:ulbrace", id="ulbrace", title="Acid at Mount Ulbrace",
    raw="About 1,200 litres of acid escaped at Mount Ulbrace.",
)  # fmt: skip


async def search(query: str, filters: Filters, limit: int) -> tuple[Hit, ...]:
    assert (query, filters) == ("fares?", Filters(languages=("en",)))
    return FOUND[:limit]


def words(_: Settings) -> WordEmbedding:
    return WordEmbedding()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with one article in it."""

    asyncio.run(_fill(load(data=tmp_path), words))
    return tmp_path


async def _fill(settings: Settings, embedding: Callable[[Settings], Embedding]) -> None:
    async with build(settings, "a test", load_embedding=embedding) as service:
        await service.ingest.add([RECEIVED])


async def test_a_hit_becomes_a_node_that_says_where_it_is_from() -> None:
    retriever = HybridRetriever(search, limit=2, filters=Filters(languages=("en",)))
    first, second = await retriever.aretrieve("fares?")
    assert (first.node.node_id, first.score, first.text) == (FOUND[0].id, 1.0, "Fares stay.")
    assert first.node.metadata == {
        "title": "Fares", "outlet": "Tram Weekly", "published": "2025-03-04",
        "url": "https://tram.example/1", "article_id": "a1", "start": 11, "end": 22,
    }  # fmt: skip
    assert TRAM.text[first.node.metadata["start"] : first.node.metadata["end"]] == first.text
    read = first.node.get_content(metadata_mode=MetadataMode.LLM)
    assert "Tram Weekly" in read
    assert "article_id" not in read
    assert second.node.node_id == FOUND[1].id


async def test_a_thread_may_retrieve_while_the_loop_runs_but_the_loop_may_not_wait_for_itself() -> (
    None
):
    retriever = HybridRetriever(search, limit=1, filters=Filters(languages=("en",)))
    [found] = await asyncio.to_thread(retriever.retrieve, "fares?")
    assert found.node.node_id == FOUND[0].id
    with pytest.raises(RuntimeError, match=r"await retriever\.aretrieve"):
        retriever.retrieve("fares?")


def test_a_program_without_a_loop_retrieves(data: Path) -> None:
    with open_retriever(load(data=data), load_embedding=words) as retriever:
        assert isinstance(retriever, BaseRetriever)
        [found] = retriever.retrieve("acid at Mount Ulbrace")
        assert found.text == RECEIVED.raw
        [again] = asyncio.run(retriever.aretrieve("acid at Mount Ulbrace"))
        assert again == found


def test_filters_and_limit_hold(data: Path) -> None:
    none = Filters(languages=("zh",))
    with open_retriever(load(data=data), filters=none, load_embedding=words) as retriever:
        assert retriever.retrieve("acid at Mount Ulbrace") == []


async def test_a_program_with_a_loop_of_its_own_retrieves_either_way(data: Path) -> None:
    with open_retriever(load(data=data), load_embedding=words) as retriever:
        [found] = retriever.retrieve("acid")
        assert await retriever.aretrieve("acid") == [found]


def test_the_example_in_the_readme_runs(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## In a LlamaIndex program")[2]
    example = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[0]
    assert len(example.splitlines()) <= 15
    said = io.StringIO()
    with contextlib.chdir(tmp_path), contextlib.redirect_stdout(said):
        asyncio.run(_fill(load(data=".assay"), load_embedding))
        exec(example, {})
    assert f"{RECEIVED.title}, None: {RECEIVED.raw}" in said.getvalue()
