"""What is taken away under a running server is told, and nothing is taken in that would be lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from index.model import Received
from tests.serving import house

ARTICLE = Received(uri="test:kiln", title="The kiln", raw="The kiln at Orvale fired 312 tonnes.")
NEW = {"text": "Another kiln fired 20 tonnes."}
QUESTION = {"question": "How much did the kiln fire?"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with house(tmp_path, [ARTICLE]) as url, httpx.Client(base_url=url, timeout=60) as opened:
        assert opened.get("/readyz").status_code == 200
        yield opened


def refused(client: httpx.Client) -> list[str]:
    """What each way in and out says; all are refused with 503."""
    replies = [
        client.get("/readyz"),
        client.post("/v1/articles", json=NEW),
        client.post("/v1/answers", json=QUESTION),
    ]
    assert [reply.status_code for reply in replies] == [503, 503, 503]
    assert client.get("/livez").status_code == 200
    return [f"{reply.json()['detail']} {reply.json()['hint']}" for reply in replies]


def test_without_its_catalogue_nothing_is_accepted(client: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite3").rename(tmp_path / "elsewhere")
    assert all("was taken away while it was in use" in told for told in refused(client))
    (tmp_path / "elsewhere").rename(tmp_path / "catalogue.sqlite3")
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("what", ["indexes", "indexes/*/vectors", "indexes/*/lexical"])
def test_without_its_indexes_it_names_the_command_that_makes_them(
    client: httpx.Client, tmp_path: Path, what: str
) -> None:
    shutil.rmtree(next(tmp_path.glob(what)))
    assert all("`assay rebuild`" in told for told in refused(client))
