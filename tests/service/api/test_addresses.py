"""Articles by their addresses, over HTTP."""

from functools import partial
from pathlib import Path

import httpx

from index.fetching import fetch
from service.receiving import receive_address
from tests.index.test_fetching import on_loopback, serving
from tests.serving import house, opener

PAGE = b"<html><title>Trams</title><body><article><p>Trams run on Sundays again.</p></article>"


async def test_what_stands_at_an_address_is_accepted(tmp_path: Path) -> None:
    with serving({"/": (200, {"Content-Type": "text/html"}, PAGE)}) as address:
        bring = partial(fetch, allowed=on_loopback)
        async with opener(tmp_path)() as service:
            intake = await receive_address(service, f"{address}/", fetch=bring)
            [taken] = intake.articles
            assert taken.outcome == "added"
            text = (await service.catalogue.article(taken.id)).text
            assert "Trams run on Sundays again." in text


def test_no_address_leads_into_the_server_s_own_network(tmp_path: Path) -> None:
    with house(tmp_path) as url:
        for address in (f"{url}/livez", "http://169.254.169.254/latest", "http://[::1]/"):
            reply = httpx.post(f"{url}/v1/addresses", json={"url": address}, timeout=60)
            [failed] = reply.json()["failed"]
            assert (reply.status_code, reply.json()["articles"]) == (202, []), address
            assert "open internet" in failed["problem"], failed
        for address in ("file:///etc/passwd", "/etc/passwd", ""):
            assert httpx.post(f"{url}/v1/addresses", json={"url": address}).status_code == 422
