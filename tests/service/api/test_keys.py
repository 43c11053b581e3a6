"""Named keys: what each is good for, how often, how long, and what is on record of them."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from index.catalogue import Catalogue
from index.keys import StoredKey
from index.model import Received
from index.sessions import StoredSession
from service.api.access import scope_of
from service.cli import app
from service.client import connect
from service.errors import SettingsInvalid
from service.grants import digest_of
from service.settings import load
from tests.fakes import WordEmbedding
from tests.serving import house

ARTICLE = Received(uri="test:k", id="k", title="Kessandra", raw="Kessandra made oxide in 2025.")
OXIDE = {"query": "oxide"}


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    access = {"user_header": "x-user", "user_secret": "between-us", "user_scopes": "ask,add"}
    with house(tmp_path, [ARTICLE], api_keys="old", access=access) as address:
        yield address


def send(method: str, url: str, **more: Any) -> httpx.Response:
    """A request that waits for a busy machine."""
    return httpx.request(method, url, timeout=60, **more)


def shown(key: str, **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}", **more}


def made(url: str, name: str, **more: object) -> str:
    reply = send("POST", f"{url}/v1/keys", json={"name": name, **more}, headers=shown("old"))
    return str(reply.raise_for_status().json()["key"])


def test_a_key_does_what_its_scope_says_until_it_is_revoked(url: str) -> None:
    key = made(url, "reader")
    asked = send("POST", f"{url}/v1/search", json=OXIDE, headers=shown(key))
    assert [hit["article_id"] for hit in asked.json()["hits"]] == ["k"]
    for method, path in (("DELETE", "/v1/articles/k"), ("GET", "/v1/keys"), ("GET", "/v1/log")):
        refused = send(method, url + path, headers=shown(key))
        assert (refused.status_code, refused.json()["title"]) == (
            403,
            "The key is not good for this",
        )
    listed = send("GET", f"{url}/v1/keys", headers=shown("old"))
    assert [(one["name"], one["scopes"]) for one in listed.json()] == [("reader", ["ask"])]
    assert key not in listed.text
    assert send("DELETE", f"{url}/v1/keys/reader", headers=shown("old")).status_code == 204
    assert send("POST", f"{url}/v1/search", json=OXIDE, headers=shown(key)).status_code == 401
    assert send("DELETE", f"{url}/v1/keys/reader", headers=shown("old")).status_code == 404


def test_who_comes_too_often_is_told_when_to_come_back(url: str) -> None:
    key = made(url, "eager", per_minute=2, per_day=50)
    replies = [send("POST", f"{url}/v1/search", json=OXIDE, headers=shown(key)) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert [reply.headers["ratelimit-remaining"] for reply in replies] == ["1", "0", "0"]
    assert 0 < int(replies[2].headers["retry-after"]) <= 60
    assert "2 requests a minute" in replies[2].json()["detail"]
    other = made(url, "patient", per_minute=1)
    assert send("POST", f"{url}/v1/search", json=OXIDE, headers=shown(other)).status_code == 200


def test_a_limit_holds_for_streams_and_for_what_comes_after_a_restart(tmp_path: Path) -> None:
    async def asked(url: str) -> list[httpx.Response]:
        headers = shown("ann", accept="text/event-stream")
        async with httpx.AsyncClient(base_url=url, timeout=60, headers=headers) as client:
            question = {"question": "What did Kessandra make?"}
            return await asyncio.gather(
                *(client.post("/v1/answers", json=question) for _ in range(5))
            )

    keep(tmp_path, key("boss", "admin"), replace(key("ann", "ask"), per_day=3))
    with house(tmp_path, [ARTICLE]) as url:
        replies = asyncio.run(asked(url))
        passed = [reply for reply in replies if reply.is_success]
        assert {reply.headers["content-type"].split(";")[0] for reply in passed} == {
            "text/event-stream"
        }
        assert sorted(reply.headers["ratelimit-remaining"] for reply in passed) == ["0", "1", "2"]
    with house(tmp_path) as url:
        assert {reply.status_code for reply in asyncio.run(asked(url))} == {429}
        assert send("GET", f"{url}/v1/status", headers=shown("boss")).status_code == 200


def test_a_proxy_that_shows_the_secret_names_the_user_and_nobody_else_does(url: str) -> None:
    there = f"{url}/v1/articles/k"
    stranger = send("DELETE", there, headers={"x-user": "mallory"})
    assert stranger.status_code == 401
    assert send("DELETE", there, headers=shown("between-us")).status_code == 401
    named = shown("between-us", **{"x-user": "ann@example.com"})
    assert send("GET", f"{url}/v1/keys", headers=named).status_code == 403
    assert send("DELETE", there, headers=named).status_code == 204
    latest = send("GET", f"{url}/v1/log", headers=shown("old")).json()[0]
    assert (latest["who"], latest["what"], latest["about"]) == (
        "user ann@example.com", "removed article", "k",
    )  # fmt: skip


def test_a_user_is_never_taken_for_a_key_or_the_server(url: str) -> None:
    """Neither in the log nor in what is counted."""
    key = made(url, "editor", scopes=["ask", "add"], per_minute=1)
    for name in ("editor", "ASSAY_API_KEYS", "this machine"):
        text = {"text": f"Oxide of {name}."}
        user = shown("between-us", **{"x-user": name})
        assert send("PUT", f"{url}/v1/articles/one", json=text, headers=user).is_success
        assert send("GET", f"{url}/v1/session", headers=user).json()["name"] == name
    assert send("POST", f"{url}/v1/search", json=OXIDE, headers=shown(key)).status_code == 200
    log = send("GET", f"{url}/v1/log?limit=3", headers=shown("old")).json()
    assert [one["who"] for one in log] == [
        "user this machine",
        "user ASSAY_API_KEYS",
        "user editor",
    ]
    named = {"json": {"name": "ASSAY_API_KEYS"}, "headers": shown("old")}
    assert send("POST", f"{url}/v1/keys", **named).status_code == 422


def test_a_proxy_that_passes_a_client_s_own_header_on_is_refused(url: str) -> None:
    both = [("authorization", "Bearer between-us"), ("x-user", "boss"), ("x-user", "mallory")]
    refused = send("GET", f"{url}/v1/session", headers=both)
    assert (refused.status_code, "x-user 2 times" in refused.json()["detail"]) == (401, True)


async def test_what_changed_is_on_record_by_who_did_it(url: str) -> None:
    key = made(url, "editor", scopes=["ask", "add"])
    async with connect(url, key=key) as editor:
        await editor.add([ARTICLE])  # which changes nothing
        await editor.remove("k")
    async with connect(url, key="old") as operator:
        told = [(one.who, one.what) for one in await operator.log(10)]
    assert told == [
        ("key editor", "removed article"),
        ("ASSAY_API_KEYS", "added key"),
        ("this machine", "added article"),
    ]


def test_every_route_takes_a_scope_and_none_that_writes_takes_only_ask(url: str) -> None:
    described = send("GET", f"{url}/openapi.json").json()["paths"]
    asking = {"/v1/answers", "/v1/answers/{id}/feedback", "/v1/answers/{id}/shared",
              "/v1/checks", "/v1/search", "/v1/chat/completions", "/v1/responses"}  # fmt: skip
    for path, methods in described.items():
        for method in methods:
            scope = scope_of(method.upper(), path)
            own = path.startswith(("/v1/session", "/v1/conversations"))
            if method != "get" and scope == "ask":
                assert own or path in asking, path
            if path.startswith(("/v1/keys", "/v1/log")):
                assert scope == "admin"


def key(name: str, scopes: str, ends: int | None = None) -> StoredKey:
    """A key whose secret is its name; `ends` are the days that are left."""
    now = datetime.now(UTC)
    return StoredKey(
        name=name, digest=digest_of(name), scopes=scopes, made_at=now,
        expires_at=None if ends is None else now + timedelta(days=ends),
    )  # fmt: skip


def keep(data: Path, *keys: StoredKey) -> None:
    """Put keys into the catalogue of a data directory, each with a session of its name."""
    ends_at = datetime.now(UTC) + timedelta(days=1)

    async def put() -> None:
        async with Catalogue.open(data / "catalogue.sqlite3") as catalogue:
            for one in keys:
                await catalogue.keys.add(one)
                session = StoredSession(digest=one.digest, key_digest=one.digest, ends_at=ends_at)
                await catalogue.sessions.add(session)

    asyncio.run(put())


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


def test_the_first_key_closes_a_server_that_was_open(tmp_path: Path) -> None:
    with house(tmp_path / "data") as url:
        assert send("GET", f"{url}/v1/status").status_code == 200
        narrow = run("key", "add", "reader", "--url", url)
        assert (narrow.exit_code, "scope admin" in narrow.stderr) == (2, True)
        first = run("key", "add", "boss", "--scope", "admin", "--url", url)
        key = first.stdout.strip()
        assert (first.exit_code, key.startswith("assay_")) == (0, True)
        assert send("GET", f"{url}/v1/status").status_code == 401
        assert send("GET", f"{url}/v1/status", headers=shown(key)).status_code == 200
        odd = run("key", "add", "reader", "--scope", "everything", "--url", url)
        assert (odd.exit_code, "ask, add, admin" in odd.stderr) == (2, True)


def test_the_last_key_that_may_administer_goes_only_where_that_is_said(tmp_path: Path) -> None:
    """Without it others would be locked out, or the server be open."""

    def revoke(name: str, key: str, **query: str) -> httpx.Response:
        return send("DELETE", f"{url}/v1/keys/{name}", params=query, headers=shown(key))

    keep(tmp_path, key("boss", "admin"), key("ended", "admin", ends=-1), key("reader", "ask"))
    with house(tmp_path) as url:
        locked = revoke("boss", "boss")
        assert (locked.status_code, "no named key can make others" in locked.json()["detail"]) == (
            422,
            True,
        )
        assert revoke("reader", "boss").status_code == revoke("ended", "boss").status_code == 204
        opened = revoke("boss", "boss")
        assert (opened.status_code, "everybody may do everything" in opened.json()["detail"]) == (
            422,
            True,
        )
        assert revoke("boss", "boss", last="true").status_code == 204
        assert send("GET", f"{url}/v1/status").status_code == 200
    assert run("key", "add", "boss", "--scope", "admin", "--data", tmp_path).exit_code == 0
    told = run("key", "revoke", "boss", "--data", tmp_path)
    assert (told.exit_code, "--last" in told.stderr) == (2, True)
    assert run("key", "revoke", "boss", "--last", "--data", tmp_path).exit_code == 0


def test_the_server_s_own_key_may_revoke_the_last_named_one(url: str) -> None:
    made(url, "boss", scopes=["admin"])
    assert send("DELETE", f"{url}/v1/keys/boss", headers=shown("old")).status_code == 204


def test_a_user_header_without_its_secret_is_refused() -> None:
    with pytest.raises(SettingsInvalid, match="go together"):
        load(user_header="x-user")


def test_the_proxy_s_secret_is_no_key_that_may_do_everything() -> None:
    with pytest.raises(SettingsInvalid, match="one of ASSAY_API_KEYS"):
        load(user_header="x-user", user_secret="same", api_keys="other,same")


def test_a_key_that_has_ended_is_refused_and_its_sessions_with_it(tmp_path: Path) -> None:
    keep(tmp_path, key("boss", "admin", ends=1), key("ended", "ask", ends=-1))
    with house(tmp_path) as url:
        for name, status in (("boss", 200), ("ended", 401)):
            cookie = {"cookie": f"assay_session={name}"}
            assert send("GET", f"{url}/v1/status", headers=shown(name)).status_code == status
            assert send("GET", f"{url}/v1/status", headers=cookie).status_code == status
        listed = send("GET", f"{url}/v1/keys", headers=shown("boss")).json()
        assert {one["name"] for one in listed} == {"boss", "ended"}


def test_a_stream_of_what_is_indexed_ends_with_its_key(tmp_path: Path) -> None:
    released = threading.Event()

    class Waiting(WordEmbedding):
        def _get_text_embedding(self, text: str) -> list[float]:
            released.wait(60)
            return super()._get_text_embedding(text)

    keep(tmp_path, key("boss", "admin"), key("editor", "add"))
    text, headers = {"text": "Oxide is red."}, shown("editor", accept="text/event-stream")
    with (
        house(tmp_path, embed=Waiting) as url,
        httpx.stream("POST", f"{url}/v1/articles", timeout=60, json=text, headers=headers) as reply,
    ):
        lines = (line for line in reply.iter_lines() if line.startswith("event:"))
        assert next(lines) == "event: accepted"
        gone = send("DELETE", f"{url}/v1/keys/editor", headers=shown("boss"))
        released.set()
        assert (gone.status_code, list(lines)) == (204, [])


@pytest.fixture
def browser(url: str) -> Iterator[httpx.Client]:
    """What a browser sends from the page."""
    with httpx.Client(base_url=url, timeout=60, headers={"origin": url}) as client:
        yield client


def test_a_key_signs_a_browser_in_until_it_signs_out(browser: httpx.Client, url: str) -> None:
    key = made(url, "reader")
    signed = browser.post("/v1/session", headers=shown(key))
    assert signed.json() == {"name": "reader", "scopes": ["ask"], "signed_in": True}
    cookie = signed.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/v1"} <= set(cookie.split("; "))
    assert key not in cookie
    assert browser.get("/v1/session").json() == signed.json()
    assert browser.post("/v1/search", json=OXIDE).json()["hits"]
    assert browser.delete("/v1/articles/k").status_code == 403  # the key may only ask
    assert browser.delete("/v1/log").status_code == 403
    kept = browser.cookies["assay_session"]
    assert browser.delete("/v1/session").status_code == 204
    assert not browser.cookies
    again = send("GET", f"{url}/v1/session", headers={"cookie": f"assay_session={kept}"})
    assert again.status_code == 401


@pytest.mark.parametrize("old", ["revoked", "of the settings", "unknown"])
def test_a_session_ends_with_its_key(browser: httpx.Client, url: str, old: str) -> None:
    key = "old" if old == "of the settings" else made(url, "reader")
    assert browser.post("/v1/session", headers=shown(key)).status_code == 201
    if old == "unknown":
        browser.cookies.set("assay_session", "x", domain=httpx.URL(url).host, path="/v1")
    if old == "revoked":
        send("DELETE", f"{url}/v1/keys/reader", headers=shown("old"))
    asked = browser.get("/v1/session")
    assert asked.status_code == (200 if old == "of the settings" else 401)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://127.0.0.1:9"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({}, 200),
    ],
)
def test_another_origin_can_not_use_what_a_browser_signed_in_with(
    browser: httpx.Client, url: str, headers: dict[str, str], status: int
) -> None:
    browser.post("/v1/session", headers=shown("old"))
    assert browser.post("/v1/search", json=OXIDE, headers=headers).status_code == status


def test_nobody_signs_in_without_a_key(browser: httpx.Client, tmp_path: Path) -> None:
    assert browser.post("/v1/session").status_code == 401
    assert browser.post("/v1/session", headers=shown("wrong")).status_code == 401
    proxy = shown("between-us", **{"x-user": "ann"})
    assert browser.get("/v1/session", headers=proxy).json()["name"] == "ann"
    assert browser.post("/v1/session", headers=proxy).status_code == 422
    with house(tmp_path / "open") as url:
        asked = send("GET", f"{url}/v1/session").json()
        assert asked == {"name": None, "scopes": ["ask", "add", "admin"], "signed_in": False}
        assert send("POST", f"{url}/v1/session").status_code == 422
