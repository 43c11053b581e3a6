"""Agents, with the protocol's own client: in this process, over HTTP, and over stdio."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import TextContent, TextResourceContents
from pydantic import SecretStr

from index.model import Received
from service.api.access import Access
from service.api.agents import Agents
from service.api.startup import Startup
from service.client import connect
from service.mcp import make_server
from service.service import Service
from tests.serving import house, opener, serving

RAW = "# Output\n\nKessandra made 3,410 tonnes of oxide in 2025.\n\nThe plant at Ellisk was shut in May."
KESSANDRA = Received(
    uri="test:k", id="kessandra", title="Kessandra's year", outlet="The Ledger", raw=RAW
)
KEY = SecretStr("secret")
READING = {"ask", "search", "read_article", "list_articles", "check_text"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), [KESSANDRA], api_keys="secret") as address:
        yield address


def silent(_: str) -> None: ...


@asynccontextmanager
async def agent(url: str, *, allow_adding: bool = False) -> AsyncIterator[Client]:
    """An agent whose tools work on a server, as those of `assay mcp --url` do."""
    async with (
        connect(url, silent, KEY) as server,
        Client(make_server(server, allow_adding=allow_adding)) as client,
    ):
        yield client


async def call(client: Client, tool: str, **given: Any) -> Any:
    result = await client.call_tool(tool, given)
    assert not result.is_error, result.content
    return result.structured_content


async def text_at(client: Client, address: str) -> str:
    [content] = (await client.read_resource(address)).contents
    assert isinstance(content, TextResourceContents)
    return content.text


async def test_an_answer_has_quotes_whose_addresses_read_as_them(url: str) -> None:
    async with agent(url) as client:
        told = await call(client, "ask", question="How much oxide did Kessandra make in 2025?")
        [sentence] = told["sentences"]
        [quote] = sentence["citations"]
        assert (told["status"], sentence["verdict"]) == ("answered", "supported")
        assert quote["quote"] == "Kessandra made 3,410 tonnes of oxide in 2025."
        assert (quote["title"], quote["outlet"]) == ("Kessandra's year", "The Ledger")
        assert (quote["page"], quote["heading"]) == (None, "Output")
        assert await text_at(client, quote["address"]) == quote["quote"]
        assert (await call(client, "read_article", article=quote["address"]))["text"] == quote[
            "quote"
        ]
        assert '"draft"' in await text_at(client, told["address"])


async def test_articles_are_read_by_stretches_and_whole_when_asked(url: str) -> None:
    async with agent(url) as client:
        [listed] = (await call(client, "list_articles"))["articles"]
        assert (listed["id"], listed["state"]) == ("kessandra", "indexed")
        stretch = await call(client, "read_article", article="kessandra", start=10, end=19)
        assert (stretch["text"], stretch["length"]) == ("Kessandra", len(RAW))
        assert (await call(client, "read_article", article="kessandra", whole=True))["text"] == RAW
        assert await text_at(client, "assay://articles/kessandra") == RAW
        [found] = (await call(client, "search", query="oxide"))["passages"]
        assert await text_at(client, found["address"]) == found["text"]


async def test_a_text_is_checked_with_reasons(url: str) -> None:
    async with agent(url) as client:
        told = await call(
            client, "check_text", text="Kessandra made 4,000 tonnes of oxide in 2025."
        )
    [sentence] = told["sentences"]
    assert (told["supported"], sentence["verdict"]) == (False, "contradicted")
    assert any("4,000" in reason for reason in sentence["reasons"])


async def test_what_goes_wrong_is_told_with_what_to_do_next(url: str) -> None:
    async with agent(url) as client:
        unknown = await client.call_tool("read_article", {"article": "nothing"})
        [told] = unknown.content
        assert unknown.is_error
        assert isinstance(told, TextContent)
        assert "No article has the id 'nothing'." in told.text
        with pytest.raises(MCPError, match="No article has the id"):
            await client.read_resource("assay://articles/nothing")


async def test_articles_are_added_only_where_that_was_allowed(url: str) -> None:
    async with agent(url) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == READING
    async with agent(url, allow_adding=True) as client:
        added = await call(client, "add_article", title="Varr", text="A ticket costs 12 crowns.")
        assert added["outcome"] == "added"
        wordless = await client.call_tool("add_article", {"title": "Varr", "text": "?!"})
        assert wordless.is_error
        async with connect(url, silent, KEY) as server:
            [article] = [one async for one in server.articles() if one.uri == added["uri"]]
            await server.remove(article.id)


async def test_over_http_the_same_tools_stand_behind_the_same_keys(url: str) -> None:
    async with (
        httpx2.AsyncClient(timeout=60) as stranger,
        httpx2.AsyncClient(headers={"authorization": "Bearer secret"}, timeout=60) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
    ):
        assert (await stranger.post(f"{url}/mcp", json={})).status_code == 401
        assert {tool.name for tool in (await client.list_tools()).tools} == READING
        told = await call(client, "ask", question="How much oxide did Kessandra make in 2025?")
    assert told["status"] == "answered"


async def test_over_http_who_may_only_ask_adds_nothing(tmp_path: Path) -> None:
    ready = threading.Event()

    async def then(_: Service) -> None:
        ready.set()

    startup = Startup(opener(tmp_path), then, print, agents=Agents(allow_adding=True))
    boss = httpx2.AsyncClient(headers={"authorization": "Bearer secret"}, timeout=60)
    with serving(startup, Access(keys=(KEY,))) as url:
        assert await asyncio.to_thread(ready.wait, 60)
        async with boss:
            while (await boss.post(f"{url}/mcp", json={})).status_code == 503:
                await asyncio.sleep(0.05)
            made = (await boss.post(f"{url}/v1/keys", json={"name": "reader"})).json()
            assert await adds(url, made["key"]) is False
            assert await adds(url, "secret") is True
            kept = (await boss.get(f"{url}/v1/articles")).json()
    assert [one["title"] for one in kept["articles"]] == ["Varr"]


async def adds(url: str, key: str) -> bool:
    """Whether an agent with this key can add an article over HTTP."""
    async with (
        httpx2.AsyncClient(headers={"authorization": f"Bearer {key}"}, timeout=60) as http,
        Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
    ):
        article = {"title": "Varr", "text": "A ticket costs 12 crowns."}
        return not (await client.call_tool("add_article", article)).is_error


async def test_assay_mcp_speaks_over_stdio(url: str) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from service.cli import main; main()", "mcp", "--url", url],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "ASSAY_API_KEY": "secret",
        },
    )
    async with Client(command) as client:
        [found] = (await call(client, "search", query="oxide"))["passages"]
    assert found["title"] == "Kessandra's year"
