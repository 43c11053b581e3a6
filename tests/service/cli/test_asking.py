"""Commands that ask the articles: what they print, and how they end."""

import json
import re
from dataclasses import fields
from pathlib import Path

import httpx
import pytest

from index.model import Filters, Received
from tests.commands import assay, here, process
from tests.serving import house


def test_an_answer_shows_under_each_number_the_source_and_its_exact_words(home: Path) -> None:
    asked = process("ask", "How much oxide did Kessandra make in 2025?", cwd=home)
    assert asked.returncode == 0, asked.stderr
    told, _, kept = asked.stdout.partition("\nKept as ")
    assert told == (
        "Kessandra made 3,410 tonnes of oxide in 2025 [1].\n\n"
        "[1] Kessandra's year, The Ledger, 2026-04-23\n"
        "    “Kessandra made 3,410 tonnes of oxide in 2025.”\n\n"
        "No language model is set, so answers quote the articles.\n"
    )
    assert assay("replay", kept.strip(), cwd=home).returncode == 0


def test_json_is_the_answer_as_the_api_gives_it(home: Path) -> None:
    asked = assay("ask", "Who won the football cup?", "--json", "--strict", cwd=home)
    answer = json.loads(asked.stdout)
    assert (answer["status"], answer["claims"]) == ("not_in_articles", [])
    assert answer["passages"][0]["title"] == "Kessandra's year"


def test_what_readers_said_is_exported_through_a_server_and_here(
    tmp_path: Path, words: None
) -> None:
    data = tmp_path / "data"
    with house(
        data, [Received(uri="test:a", title="A year", raw="Kessandra made 9 tonnes.")]
    ) as url:
        asked = {"question": "How many tonnes did Kessandra make?"}
        answer = httpx.post(f"{url}/v1/answers", json=asked, timeout=20).json()
        httpx.post(f"{url}/v1/answers/{answer['id']}/feedback", json={"thumb": "down"})
        there = here("feedback", "export", "--url", url)
    exported = here("feedback", "export", "--out", tmp_path / "cases.jsonl", "--data", data)
    assert (exported.exit_code, exported.output) == (0, "")
    assert there.output == (tmp_path / "cases.jsonl").read_text(encoding="utf-8")
    case = json.loads(there.output)
    assert (case["answer_id"], case["thumb"]) == (answer["id"], "down")
    assert case["claims"][0]["citations"] == [
        {"article": "test:a", "quote": "Kessandra made 9 tonnes."}
    ]


def test_a_replay_ends_with_1_where_the_articles_now_say_something_else(data: Path) -> None:
    asked = here("ask", "How many tonnes did the kiln make in 2025?", "--json", "--data", data)
    id_ = json.loads(asked.output)["id"]
    same = here("replay", id_, "--data", data)
    assert (same.exit_code, same.output) == (0, "The same answer.\n")
    (data.parent / "kiln.txt").write_text("The kiln made 9 tonnes in 2025.")
    here("add", data.parent / "kiln.txt", "--data", data)
    changed = here("replay", id_, "--json", "--data", data)
    told = json.loads(changed.output)
    assert (changed.exit_code, told["same"], told["before"]) == (1, False, id_)
    assert any("9 tonnes" in (change["after"] or "") for change in told["changes"])
    unknown = here("replay", "nothing", "--data", data)
    assert unknown.exit_code == 3
    assert "No answer with the id 'nothing' is kept." in unknown.output


def test_questions_and_searches_take_filters(tmp_path: Path, server: str) -> None:
    article = tmp_path / "year.md"
    about = "title: A year\noutlet: The Ledger\npublished: 2026-04-23\nlanguage: en"
    article.write_text(f"---\n{about}\n---\nKessandra made 3,410 tonnes.\n")
    assert here("add", article, "--url", server).exit_code == 0
    for options, status, told in (
        (["--as-of", "2026-04-23", "--outlet", "The Ledger", "--language", "en"], 0, True),
        (["--published-from", "2026-04-23", "--published-to", "2026-04-24"], 0, True),
        (["--as-of", "2026-04-22"], 0, False),
        (["--outlet", "Another"], 0, False),
        (["--article", "another"], 0, False),
        (["--published-from", "2026-04-24", "--published-to", "2026-04-23"], 2, False),
        (["--as-of", "April"], 2, False),
    ):
        for command in (["ask", "How many tonnes did Kessandra make?"], ["search", "tonnes"]):
            done = here(*command, *options, "--url", server)
            assert (done.exit_code, "3,410" in done.output) == (status, told), done.output


def test_a_search_explains_itself_on_request(data: Path) -> None:
    told = here("search", "kiln tonnes", "--limit", "1", "--explain", "--data", data)
    assert told.exit_code == 0
    assert re.search(r"\(dense 1, \d\.\d{3}, lexical 1, \d\.\d{3}\)", told.output)
    assert "below the limit: The ore made 3,410 tonnes in 2025." in told.output
    found = json.loads(
        here("search", "kiln tonnes", "--limit", "1", "--explain", "--json", "--data", data).output
    )
    assert [one["reason"] for one in found["dropped"]] == ["below the limit"]
    assert set(found["hits"][0]["scores"]) == {"dense", "lexical"}


@pytest.mark.parametrize("command", ["ask", "search", "check"])
def test_every_command_that_asks_has_each_filter_as_an_option(command: str) -> None:
    told = here(command, "--help").output
    for field in fields(Filters):
        option = field.name.removesuffix("s").replace("_", "-")
        assert f"--{option} " in told or field.name == "undated", option
