"""Checks over HTTP, through the client and on the command line: one report."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from index.errors import ArticleUnknown
from index.model import Received
from service.checks import CheckRequest
from service.cli import app
from service.client import connect
from tests.serving import house

KESSANDRA = Received(
    uri="test:k",
    id="kessandra",
    title="Kessandra's year",
    outlet="The Ledger",
    raw="Kessandra made 3,410 tonnes of oxide in 2025.\n\nThe plant at Ellisk was shut in May.",
)
TEXT = "The plant at Ellisk was shut in May. Kessandra made 4,000 tonnes of oxide in 2025."


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), [KESSANDRA]) as address:
        yield address


def send(method: str, url: str, **more: Any) -> httpx.Response:
    """A request that waits for a busy machine."""
    return httpx.request(method, url, timeout=60, **more)


def silent(_: str) -> None: ...


def test_events_and_json_say_the_same_and_a_check_is_counted(url: str) -> None:
    """Promise 6."""
    asked = {"text": TEXT, "articles": ["kessandra"]}
    whole = send("POST", f"{url}/v1/checks", json=asked).raise_for_status().json()
    stream = send("POST", f"{url}/v1/checks", json=asked, headers={"accept": "text/event-stream"})
    frames = [frame.splitlines() for frame in stream.text.split("\n\n") if frame]
    events = [(name[7:], json.loads(data[6:])) for name, data in frames]
    assert [name for name, _ in events] == ["retrieved", "checked", "checked", "reported"]
    assert [event["claim"] for name, event in events if name == "checked"] == whole["claims"]
    assert [claim["verdict"] for claim in whole["claims"]] == ["supported", "contradicted"]
    assert (whole["supported"], events[-1][1]["claims"]) == (False, whole["claims"])
    told = send("GET", f"{url}/metrics").text
    assert 'assay_checks_total{outcome="not_supported"} 2.0' in told


def test_what_cannot_be_checked_is_told_as_a_problem(url: str) -> None:
    unknown = send("POST", f"{url}/v1/checks", json={"text": TEXT, "articles": ["nothing"]})
    assert (unknown.status_code, unknown.json()["title"]) == (404, "Unknown article")
    empty = send("POST", f"{url}/v1/checks", json={"text": " "})
    assert (empty.status_code, empty.json()["detail"]) == (422, "The text is empty.")


async def test_the_client_gives_the_report_of_the_service(url: str) -> None:
    async with connect(url, silent) as client:
        given = await client.check(CheckRequest(text=TEXT, articles=("kessandra",)))
        found = await client.check(CheckRequest(text=TEXT))
        with pytest.raises(ArticleUnknown):
            await client.check(CheckRequest(text=TEXT, articles=("nothing",)))
    verdicts = [claim.verdict for claim in given.claims]
    assert verdicts == [claim.verdict for claim in found.claims] == ["supported", "contradicted"]
    assert replace(given.made_with, judge_silent=0) == found.made_with


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, words)])


def test_the_exit_status_says_whether_every_sentence_is_supported(url: str, tmp_path: Path) -> None:
    draft, source = tmp_path / "draft.txt", tmp_path / "source.md"
    draft.write_text(TEXT, encoding="utf-8")
    source.write_text("---\ntitle: Varr\n---\nA ticket costs 12 crowns.\n", encoding="utf-8")
    some = run(draft, "--url", url)
    assert some.exit_code == 1
    assert some.stdout.startswith("supported    The plant at Ellisk was shut in May [1].\n")
    assert "· 4,000" in some.stdout
    assert "1 of 2 sentences are supported." in some.stdout
    draft.write_text("A ticket costs 12 crowns [1].", encoding="utf-8")
    every = run(draft, "--article", source, "--url", url)
    assert (every.exit_code, "“A ticket costs 12 crowns.”" in every.stdout) == (0, True)
    missing = run(tmp_path / "nothing.txt", "--url", url)
    assert (missing.exit_code, "nothing.txt" in missing.stderr) == (2, True)
