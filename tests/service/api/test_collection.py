"""What the collection covers, copies, and files: over a real server."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serving import house

TEXT = "\n".join(f"Kiln {n} at Orvale fired {n}00 tonnes of oxide." for n in range(1, 25))
FILE = f"---\ntitle: Kilns\noutlet: The Ledger\npublished: 2026-03-02\n---\n{TEXT}"
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with house(tmp_path) as url, httpx.Client(base_url=url, timeout=60) as opened:
        yield opened


def add(client: httpx.Client, name: str, data: str) -> httpx.Response:
    return client.post("/v1/files", params={"name": name}, content=data.encode(), headers=EVENTS)


def test_an_empty_collection_covers_nothing(client: httpx.Client) -> None:
    covered = client.get("/v1/collection").json()
    assert (covered["articles"], covered["outlets"], covered["examples"]) == (0, [], [])
    assert covered["published_from"] is None


def test_a_file_is_read_by_its_ending_and_what_it_covers_is_told(client: httpx.Client) -> None:
    add(client, "kilns.md", FILE)
    add(client, "kilns.md", FILE)  # the same file again changes nothing
    add(client, "trams.md", "---\noutlet: THE LEDGER\n---\nTrams run on Sundays.")
    covered = client.get("/v1/collection").json()
    assert covered["articles"] == 2
    assert covered["outlets"] == [{"name": "THE LEDGER", "articles": 2}]
    assert (covered["published_from"], covered["published_to"]) == ("2026-03-02", "2026-03-02")
    assert covered["examples"][0] == "What is behind “Kilns”?"


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(client: httpx.Client) -> None:
    reply = client.post("/v1/files", params={"name": "sheet.xlsx"}, content=b"PK")
    [failed] = reply.json()["failed"]
    assert failed["problem"] == "It is of no known kind."
    assert ".pdf" in failed["hint"]


def test_copies_of_an_article_are_listed_without_itself(client: httpx.Client) -> None:
    add(client, "kilns.md", FILE)
    add(client, "copy.md", FILE.replace("The Ledger", "Orvale Post"))
    ids = [one["id"] for one in client.get("/v1/articles").json()["articles"]]
    copies = client.get(f"/v1/articles/{ids[0]}/copies").json()["articles"]
    assert [one["id"] for one in copies] == ids[1:]
    assert client.get("/v1/articles/unknown/copies").status_code == 404
