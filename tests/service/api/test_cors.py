"""Pages of other origins may use the API from a browser where a setting names them, and else not."""

from collections.abc import Sequence

import httpx
import pytest

from service.api import create_app
from service.api.startup import Startup
from service.settings import load

PAGE = "https://chat.example"


def _never(*_: object) -> None:
    raise AssertionError("nothing is opened")


async def asked(origins: Sequence[str], method: str, path: str, **headers: str) -> httpx.Response:
    app = create_app(Startup(_never, _never, _never), origins=origins)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.request(method, path, headers={"origin": PAGE, **headers})


def allowed(reply: httpx.Response) -> str | None:
    named: str | None = reply.headers.get("access-control-allow-origin")
    return named


WANTS = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
}


@pytest.mark.parametrize(
    ("origins", "allows"), [("", None), (f"https://a.example, {PAGE}", PAGE), (f"{PAGE}s", None)]
)
async def test_only_pages_that_a_setting_names_may_ask(origins: str, allows: str | None) -> None:
    named = load(cors_origins=origins).cors_origins
    first = await asked(named, "OPTIONS", "/v1/chat/completions", **WANTS)
    assert allowed(first) == allows
    assert first.is_success == (allows is not None)
    assert allowed(await asked(named, "GET", "/livez")) == allows


async def test_no_page_may_send_what_a_browser_keeps_of_a_sign_in() -> None:
    first = await asked([PAGE], "OPTIONS", "/v1/answers", **WANTS)
    assert "access-control-allow-credentials" not in first.headers
