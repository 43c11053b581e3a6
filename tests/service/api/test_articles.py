"""The routes for articles, over a real server and real parts."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.api.startup import Startup
from service.service import Service
from tests.fakes import WordEmbedding
from tests.serving import house, opener, serving

KESSANDRA = {
    "id": "kessandra",
    "title": "Kessandra's year",
    "text": "Kessandra made 3,410 tonnes of oxide in 2025.\r\n\r\nThe plant was shut.",
    "outlet": "The Ledger",
    "published": "2026-04-23",
    "url": "https://example.com/kessandra",
    "author": "Ann Reporter",
}
EVENTS = {"accept": "text/event-stream"}


class Moody(WordEmbedding):
    """Fails on one word."""

    def _get_text_embedding(self, text: str) -> list[float]:
        if "unembeddable" in text:
            raise ValueError("no vector for this")
        return super()._get_text_embedding(text)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data"), embed=Moody) as url:
        yield url


@pytest.fixture
def client(shared: str) -> Iterator[httpx.Client]:
    """A client of a service that holds no articles at the start of each test."""
    with httpx.Client(base_url=shared, timeout=60) as opened:
        for article in opened.get("/v1/articles", params={"limit": 1000}).json()["articles"]:
            opened.delete(f"/v1/articles/{article['id']}")
        yield opened


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not met():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def indexed(client: httpx.Client, id_: str, version: int = 1) -> dict[str, Any]:
    article: dict[str, Any] = {}

    def met() -> bool:
        article.update(client.get(f"/v1/articles/{id_}").json())
        return (article.get("state"), article.get("version")) == ("indexed", version)

    until(met)
    return article


def events_of(reply: httpx.Response) -> list[tuple[str, Any]]:
    frames = [frame.split("\n") for frame in reply.text.split("\n\n") if frame.startswith("event")]
    return [(name[7:], json.loads(data[6:])) for name, data in frames]


def found(client: httpx.Client, query: str) -> set[str]:
    hits = client.post("/v1/search", json={"query": query}).json()["hits"]
    return {hit["article_id"] for hit in hits}


def assert_problem(reply: httpx.Response, status: int, told: str = "") -> None:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert set(problem) == {"type", "title", "status", "detail", "hint"}
    assert told in problem["detail"]


def test_an_article_is_accepted_at_once_and_soon_found(client: httpx.Client) -> None:
    reply = client.post("/v1/articles", json=KESSANDRA)
    assert reply.status_code == 202
    [taken] = reply.json()["articles"]
    assert taken == {
        "id": "kessandra", "uri": "https://example.com/kessandra", "version": 1,
        "outcome": "added", "state": taken["state"], "problem": None, "copy_of": None,
    }  # fmt: skip
    article = indexed(client, "kessandra")
    assert {name: article[name] for name in KESSANDRA if name != "text"} == {
        name: value for name, value in KESSANDRA.items() if name != "text"
    }
    assert article["raw"] == KESSANDRA["text"]
    assert found(client, "oxide") == {"kessandra"}


def test_the_same_article_again_is_unchanged_and_another_text_a_new_version(
    client: httpx.Client,
) -> None:
    """Promise 8."""
    client.post("/v1/articles", json=KESSANDRA, headers=EVENTS)
    [again] = client.post("/v1/articles", json=KESSANDRA).json()["articles"]
    assert (again["outcome"], again["state"], again["version"]) == ("unchanged", "indexed", 1)
    changed = {**KESSANDRA, "text": "Kessandra made 9 tonnes of oxide."}
    [newer] = client.post("/v1/articles", json=changed).json()["articles"]
    assert (newer["outcome"], newer["version"]) == ("changed", 2)
    indexed(client, "kessandra", version=2)


def test_an_article_without_a_name_is_known_by_its_text(client: httpx.Client) -> None:
    first, second = (
        client.post("/v1/articles", json={"title": "T", "text": "Some words here."}).json()
        for _ in range(2)
    )
    assert first["articles"][0]["uri"].startswith("assay:")
    assert second["articles"][0]["id"] == first["articles"][0]["id"]
    assert second["articles"][0]["outcome"] == "unchanged"


def test_in_a_batch_a_bad_article_fails_alone_and_is_named_by_its_place(
    client: httpx.Client,
) -> None:
    """Promise 13."""
    bad: list[Any] = [
        {"title": "T"}, {"title": "T", "text": " \n"}, {"title": "T", "text": "a", "txt": "b"},
        {"title": 7, "text": "a"}, {"title": "T", "text": "a\0b"}, {"title": "\ud800", "text": "a"},
        {"title": "x" * 100_000, "text": "a"}, {"title": "T", "text": "a", "published": "May"},
        {"id": "a/b", "title": "T", "text": "a"}, {"title": "T", "text": "x" * 20_000_001},
        "x", None, 3, [], {"\udfff": 1},
    ]  # fmt: skip
    batch = [*bad, KESSANDRA]
    reply = client.post(
        "/v1/articles",
        content=json.dumps({"articles": batch}),
        headers={"content-type": "application/json"},
    )
    assert reply.status_code == 202, reply.text
    told = reply.json()
    assert [taken["id"] for taken in told["articles"]] == ["kessandra"]
    assert [refused["place"] for refused in told["failed"]] == list(range(len(bad)))
    assert told["failed"][0]["problem"] == "It has no text."
    assert told["failed"][9]["problem"] == "It is too large (20 MB, at most 20 MB)."
    assert all(refused["problem"] and len(refused["problem"]) < 500 for refused in told["failed"])
    indexed(client, "kessandra")


def test_the_events_tell_of_each_article_and_last_of_all(client: httpx.Client) -> None:
    batch = [
        KESSANDRA,
        {"title": "T"},
        {"id": "odd", "title": "T", "text": "This is unembeddable text."},
    ]
    reply = client.post("/v1/articles", json={"articles": batch}, headers=EVENTS)
    assert reply.status_code == 202
    events = events_of(reply)
    assert [name for name, _ in events[:3]] == ["accepted", "accepted", "failed"]
    assert events[2][1]["place"] == 1
    ends = {data["id"]: (name, data["state"]) for name, data in events[3:-1]}
    assert ends == {"kessandra": ("indexed", "indexed"), "odd": ("failed", "failed")}
    name, report = events[-1]
    assert name == "done"
    assert [taken["state"] for taken in report["articles"]] == ["indexed", "failed"]
    assert "no vector for this" in report["articles"][1]["problem"]
    assert client.get("/v1/articles/odd").json()["state"] == "failed"
    assert found(client, "oxide") == {"kessandra"}


def test_what_is_indexed_already_needs_no_waiting(client: httpx.Client) -> None:
    client.post("/v1/articles", json=KESSANDRA, headers=EVENTS)
    again = events_of(client.post("/v1/articles", json=KESSANDRA, headers=EVENTS))
    assert [name for name, _ in again] == ["accepted", "done"]


def test_the_same_key_gives_the_first_reply_again(client: httpx.Client) -> None:
    keyed = {"idempotency-key": "an import, once"}
    first = client.post("/v1/articles", json=KESSANDRA, headers=keyed)
    indexed(client, "kessandra")
    again = client.post("/v1/articles", json=KESSANDRA, headers=keyed)
    assert (again.status_code, again.json()) == (202, first.json())
    streamed = events_of(client.post("/v1/articles", json=KESSANDRA, headers={**keyed, **EVENTS}))
    assert streamed[0] == ("accepted", first.json()["articles"][0])
    assert streamed[-1][1]["articles"][0]["state"] == "indexed"
    other = client.post("/v1/articles", json={**KESSANDRA, "title": "Other"}, headers=keyed)
    assert_problem(other, 409, "another body")


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(client: httpx.Client, key: str) -> None:
    reply = client.post("/v1/articles", json=KESSANDRA, headers={"idempotency-key": key})
    assert_problem(reply, 422, "Idempotency-Key")
    assert client.get("/v1/articles").json()["total"] == 0


def test_put_makes_an_article_or_replaces_it(client: httpx.Client) -> None:
    fields = {"title": "T", "text": "The tram runs daily."}
    made = client.put("/v1/articles/tram", json=fields)
    assert (made.status_code, made.json()["outcome"]) == (201, "added")
    assert made.json()["uri"] == "assay:tram"
    for id_ in ("tram", "", None):
        same = client.put("/v1/articles/tram", json={"id": id_, **fields})
        assert (same.status_code, same.json()["outcome"]) == (200, "unchanged")
    moved = {**fields, "text": "The tram stopped.", "url": "https://example.com/tram"}
    changed = client.put("/v1/articles/tram", json=moved)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert changed.json()["uri"] == "assay:tram"
    indexed(client, "tram", version=2)


@pytest.mark.parametrize(
    ("id_", "body"),
    [
        ("a%20b", {"title": "T", "text": "a"}),
        ("%00", {"title": "T", "text": "a"}),
        ("x" * 101, {"title": "T", "text": "a"}),
        ("tram", {"id": "bus", "title": "T", "text": "a"}),
        ("tram", {"articles": [{"title": "T", "text": "a"}]}),
        ("tram", []),
        ("tram", {"title": "T", "text": ""}),
        ("tram", {"title": "T", "text": "!?"}),
    ],
)
def test_what_cannot_be_put_is_refused(client: httpx.Client, id_: str, body: object) -> None:
    assert_problem(client.put(f"/v1/articles/{id_}", json=body), 422)
    assert client.get("/v1/articles").json()["total"] == 0


def test_a_removed_article_is_gone(client: httpx.Client) -> None:
    client.post("/v1/articles", json=KESSANDRA, headers=EVENTS)
    gone = client.delete("/v1/articles/kessandra")
    assert (gone.status_code, gone.content) == (204, b"")
    assert found(client, "oxide") == set()
    assert_problem(client.get("/v1/articles/kessandra"), 404)
    assert_problem(client.delete("/v1/articles/kessandra"), 404)
    assert_problem(client.delete("/v1/articles/%00"), 404)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["a", "b", "odd"]),
        ("state=failed", ["odd"]),
        ("outlet=the ledger", ["a"]),
        ("outlet=The Ledger&outlet=The Times", ["a", "b"]),
        ("language=zh", ["b"]),
        ("published_from=2026-02-01", ["b"]),
        ("published_to=2026-01-31", ["a"]),
        ("state=pending", []),
        ("cursor=a&limit=1", ["b"]),
        ("sort=newest", ["b", "a", "odd"]),
        ("sort=oldest", ["a", "b", "odd"]),
        ("sort=arrived&state=failed", ["odd"]),
        ("sort=title", ["a", "b", "odd"]),
        ("undated=true", ["odd"]),
        ("q=one", ["a"]),
        ("q=T", ["odd"]),
        ("q=unheard+of", []),
    ],
)
def test_articles_are_listed_by_what_they_are(
    client: httpx.Client, query: str, ids: list[str]
) -> None:
    batch = [
        {"id": "a", "title": "A", "text": "One.", "outlet": "The Ledger", "published": "2026-01-01"},
        {"id": "b", "title": "B", "text": "包头电车很慢。", "outlet": "The Times", "published": "2026-02-01"},
        {"id": "odd", "title": "T", "text": "This is unembeddable text."},
    ]  # fmt: skip
    client.post("/v1/articles", json={"articles": batch}, headers=EVENTS)
    listed = client.get(f"/v1/articles?{query}").json()
    assert [article["id"] for article in listed["articles"]] == ids


def test_where_no_article_has_all_words_those_with_most_come_best_first(
    client: httpx.Client,
) -> None:
    """Words without content need not stand there at all."""
    batch = [
        {"id": "tram", "title": "Trams", "text": "Orvale opened a tram line in March."},
        {"id": "both", "title": "Prices", "text": "In March terbium rose. Terbium is scarce."},
        {"id": "other", "title": "Boats", "text": "Boats run on Mondays."},
    ]
    client.post("/v1/articles", json={"articles": batch}, headers=EVENTS)

    def search(words: str) -> tuple[list[str], bool, int]:
        reply = client.get("/v1/articles", params={"q": words, "sort": "newest"}).json()
        ids = [article["id"] for article in reply["articles"]]
        return ids, reply["nearest"], reply["counts"]["matching"]

    assert search("How much did terbium rise in March") == (["both"], False, 1)
    assert search("How much did terbium cost in March") == (["both", "tram"], True, 0)
    assert search("zirconium") == ([], False, 0)


@pytest.mark.parametrize(
    "query",
    ["state=gone", "published_from=May", "published_from=2026-02-01&published_to=2026-01-01",
     "outlet=", "outlet=%00", "limit=1001", "stat=failed", "sort=best", "q=%00",
     "sort=newest&cursor=a", "sort=title&cursor=WyJuZXdlc3QiLCAiMjAyNi0wMS0wMSIsICJhIl0="],
)  # fmt: skip
def test_what_cannot_be_listed_is_refused(client: httpx.Client, query: str) -> None:
    assert_problem(client.get(f"/v1/articles?{query}"), 422)


@pytest.mark.parametrize("sort", ["id", "newest", "oldest", "arrived", "outlet", "title"])
def test_pages_in_any_order_give_each_article_once(client: httpx.Client, sort: str) -> None:
    batch = [
        {"id": f"a{n}", "title": f"T{n % 2}", "text": f"Tram {n} runs.", **more}
        for n, more in enumerate(
            [{}, {"published": "2026-01-01"}, {"published": "2026-01-01", "outlet": "The Ledger"}]
            * 2
        )
    ]
    client.post("/v1/articles", json={"articles": batch}, headers=EVENTS)
    seen: list[str] = []
    query = {"sort": sort, "limit": "2"}
    while True:
        page = client.get("/v1/articles", params=query).json()
        seen += [article["id"] for article in page["articles"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    whole = client.get("/v1/articles", params={"sort": sort}).json()
    assert seen == [article["id"] for article in whole["articles"]]
    assert sorted(seen) == [one["id"] for one in batch]
    counts = {"matching": 6, "articles": 6, "undated": 2, "pending": 0, "failed": 0, "repaired": 0}
    assert counts.items() <= whole["counts"].items()
    query = {"sort": sort, "outlet": "The Ledger", "undated": "true"}
    limited = client.get("/v1/articles", params=query).json()["counts"]
    assert (limited["articles"], limited["matching"], limited["undated"]) == (6, 0, 0)


def test_a_correction_is_a_new_version_that_outlives_the_article_being_sent_again(
    client: httpx.Client,
) -> None:
    client.post("/v1/articles", json=KESSANDRA, headers=EVENTS)
    said = {"outlet": "The Lanthanide Ledger", "published": None, "title": KESSANDRA["title"]}
    corrected = client.patch("/v1/articles/kessandra", json=said).json()
    assert (corrected["version"], corrected["outlet"]) == (2, "The Lanthanide Ledger")
    assert (corrected["published"], corrected["published_how"]) == (None, "corrected by a reader")
    told = [
        (one["field"], one["was"], one["value"], one["who"]) for one in corrected["corrections"]
    ]
    assert told == [
        ("outlet", "The Ledger", "The Lanthanide Ledger", "a reader"),
        ("published", "2026-04-23", None, "a reader"),
    ]
    indexed(client, "kessandra", 2)
    asked = {"query": "oxide", "filters": {"outlets": ["The Lanthanide Ledger"]}}
    [hit] = client.post("/v1/search", json=asked).json()["hits"]
    assert (hit["version"], hit["published"]) == (2, None)

    again = client.post("/v1/articles", json=KESSANDRA, headers=EVENTS)
    assert '"outcome":"unchanged"' in again.text.replace(" ", "")
    news = {**KESSANDRA, "text": "Kessandra made nothing."}
    client.post("/v1/articles", json=news, headers=EVENTS)
    shown = client.get("/v1/articles/kessandra").json()
    assert (shown["version"], shown["outlet"]) == (3, "The Lanthanide Ledger")
    assert [one["version"] for one in shown["versions"]] == [3, 2, 1]


@pytest.mark.parametrize(
    "said",
    [{}, {"title": None}, {"title": " "}, {"published": "May"}, {"language": "English"},
     {"text": "No."}, {"outlet": "a\u0000"}, {"title": "T", "collections": ["no name"]}],
)  # fmt: skip
def test_what_is_no_correction_is_refused(client: httpx.Client, said: dict[str, Any]) -> None:
    client.post("/v1/articles", json=KESSANDRA, headers=EVENTS)
    assert_problem(client.patch("/v1/articles/kessandra", json=said), 422)
    assert client.get("/v1/articles/kessandra").json()["version"] == 1
    assert_problem(client.patch("/v1/articles/unknown", json={"title": "T"}), 404)


BAD_BODIES: list[Any] = [
    {}, [], "x", 3, {"title": "T"}, {"title": "T", "text": ""}, {"title": "T", "text": 7},
    {"title": "T", "text": "a", "lang": "en"}, {"title": "T", "text": "a", "language": "English"},
    {"title": "x" * 100_000, "text": "a"},
    {"title": "T", "text": "a\0b"}, {"articles": []}, {"articles": {}}, {"articles": None},
    {"articles": "x"}, {"articles": [KESSANDRA], "text": "a"}, {"articles": [{}] * 10_001},
]  # fmt: skip


@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda body: ascii(body)[:40])
def test_what_is_no_article_is_refused_whole(client: httpx.Client, body: object) -> None:
    """Promise 13."""
    assert_problem(client.post("/v1/articles", json=body), 422)
    assert_problem(client.post("/v1/articles", json=body, headers=EVENTS), 422)
    assert client.get("/v1/articles").json()["total"] == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"null", b'{"title": "\\ud800", "text": "a"}', b"[" * 5000],
)
def test_what_is_no_json_is_refused(client: httpx.Client, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    reply = client.post("/v1/articles", content=content, headers=headers)
    assert 400 <= reply.status_code < 500
    assert_problem(reply, reply.status_code)


def test_articles_may_be_longer_than_questions_but_not_endless(client: httpx.Client) -> None:
    wordless = {"title": "T", "text": "?!" * 3_000_000}
    assert_problem(client.post("/v1/articles", json=wordless), 422, "no words")
    reply = client.post("/v1/articles", content=b" " * 64_000_001)
    assert_problem(reply, 413, "64,000,000 bytes")


def test_two_thousand_articles_go_in_at_once_and_outlive_the_server(tmp_path: Path) -> None:
    """Promise 8: accepted means kept, and the next start carries on."""
    batch = [{"id": f"n{i}", "title": f"T {i}", "text": f"Word number {i}."} for i in range(2000)]
    with house(tmp_path) as url:
        reply = httpx.post(f"{url}/v1/articles", json={"articles": batch}, timeout=120)
        assert (reply.status_code, len(reply.json()["articles"])) == (202, 2000)
        assert httpx.get(f"{url}/v1/status").json()["pending"] > 0
    with serving(Startup(opener(tmp_path), _nothing, print)) as url:
        until(lambda: _counts(url)["articles"] == 2000)
        before = _counts(url)["indexed"]
        until(lambda: _counts(url)["indexed"] > before)


async def _nothing(_: Service) -> None: ...


def _counts(url: str) -> dict[str, int]:
    reply = httpx.get(f"{url}/v1/status")
    counts: dict[str, int] = reply.json() if reply.is_success else {"articles": 0}
    return counts


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.com", "x"])
def test_an_address_that_leads_to_no_page_is_refused(client: httpx.Client, url: str) -> None:
    fields = {"text": "The kiln fired.", "url": url}
    for reply in (
        client.post("/v1/articles", json=fields),
        client.put("/v1/articles/one", json=fields),
    ):
        assert_problem(reply, 422, "leads to no page of the web")
    batch = client.post("/v1/articles", json={"articles": [fields]}).json()
    assert batch["articles"] == []
    assert "leads to no page of the web" in batch["failed"][0]["problem"]
    for name, text in (
        ("a.jsonl", json.dumps(fields)),
        ("a.md", f"---\nurl: {json.dumps(url)}\n---\nThe kiln fired."),
    ):
        as_bytes = {"content-type": "application/octet-stream"}
        sent = client.post(
            "/v1/files", params={"name": name}, content=text.encode(), headers=as_bytes
        )
        assert sent.status_code == 202
    told = client.get("/v1/articles").json()["articles"]
    assert [one["url"] for one in told] == [None, None]
