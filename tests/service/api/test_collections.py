"""Collections: whoever has a key for some sees nothing of the others, whichever way they ask."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import BaseRoute, Mount
from typer.testing import CliRunner

from index.model import Received
from service.api import create_app
from service.api.startup import Startup
from service.cli import app
from service.wiring import build
from tests.serving import house

SAME = (
    "The kiln made 3,410 tonnes of oxide in 2025, and the plant had its best year since it began."
)
THEIRS = Received(
    uri="test:t", id="theirs", title="Kobalith's year", outlet="Hidden Gazette", language="en",
    raw=f"{SAME} Vantrel Oxide Works (VOW) bought Kobalith on 3 March 2021.", collections=("vault",),
)  # fmt: skip
COPY = Received(
    uri="test:w", id="twin", title="Vantrel's year", outlet="Hidden Gazette", language="en",
    raw=f"{SAME} Vantrel Oxide Works (VOW) bought Kobalith on 3 March 2021.", collections=("vault",),
)  # fmt: skip
OURS = Received(uri="test:ours", id="ours", title="A mill", raw=SAME, collections=("ours",))
BOTH = Received(
    uri="test:both", id="both", title="Two mills", collections=("ours", "vault"),
    raw="Both mills sold oxide to the harbour in June.",
)  # fmt: skip
SECRETS = ("kobalith", "vantrel", "vow", "hidden gazette", "vault", "march 2021")
OXIDE = "How much oxide was made in 2025?"


def shown(key: str, **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}", **more}


CLIENT = httpx.Client(timeout=60)  # which waits for a busy machine


def send(method: str, url: str, key: str, **more: Any) -> httpx.Response:
    return CLIENT.request(method, url, headers=shown(key, **more.pop("headers", {})), **more)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with house(tmp_path, [OURS, THEIRS, BOTH, COPY], api_keys="all") as address:
        yield address


@pytest.fixture
def ours(url: str) -> str:
    """A key that sees the collection `ours`."""
    wanted = {"name": "ours", "scopes": ["ask", "add"], "collections": ["ours"]}
    return str(send("POST", f"{url}/v1/keys", "all", json=wanted).json()["key"])


def routes(found: Sequence[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Every method and path that the application answers at."""
    for route in found:
        if router := getattr(route, "original_router", None):
            yield from routes(router.routes)
        elif not isinstance(route, Mount):  # the page's files
            path = str(route.path)  # type: ignore[attr-defined]  # of every other kind of route
            for method in getattr(route, "methods", None) or ("POST",):
                yield method, path


def asked(answer: str) -> dict[str, list[dict[str, Any]]]:
    """What is sent to routes that want something: each such route must stand here."""
    events = {"headers": {"accept": "text/event-stream"}}
    question = {"json": {"question": OXIDE}}
    within = {"json": {"question": OXIDE, "filters": {"articles": ["theirs"]}}}
    message = {"role": "user", "content": OXIDE}
    chat = {"json": {"model": "assay", "messages": [message]}}
    respond = {"json": {"model": "assay", "input": OXIDE}}
    search = {"json": {"query": "oxide", "explain": True, "limit": 50}}
    check = {"json": {"text": SAME}}
    by_id = {"json": {"text": SAME, "articles": ["theirs"]}}
    tools = [
        ("ask", {"question": OXIDE}), ("search", {"query": "oxide"}), ("list_articles", {}),
        ("read_article", {"article": "theirs", "whole": True}),
        ("check_text", {"text": SAME}), ("check_text", {"text": SAME, "articles": ["theirs"]}),
    ]  # fmt: skip
    addresses = ["assay://articles/theirs", "assay://articles/theirs/1/0-90",
                 f"assay://answers/{answer}"]  # fmt: skip
    called = [("tools/call", {"name": name, "arguments": given}) for name, given in tools]
    called += [("resources/read", {"uri": address}) for address in addresses]
    return {
        "POST /v1/answers": [question, question | events, within],
        "POST /v1/checks": [check, check | events, by_id],
        "GET /v1/answers": [{"params": {"id": answer}}],
        "POST /v1/answers/{id}/feedback": [{"json": {"thumb": "up"}}],
        "POST /v1/answers/{id}/shared": [{}],
        "POST /v1/chat/completions": [chat],
        "POST /v1/responses": [respond],
        "POST /v1/search": [search],
        "GET /v1/articles": [{}, {"params": {"q": "oxide"}}, {"params": {"copies": True}},
                             {"params": {"outlet": "Hidden Gazette"}}],
        "POST /v1/articles": [
            {"json": {"text": "Oxide is red.", "uri": "test:t"}},
            {"json": {"text": "Oxide is red.", "uri": "test:both", "id": "both"}},
            {"json": {"text": SAME, "title": "A mill"}, "headers": {"idempotency-key": "one"}},
        ],
        "PUT /v1/articles/{id}": [{"json": {"text": "Oxide is red."}}],
        "PATCH /v1/articles/{id}": [{"json": {"title": "Mine"}}, {"json": {"collections": ["ours"]}}],
        "DELETE /v1/articles/{id}": [{}],
        "POST /v1/files": [{"params": {"name": "notes.md"}, "content": b"Oxide is red.",
                            "headers": {"content-type": "application/octet-stream"}}],
        "POST /v1/addresses": [{"json": {"url": "http://127.0.0.1/"}}],
        "POST /v1/session": [{}],
        "DELETE /v1/session": [{}],
        "PUT /v1/conversations/{began}/turns/{put}": [
            {"json": {"question": OXIDE, "id": answer, "articles": ["theirs"]}}
        ],
        "PATCH /v1/conversations/{began}": [{"json": {"pinned": True}}],
        "DELETE /v1/conversations": [{}],
        "DELETE /v1/conversations/{began}": [{}],
        "POST /v1/keys": [{"json": {"name": "more"}}],
        "DELETE /v1/keys/{name}": [{}],
        "POST /mcp": [
            {"json": {"jsonrpc": "2.0", "id": 1, "method": method, "params": params},
             "headers": {"accept": "application/json, text/event-stream"}}
            for method, params in called
        ],
    }  # fmt: skip


def test_no_route_shows_or_changes_anything_of_another_collection(url: str, ours: str) -> None:
    answer = send("POST", f"{url}/v1/answers", "all", json={"question": OXIDE}).json()["id"]
    before = [send("GET", f"{url}/v1/articles/{id_}", "all").json() for id_ in ("theirs", "both")]
    sent = asked(answer)
    for known in ("POST /mcp", "POST /v1/search", "POST /v1/answers", "GET /v1/articles"):
        method, path = known.split()
        replies = [send(method, url + path, "all", **given) for given in sent[known]]
        assert any(word in one.text.lower() for one in replies for word in SECRETS), known
    served = create_app(Startup(build, build, print))  # type: ignore[arg-type]  # never started
    for method, path in routes(served.routes):
        reads = method in {"GET", "HEAD"}
        assert reads or f"{method} {path}" in sent, f"say what is sent: {method} {path}"
        for given in sent.get(f"{method} {path}", [{}]):
            for id_ in ("theirs", "both", answer) if "{" in path else ("",):
                there = path.replace("{id}", id_).replace("{name}", "ours")
                there = re.sub(r"\{(began|put)\}", "2026-11-28T09:00:00.000Z", there)
                if (method, path) == ("DELETE", "/v1/keys/{name}"):
                    there = "/v1/keys/another"
                reply = send(method, url + there, ours, **given)
                told = reply.text.lower()
                assert reply.status_code < 500, (method, there, told)
                if path.startswith(("/v1", "/mcp", "/metrics")):
                    assert not [word for word in SECRETS if word in told], (method, there, told)
    assert before == [
        send("GET", f"{url}/v1/articles/{id_}", "all").json() for id_ in ("theirs", "both")
    ]
    began = f"{url}/v1/conversations/2026-11-28T09:00:00.000Z"
    turn = {"json": {"question": OXIDE, "id": answer}}
    assert send("PUT", f"{began}/turns/2026-11-28T09:00:00.000Z", ours, **turn).status_code == 204
    assert send("GET", began, ours).json()["answers"] == []
    assert send("GET", f"{url}/metrics", ours).status_code == 403
    assert send("GET", f"{url}/v1/answers/{answer}", "all").status_code == 200


def test_who_sees_some_collections_has_all_that_is_in_them(url: str, ours: str) -> None:
    listed = send("GET", f"{url}/v1/articles", ours).json()
    assert [(one["id"], one["collections"]) for one in listed["articles"]] == [
        ("both", ["ours"]), ("ours", ["ours"]),
    ]  # fmt: skip
    assert (listed["total"], listed["counts"]["copies"]) == (2, 0)
    assert send("GET", f"{url}/v1/status", ours).json()["articles"] == 2
    collection = send("GET", f"{url}/v1/collection", ours).json()
    assert (collection["articles"], collection["collections"], collection["outlets"]) == (
        2, [{"name": "ours", "articles": 2}], [],
    )  # fmt: skip
    answer = send("POST", f"{url}/v1/answers", ours, json={"question": OXIDE}).json()
    assert {one["article_id"] for one in answer["passages"]} == {"ours", "both"}
    assert answer["text"]
    kept = send("GET", f"{url}/v1/answers/{answer['id']}", ours).json()
    assert kept["filters"]["collections"] == ["ours"]
    asked = {"query": "oxide", "filters": {"collections": ["vault"]}}
    refused = send("POST", f"{url}/v1/search", ours, json=asked)
    assert refused.status_code == 422
    assert "no collection 'vault' for you" in refused.json()["detail"]


def test_an_article_is_in_several_collections_and_leaves_one(url: str, ours: str) -> None:
    def ids(key: str, *collections: str) -> set[str]:
        asked = {"query": "oxide mills", "filters": {"collections": collections}}
        reply = send("POST", f"{url}/v1/search", key, json=asked).raise_for_status()
        return {hit["article_id"] for hit in reply.json()["hits"]}

    assert ids("all", "ours") == {"ours", "both"}
    assert ids("all", "vault") == {"theirs", "both"} or ids("all", "vault") == {"twin", "both"}
    left = {"collections": ["vault"]}
    assert send("PATCH", f"{url}/v1/articles/both", "all", json=left).is_success
    assert send("GET", f"{url}/v1/articles/both", ours).status_code == 404
    assert ids(ours) == {"ours"}
    moved = {"collections": ["ours", "press"]}
    assert send("PATCH", f"{url}/v1/articles/both", "all", json=moved).json()["version"] == 1
    wait_until_indexed(url)
    assert ids(ours) == ids("all", "ours") == {"ours", "both"}
    assert ids("all", "press") == {"both"}
    assert "both" not in ids("all", "vault")


def test_an_article_in_a_hidden_collection_too_is_read_and_not_changed(url: str, ours: str) -> None:
    there = f"{url}/v1/articles/both"
    asked_by_all = {"question": "Who sold oxide in June?", "filters": {"articles": ["both"]}}
    answer = send("POST", f"{url}/v1/answers", "all", json=asked_by_all).json()["id"]
    for method, said in (
        ("DELETE", {}),
        ("PATCH", {"json": {"title": "Fake", "published": "1999-01-01"}}),
        ("PATCH", {"json": {"collections": ["ours"]}}),
        ("PUT", {"json": {"text": "Fake."}}),
    ):
        refused = send(method, there, ours, **said)
        assert (refused.status_code, refused.json()["detail"]) == (
            422, "The article both is also in collections that you can't see.",
        )  # fmt: skip
    assert send("GET", there, ours).json()["text"] == BOTH.raw
    assert send("GET", f"{url}/v1/answers/{answer}", "all").status_code == 200


def test_what_an_article_was_before_it_came_into_a_collection_is_not_shown_there(
    url: str, ours: str
) -> None:
    there = f"{url}/v1/articles/theirs"
    for said in ({"title": "Kobalith"}, {"title": "A year"}):
        assert send("PATCH", there, "all", json=said).is_success
    clean = {"text": SAME, "uri": THEIRS.uri, "outlet": "Our Gazette"}
    assert send("PUT", there, "all", json=clean).json()["version"] == 4
    wait_until_indexed(url)
    assert send("PATCH", there, "all", json={"collections": ["ours"]}).is_success
    shown_first = send("GET", there, ours)
    assert [one["version"] for one in shown_first.json()["versions"]] == [4]
    assert not [word for word in SECRETS if word in shown_first.text.lower()]
    assert [send("GET", f"{there}?version={n}", ours).status_code for n in range(1, 5)] == [
        404, 404, 404, 200,
    ]  # fmt: skip
    assert send("PATCH", there, ours, json={"title": "Our year"}).is_success
    corrected = send("GET", there, ours).json()["corrections"]
    assert [(one["was"], one["value"]) for one in corrected] == [("A year", "Our year")]
    assert len(send("GET", there, "all").json()["corrections"]) == 3


def test_what_comes_in_goes_where_its_sender_may_put_it(url: str, ours: str) -> None:
    def put(id_: str, key: str, **fields: object) -> httpx.Response:
        return send("PUT", f"{url}/v1/articles/{id_}", key, json={"text": "Zinc.", **fields})

    assert put("one", ours).status_code == 201
    assert put("two", "all").status_code == 201
    assert send("GET", f"{url}/v1/articles/one", "all").json()["collections"] == ["ours"]
    assert send("GET", f"{url}/v1/articles/two", "all").json()["collections"] == ["default"]
    assert put("three", ours, collections=["vault"]).status_code == 422
    assert put("two", ours, text="Tin.").status_code == 422
    same = {"id": "theirs", "uri": THEIRS.uri, "title": THEIRS.title, "outlet": THEIRS.outlet,
            "language": "en", "text": THEIRS.raw}  # fmt: skip
    taken = send("POST", f"{url}/v1/articles", ours, json=same)
    assert (taken.status_code, "is taken" in taken.json()["detail"]) == (422, True)
    assert send("GET", f"{url}/v1/articles/theirs", ours).status_code == 404
    wrong = {"name": "odd", "scopes": ["admin"], "collections": ["ours"]}
    assert send("POST", f"{url}/v1/keys", "all", json=wrong).status_code == 422


def test_a_narrower_key_of_an_old_name_is_told_nothing_that_the_old_one_was(url: str) -> None:
    def made(*collections: str) -> str:
        wanted = {"name": "press", "scopes": ["ask", "add"], "collections": collections}
        return str(send("POST", f"{url}/v1/keys", "all", json=wanted).json()["key"])

    def remade(*collections: str) -> str:
        assert send("DELETE", f"{url}/v1/keys/press", "all").status_code == 204
        return made(*collections)

    def added(key: str, text: str) -> int:
        sent = {"json": {"text": text, "collections": ["ours"]}}
        return send(
            "POST", f"{url}/v1/articles", key, headers={"idempotency-key": "one"}, **sent
        ).status_code

    began = f"{url}/v1/conversations/2026-11-28T09:00:00.000Z"
    turn = {"question": OXIDE, "text": "Vantrel bought Kobalith.", "articles": ["theirs"]}
    key = made("ours", "vault")
    assert send("PUT", f"{began}/turns/2026-11-28T09:00:00.000Z", key, json=turn).is_success
    assert added(key, "Zinc.") == 202
    key = remade("vault", "ours")
    assert send("GET", began, key).json()["turns"][0]["text"] == turn["text"]
    assert added(key, "Tin.") == 409
    key = remade("ours")
    assert send("GET", began, key).status_code == 404
    assert send("GET", f"{url}/v1/conversations", key).json()["conversations"] == []
    assert added(key, "Tin.") == 202


def test_commands_put_into_collections_and_ask_some(url: str, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        shown_key = {"ASSAY_API_KEY": "all"}
        return CliRunner().invoke(app, [*words, "--url", url], env=shown_key).output

    file = tmp_path / "tin.md"
    file.write_text("# Tin\n\nThe smelter made 12 tonnes of tin.\n")
    assert "1 added" in run("add", str(file), "--collection", "press")
    assert "12 tonnes" in run("search", "tin", "--collection", "press")
    assert "12 tonnes" not in run("search", "tin", "--collection", "ours")
    run("key", "add", "reader", "--collection", "press")
    assert "reader" in run("key", "list")
    assert "in press" in run("key", "list")


def wait_until_indexed(url: str) -> None:
    while send("GET", f"{url}/v1/status", "all").json()["pending"]:
        pass
