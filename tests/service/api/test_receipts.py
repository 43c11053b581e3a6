"""Answers that were given, over HTTP: had again, opened in the page, judged."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from index.model import Received
from tests.serving import house

ARTICLE = Received(uri="test:a", id="a", title="A year", raw="Kessandra made 9 tonnes of oxide.")
ASKED = {
    "question": "And oxide?",
    "history": [{"role": "user", "content": "How many tonnes did Kessandra make?"}],
    "filters": {"articles": ["a"]},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        house(tmp_path_factory.mktemp("data"), [ARTICLE]) as url,
        httpx.Client(base_url=url, timeout=20) as opened,
    ):
        yield opened


@pytest.fixture
def answer(client: httpx.Client) -> dict[str, Any]:
    given: dict[str, Any] = client.post("/v1/answers", json=ASKED).raise_for_status().json()
    return given


def test_an_answer_can_be_had_again_with_what_it_was_asked_with(
    client: httpx.Client, answer: dict[str, Any]
) -> None:
    receipt = client.get(f"/v1/answers/{answer['id']}").raise_for_status().json()
    assert answer["kept"]
    assert {name: receipt[name] for name in answer} == answer
    assert receipt["history"] == ASKED["history"]
    assert receipt["filters"]["articles"] == ["a"]
    assert receipt["draft"] == "Kessandra made 9 tonnes of oxide. [1]\nEND_OF_ANSWER"


def test_several_answers_are_had_in_one_reply_without_those_that_are_gone(
    client: httpx.Client, answer: dict[str, Any]
) -> None:
    other = client.post("/v1/answers", json=ASKED).json()
    asked = {"id": [other["id"], "gone", answer["id"]]}
    had = client.get("/v1/answers", params=asked).raise_for_status().json()["answers"]
    assert {one["id"] for one in had} == {other["id"], answer["id"]}
    assert client.get(f"/v1/answers/{other['id']}").json() in had
    assert client.get("/v1/answers").status_code == 422


def test_an_answer_that_is_shared_tells_nothing_of_what_was_asked_before(
    client: httpx.Client, answer: dict[str, Any]
) -> None:
    """Nor does its id lead there; asked again it is the same, and it goes with its articles."""
    before = ASKED["history"][0]["content"]  # type: ignore[index]
    path = f"/v1/answers/{answer['id']}/shared"
    shared = client.post(path).raise_for_status().json()["id"]
    assert client.post(path).json() == {"id": shared}
    assert client.post(f"/v1/answers/{shared}/shared").json() == {"id": shared}
    told = client.get(f"/v1/answers/{shared}", params={"history": True}).raise_for_status()
    assert before not in told.text
    assert answer["id"] not in told.text
    assert {**told.json(), "id": answer["id"]} == {
        **client.get(f"/v1/answers/{answer['id']}").json(), "history": [],
    }  # fmt: skip
    assert client.get(f"/v1/answers/{shared}/overview").is_success
    assert client.post("/v1/answers/gone/shared").status_code == 404


def test_an_answer_before_which_nothing_was_asked_is_shared_as_it_is(client: httpx.Client) -> None:
    id_ = client.post("/v1/answers", json={**ASKED, "history": []}).json()["id"]
    assert client.post(f"/v1/answers/{id_}/shared").json() == {"id": id_}


def test_an_answer_that_was_streamed_is_kept_too(client: httpx.Client) -> None:
    events = client.post("/v1/answers", json=ASKED, headers={"accept": "text/event-stream"}).text
    answered = json.loads(events.partition("event: answered\ndata: ")[2])
    assert client.get(f"/v1/answers/{answered['id']}").json()["text"] == answered["text"]


def test_an_answer_that_is_not_kept_is_a_problem_that_says_why(client: httpx.Client) -> None:
    for reply in (
        client.get("/v1/answers/nothing"),
        client.post("/v1/answers/nothing/feedback", json={"thumb": "up"}),
    ):
        assert (reply.status_code, reply.json()["type"]) == (
            404,
            "urn:assay:problem:answer-unknown",
        )
        assert "ASSAY_KEEP_ANSWERS_DAYS" in reply.json()["hint"]


def test_the_page_opens_at_an_answers_address(client: httpx.Client, answer: dict[str, Any]) -> None:
    page = client.get(f"/answers/{answer['id']}")
    assert page.content == client.get("/").content


def test_feedback_is_kept_and_comes_back_as_a_case(
    client: httpx.Client, answer: dict[str, Any]
) -> None:
    said = {"thumb": "down", "claim": 0, "disputed": True, "comment": "It was 8."}
    given = client.post(f"/v1/answers/{answer['id']}/feedback", json=said)
    assert (given.status_code, given.content) == (204, b"")
    case = client.get("/v1/feedback").json()[-1]
    assert {name: case[name] for name in said} == said
    assert (case["answer_id"], case["question"]) == (answer["id"], "And oxide?")


@pytest.mark.parametrize(
    "said", [{}, {"thumb": "sideways"}, {"thumb": "up", "more": 1}, {"claim": 9, "disputed": True}]
)
def test_feedback_that_makes_no_sense_is_refused(
    client: httpx.Client, answer: dict[str, Any], said: dict[str, Any]
) -> None:
    before = client.get("/v1/feedback").json()
    assert client.post(f"/v1/answers/{answer['id']}/feedback", json=said).status_code == 422
    assert client.get("/v1/feedback").json() == before
