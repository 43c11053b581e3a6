"""What the collection covers, copies, and files: over a real server."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from index.model import Received
from tests.serving import house

TEXT = "\n".join(f"Kiln {n} at Orvale fired {n}00 tonnes of oxide." for n in range(1, 25))
FILE = f"---\ntitle: Kilns\noutlet: The Ledger\npublished: 2026-03-02\n---\n{TEXT}"
BYTES = {"content-type": "application/octet-stream"}
EVENTS = {**BYTES, "accept": "text/event-stream"}


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
    assert covered["examples"][0] == "Kilns"
    assert covered["undated"] == 1


def test_a_day_may_let_in_articles_that_have_none(client: httpx.Client) -> None:
    add(client, "kilns.md", FILE)
    add(client, "trams.md", "---\ntitle: Trams\n---\nTrams and kilns run on Sundays.")
    for undated, titles in ((False, set()), (True, {"Trams"})):
        filters = {"published_from": "2026-05-01", "undated": undated}
        hits = client.post("/v1/search", json={"query": "kilns", "filters": filters}).json()["hits"]
        assert {hit["title"] for hit in hits} == titles


def test_a_file_that_cannot_be_read_says_why_and_what_to_do(client: httpx.Client) -> None:
    reply = client.post("/v1/files", params={"name": "sheet.odt"}, content=b"PK", headers=BYTES)
    [failed] = reply.json()["failed"]
    assert failed["problem"] == "It is of no known kind."
    assert ".pdf" in failed["hint"]


def test_a_file_sent_again_under_its_name_is_the_next_version(client: httpx.Client) -> None:
    [first] = client.post("/v1/files", params={"name": "a.md"}, content=b"Kilns burn in April.", headers=BYTES).json()["articles"]  # fmt: skip
    [second] = client.post("/v1/files", params={"name": "a.md"}, content=b"Kilns burn in June.", headers=BYTES).json()["articles"]  # fmt: skip
    assert (second["id"], second["version"], second["outcome"]) == (first["id"], 2, "changed")


def test_whoever_sends_a_file_again_may_keep_both_or_be_asked(client: httpx.Client) -> None:
    def send(text: str, if_exists: str) -> httpx.Response:
        params = {"name": "50% off.md", "if_exists": if_exists}
        return client.post("/v1/files", params=params, content=text.encode(), headers=BYTES)

    first = send("Kilns burn in April.", "refuse").json()["articles"][0]
    assert send("Kilns burn in April.", "keep").json()["articles"][0]["outcome"] == "unchanged"
    asked = send("Kilns burn in June.", "refuse")
    assert asked.status_code == 409
    assert asked.json()["type"] == "urn:assay:problem:name-taken"
    kept = send("Kilns burn in June.", "keep").json()["articles"][0]
    assert (kept["outcome"], kept["id"] != first["id"]) == ("added", True)
    replaced = send("Kilns burn in July.", "replace").json()["articles"][0]
    assert (replaced["outcome"], replaced["id"]) == ("changed", kept["id"])


def test_what_was_left_out_of_a_file_is_told(client: httpx.Client) -> None:
    text = b"---\ndate: 03/04/2025\n---\nKilns burn in April."
    reply = client.post("/v1/files", params={"name": "a.md"}, content=text, headers=BYTES).json()
    assert reply["articles"][0]["outcome"] == "added"
    assert "could be two days" in reply["remarks"][0]


def test_the_kinds_of_files_are_told_where_the_collection_is(client: httpx.Client) -> None:
    assert {".md", ".pdf", ".json"} <= set(client.get("/v1/collection").json()["kinds"])


def test_copies_of_an_article_are_listed_without_itself(tmp_path: Path) -> None:
    kilns = Received(uri="test:kilns", id="kilns", title="Kilns", raw=TEXT)
    copy = replace(kilns, uri="test:copy", id="copy", outlet="Orvale Post")
    with house(tmp_path, [kilns, copy]) as url, httpx.Client(base_url=url) as client:
        copies = client.get("/v1/articles/kilns/copies").json()["articles"]
        assert [(one["id"], one["outlet"]) for one in copies] == [("copy", "Orvale Post")]
        assert client.get("/v1/articles/unknown/copies").status_code == 404


def test_a_form_of_another_site_adds_nothing(client: httpx.Client) -> None:
    plain = {"content-type": "text/plain"}
    reply = client.post("/v1/files", params={"name": "a.md"}, content=b"Text.", headers=plain)
    assert reply.status_code == 422
    assert client.get("/v1/collection").json()["pending"] == 0
