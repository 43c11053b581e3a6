"""Conversations that a server with keys keeps for whoever asks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.model import Received
from tests.service.api.test_keys import made, send, shown
from tests.serving import house

ARTICLE = Received(uri="test:k", id="k", title="Kessandra", raw="Kessandra made oxide in 2025.")
ALL = "/v1/conversations"
BEGAN = "2026-11-28T09:00:00.000Z"
HERE = f"{ALL}/{BEGAN}"
MADE = "Kessandra made oxide in 2025."


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with house(tmp_path, [ARTICLE], api_keys="old") as address:
        yield address


@pytest.fixture
def ann(url: str) -> Iterator[httpx.Client]:
    key = made(url, "ann")
    with httpx.Client(base_url=url, timeout=60, headers=shown(key)) as client:
        yield client


def put(reader: httpx.Client, minute: int, question: str, **said: Any) -> None:
    path = f"{HERE}/turns/2026-11-28T09:{minute:02}:00.000Z"
    assert reader.put(path, json={"question": question, **said}).status_code == 204


def asked(reader: httpx.Client) -> list[str]:
    return [turn["question"] for turn in reader.get(HERE).json()["turns"]]


def test_turns_of_two_pages_come_together_by_when_they_were_put(ann: httpx.Client) -> None:
    put(ann, 2, "And zinc?", text="Zinc fell.", open=True)
    put(ann, 1, "What of oxide?", text=MADE)
    put(ann, 2, "And zinc?", text="Zinc fell. Then it rose.")
    assert asked(ann) == ["What of oxide?", "And zinc?"]
    assert ann.get(HERE).json()["turns"][1]["text"] == "Zinc fell. Then it rose."
    [listed] = ann.get(ALL).json()["conversations"]
    assert (listed["question"], listed["turns"]) == ("What of oxide?", 2)


def test_what_is_pinned_comes_first_however_many_there_are(ann: httpx.Client) -> None:
    put(ann, 1, "What of oxide?")
    assert ann.patch(HERE, json={"pinned": True}).status_code == 204
    later = f"{ALL}/{BEGAN.replace('28T', '29T')}/turns/2026-11-29T09:00:00.000Z"
    assert ann.put(later, json={"question": "And zinc?"}).status_code == 204
    reply = ann.get(ALL, params={"limit": 1}).json()
    assert [one["question"] for one in reply["conversations"]] == ["What of oxide?"]
    assert reply["kept_days"] == 90


def test_a_turn_tells_how_its_question_was_asked(ann: httpx.Client) -> None:
    asked = {
        "filters": {"outlets": ["Ledger"], "published_from": "2026-01-01", "undated": True},
        "strict": True,
    }
    put(ann, 1, "What of oxide?", open=True, asked=asked)
    put(ann, 2, "And zinc?")
    assert [turn["asked"] for turn in ann.get(HERE).json()["turns"]] == [asked, None]
    wrong = {"question": "Why?", "asked": {"filters": {"outlet": "Ledger"}}}
    assert ann.put(f"{HERE}/turns/{BEGAN}", json=wrong).status_code == 422


def test_a_conversation_is_named_pinned_found_and_forgotten(ann: httpx.Client) -> None:
    put(ann, 1, "What of oxide?", text=MADE)
    assert ann.patch(HERE, json={"name": "Über Prices 100%", "pinned": True}).status_code == 204
    for words, number in (
        ("OXIDE prices", 1),
        ("oxide football", 0),
        ("100%", 1),
        ("10_%", 0),
        ("ÜBER", 1),
    ):
        assert len(ann.get(ALL, params={"q": words}).json()["conversations"]) == number, words
    assert ann.get(HERE).json()["pinned"] is True
    assert ann.patch(HERE, json={}).status_code == 422
    assert ann.delete(HERE).status_code == 204
    assert {ann.get(HERE).status_code, ann.delete(HERE).status_code} == {404}
    put(ann, 1, "Again?")
    assert ann.delete(ALL).status_code == 204
    assert ann.get(ALL).json()["conversations"] == []


def test_a_conversation_is_its_key_s_and_nobody_else_s(ann: httpx.Client, url: str) -> None:
    put(ann, 1, "What of oxide?")
    for other in (shown(made(url, "ben")), shown("old")):
        assert send("GET", url + HERE, headers=other).status_code == 404
        assert send("GET", url + ALL, headers=other).json()["conversations"] == []
        assert send("DELETE", url + ALL, headers=other).status_code == 204
    assert asked(ann) == ["What of oxide?"]


def test_one_request_brings_two_hundred_turns_with_their_answers(ann: httpx.Client) -> None:
    answer = ann.post("/v1/answers", json={"question": "What did Kessandra make in 2025?"}).json()
    for minute in range(200):
        put_at = f"2026-11-28T{9 + minute // 60:02}:{minute % 60:02}:00.000Z"
        said = {"question": f"Question {minute}?", "text": answer["text"], "id": answer["id"]}
        assert ann.put(f"{HERE}/turns/{put_at}", json=said).status_code == 204
    whole = ann.get(HERE).json()
    assert [turn["question"] for turn in whole["turns"][:2]] == ["Question 0?", "Question 1?"]
    assert [turn["id"] for turn in whole["turns"]] == [answer["id"]] * 200
    assert [kept["claims"] for kept in whole["answers"]] == [answer["claims"]]


def test_an_article_that_leaves_takes_its_words_along(ann: httpx.Client, url: str) -> None:
    put(ann, 1, "What of oxide?", text=MADE, articles=["k"])
    put(ann, 2, "And zinc?", text="Zinc fell.", articles=["z"])
    assert send("DELETE", f"{url}/v1/articles/k", headers=shown("old")).status_code == 204
    assert [turn["text"] for turn in ann.get(HERE).json()["turns"]] == ["", "Zinc fell."]


def test_a_turn_needs_a_time_and_a_question(ann: httpx.Client) -> None:
    bad = [
        ("yesterday", "Why?"),
        ("2026-11-28T09:00:00.000Z", ""),
        ("2026-11-28T09:00:00.000Z", "\0"),
    ]
    for when, question in bad:
        said = ann.put(f"{HERE}/turns/{when}", json={"question": question})
        assert said.status_code == 422, when


def test_without_keys_or_answers_history_stays_in_the_browser(tmp_path: Path) -> None:
    with house(tmp_path / "open") as url:
        assert send("GET", url + ALL).status_code == 409
    with house(tmp_path / "forgetful", api_keys="old", keep_answers_days=0) as url:
        assert send("GET", url + ALL, headers=shown("old")).status_code == 409
