"""What the API says of itself is what it does."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.serving import house


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("data")) as address:
        yield address


def test_what_a_path_does_not_take_is_told_with_all_that_it_takes(url: str) -> None:
    reply = httpx.request("PATCH", f"{url}/v1/articles")
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET, POST")
    assert httpx.put(f"{url}/v1/search").headers["allow"] == "POST"


@pytest.mark.parametrize("day", ["0", "1767225600", "2026-1-1", "20260101", "May"])
def test_a_number_is_no_day(url: str, day: str) -> None:
    for name in ("published_from", "published_to"):
        assert httpx.get(f"{url}/v1/articles", params={name: day}).status_code == 422
    body = {"query": "x", "filters": {"as_of": day}}
    assert httpx.post(f"{url}/v1/search", json=body).status_code == 422
    body = {"query": "x", "filters": {"as_of": 1767225600}}
    assert httpx.post(f"{url}/v1/search", json=body).status_code == 422


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/v1/answers", b"\xff"),
        ("/v1/answers", b"{}"),
        ("/v1/search", b"\xff"),
        ("/v1/chat/completions", b"\xff"),
        ("/v1/chat/completions", b'{"model": "x", "messages": []}'),
        ("/v1/articles", b"\xff"),
        ("/v1/answers/x/feedback", b"\xff"),
    ],
)
def test_every_status_is_described(url: str, path: str, content: bytes) -> None:
    headers = {"content-type": "application/json"}
    status = httpx.post(f"{url}{path}", content=content, headers=headers).status_code
    paths: dict[str, Any] = httpx.get(f"{url}/openapi.json").json()["paths"]
    described = paths[path.replace("/x/", "/{id}/")]["post"]["responses"]
    assert str(status) in described


def test_what_is_refused_is_described_as_the_problem_that_it_is(url: str) -> None:
    """FastAPI describes a reply of its own where a route does not say what it refuses with."""
    described = httpx.get(f"{url}/openapi.json").text
    assert "HTTPValidationError" not in described


def test_texts_are_described_with_the_lengths_that_are_taken(url: str) -> None:
    schemas = httpx.get(f"{url}/openapi.json").json()["components"]["schemas"]
    question = schemas["Question"]["properties"]
    assert (question["question"]["minLength"], question["question"]["maxLength"]) == (1, 4000)
    assert (question["limit"]["minimum"], question["limit"]["maximum"]) == (1, 50)
    assert schemas["SearchRequest"]["properties"]["query"]["minLength"] == 1
