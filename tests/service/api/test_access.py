"""Keys of the API: who shows one may use it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import openai
import pytest
from pydantic import SecretStr

from index.model import Filters, Received
from service.backend import open_light_backend
from service.client import connect
from service.errors import AccessDenied, ServerUnreachable, SettingsInvalid
from service.settings import load
from tests.serving import house

KEYS = "key-one, key-two"


def silent(_: str) -> None: ...


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    articles = [Received(uri="test:a", id="a", title="A year", raw="Kessandra made oxide.")]
    with house(tmp_path_factory.mktemp("data"), articles, api_keys=KEYS) as address:
        yield address


CLOSED = [
    ("GET", "/v1/status"), ("POST", "/v1/answers"), ("POST", "/v1/search"), ("GET", "/v1/articles"),
    ("GET", "/v1/articles/a"), ("DELETE", "/v1/articles/a"), ("GET", "/v1/nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CLOSED)
@pytest.mark.parametrize(
    "shown", [None, "", "key-one", "Bearer", "Bearer key", "Bearer key-one, key-two",
              "Basic key-one", "Bearer clé"],
)  # fmt: skip
def test_without_a_key_nothing_of_the_api_can_be_used(
    url: str, method: str, path: str, shown: str | None
) -> None:
    headers = {} if shown is None else {b"authorization": shown.encode()}
    reply = httpx.request(
        method, url + path, headers=headers, json={} if method == "POST" else None
    )
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"
    problem = reply.json()
    assert problem["type"] == "urn:assay:problem:access-denied"
    assert "Authorization: Bearer KEY" in problem["hint"]


@pytest.mark.parametrize("key", ["key-one", "key-two"])
def test_each_key_opens_it(url: str, key: str) -> None:
    headers = {"authorization": f"Bearer {key}"}
    assert httpx.get(f"{url}/v1/status", headers=headers).json()["articles"] == 1


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/", "/web/app.js"])
def test_probes_and_the_page_stay_open(url: str, path: str) -> None:
    assert httpx.get(url + path).status_code == 200


def test_chat_clients_are_refused_in_their_own_protocol(url: str) -> None:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="wrong", max_retries=0) as client:
        with pytest.raises(openai.AuthenticationError, match="wants an API key"):
            client.models.list()
        assert client.with_options(api_key="key-one").models.list().data[0].id == "assay"


async def test_commands_show_their_key(url: str, tmp_path: Path) -> None:
    async with connect(url, silent, SecretStr("key-two")) as client:
        assert (await client.status())["articles"] == 1
        assert list(await client.search("oxide", Filters(), 3))
    async with connect(url, silent, SecretStr("wrong")) as client:
        with pytest.raises(AccessDenied, match="wants an API key"):
            await client.status()
    settings = load(data=tmp_path, api_key="key-one")
    async with open_light_backend(settings, "a test", url, silent) as backend:
        assert (await backend.article("a")).title == "A year"


async def test_commands_reach_the_server_that_holds_the_directory_with_its_own_keys(
    url: str, tmp_path: Path
) -> None:
    settings = load(data=tmp_path, api_keys=KEYS)
    async with open_light_backend(settings, "a test", url, silent) as backend:
        assert (await backend.status())["articles"] == 1
    assert "key-one" not in repr(settings)


async def test_keys_of_our_own_server_are_shown_to_no_other(tmp_path: Path) -> None:
    shown: list[str | None] = []

    class Another(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.append(self.headers["authorization"])
            self.send_error(500)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.2", 0), Another) as server:
        threading.Thread(target=server.serve_forever).start()
        for keys in ({"api_keys": KEYS}, {"api_keys": KEYS, "api_key": "theirs"}):
            settings = load(data=tmp_path, **keys)
            with pytest.raises(ServerUnreachable):
                async with open_light_backend(
                    settings, "a test", f"http://127.0.0.2:{server.server_port}", silent
                ):
                    pass
        server.shutdown()
    assert shown == [None, "Bearer theirs"]


@pytest.fixture(scope="module")
def open_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with house(tmp_path_factory.mktemp("open")) as address:
        yield address


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8321", "a.local.evil.example", "["])
def test_without_keys_no_page_can_have_its_own_name_lead_here(open_url: str, host: str) -> None:
    """Promise 10."""
    reply = httpx.get(f"{open_url}/v1/articles", headers={"host": host})
    assert reply.status_code == 421
    assert reply.json()["type"] == "urn:assay:problem:host-refused"
    assert "ASSAY_API_KEYS" in reply.json()["hint"]
    assert httpx.get(f"{open_url}/livez", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8321", "[::1]:8321", "192.0.2.7", "localhost", "assay:80", "mac.local"]
)
def test_without_keys_it_answers_to_addresses_and_names_of_this_network(
    open_url: str, host: str
) -> None:
    assert httpx.get(f"{open_url}/v1/articles", headers={"host": host}).status_code == 200


def test_with_keys_it_answers_to_any_name(url: str) -> None:
    headers = {"authorization": "Bearer key-one", "host": "assay.example.com"}
    assert httpx.get(f"{url}/v1/articles", headers=headers).status_code == 200


@pytest.mark.parametrize("setting", ["api_keys", "api_key"])
@pytest.mark.parametrize("key", ["schlüssel", "密钥", "a\tb"])
def test_a_key_that_no_header_can_carry_is_refused(setting: str, key: str) -> None:
    with pytest.raises(SettingsInvalid, match="A key can't be sent") as caught:
        load(**{setting: key})
    assert key not in str(caught.value)
