"""What stands at a URL is brought, unless it leads into the network that we run in."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest

from index.errors import ArticleRefused
from index.fetching import Address, Fetched, fetch, is_public
from index.model import Received
from index.reading import Unreadable, read

HTML = "text/html; charset=gb18030"
PAGE = (
    "<html><head><title>电车</title></head><body><article><p>包头市的新电车线路昨天开通，沿线共有十二个车站，票价为两元。</p>"
    "<p>市民表示，电车比公交车更安静，也更准时，明年还将开通第二条线路，请大家乘坐。</p></article></body></html>"
)
Answer = tuple[int, dict[str, str], bytes]


def ok(kind: str, body: bytes, **more: str) -> Answer:
    return 200, {"Content-Type": kind} | {k.replace("_", "-"): v for k, v in more.items()}, body


def to(location: str) -> Answer:
    return 302, {"Location": location}, b""


@contextmanager
def serving(answers: dict[str, Answer]) -> Iterator[str]:
    """The URL of a server on loopback that gives these answers by path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def on_loopback(address: Address) -> bool:
    return address.is_loopback


get: Callable[[str], Fetched] = partial(fetch, allowed=on_loopback)


def why(url: str, bring: Callable[[str], Fetched] = get) -> str:
    with pytest.raises(ArticleRefused) as caught:
        bring(url)
    return caught.value.message


def test_a_url_is_read_as_what_it_answers_with() -> None:
    rss = b"<rss><channel><item><description>Buses run.</description></item></channel></rss>"
    answers = {
        "/2023/04/05/a": ok(HTML, PAGE.encode("gb18030")),
        "/b.md": ok("text/plain", b"---\ntitle: Trams\n---\nTrams run."),
        "/feed": ok("text/html", rss),
        "/gone": (404, {}, b""),
    }
    with serving(answers) as url:
        urls = [f"{url}{path}" for path in answers]
        page, text, entry, gone = read([*urls], get)
    assert isinstance(page, Received)
    assert isinstance(text, Received)
    assert isinstance(entry, Received)
    assert "沿线共有十二个车站" in page.raw
    assert (page.uri, page.url) == (urls[0], urls[0])
    assert (page.published, page.published_how) == (date(2023, 4, 5), "URL, likely")
    assert (text.title, text.raw, entry.raw) == ("Trams", "Trams run.", "Buses run.")
    assert gone == Unreadable(urls[3], "answered with status 404", "Try it in a browser.")


def test_redirects_are_followed_a_few_times() -> None:
    around = {f"/{n}": to(f"/{n + 1}") for n in range(6)}
    with serving({**around, "/6": ok("text/plain", b"Trams run.")}) as url:
        assert get(f"{url}/1").url == f"{url}/6"
        assert "redirects" in why(f"{url}/0")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("ftp://t.example/a", "no http"),
        ("file:///etc/passwd", "no http"),
        ("http://10.0.0.1/", "not on the open internet"),
        ("http://t.example:6379/", "port 6379"),
        ("http://me:secret@t.example/", "password"),
    ],
)
def test_every_redirect_is_checked_anew(location: str, reason: str) -> None:
    with serving({"/": to(location)}) as url:
        assert reason in why(f"{url}/")


def test_loopback_is_refused_unless_someone_allows_it() -> None:
    with serving({"/": ok("text/plain", b"secret")}) as url:
        assert "not on the open internet" in why(f"{url}/", fetch)
        port = url.rsplit(":", 1)[1]
        assert "not on the open internet" in why(f"http://localhost:{port}/", fetch)
        (found,) = read([f"{url}/"])
    assert isinstance(found, Unreadable)


def test_one_refused_address_refuses_the_host() -> None:
    def resolve(host: str, port: int) -> Sequence[Address]:
        return [ip_address("93.184.216.34"), ip_address("169.254.169.254")]

    assert "169.254.169.254" in why("http://t.example/", partial(fetch, resolve=resolve))


def test_a_host_is_resolved_once_and_the_checked_address_is_used() -> None:
    """A second answer, after the check, would be the one that leads inside."""
    answers = iter([[ip_address("127.0.0.1")]])
    bring = partial(fetch, allowed=on_loopback, resolve=lambda host, port: next(answers))
    with serving({"/": ok("text/plain", b"Trams run.")}) as url:
        assert bring(url.replace("127.0.0.1", "t.example") + "/").data == b"Trams run."


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
    240.0.0.1 255.255.255.255 192.88.99.1 ::1 :: fe80::1 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1
    ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2001::1
    2001:db8::1""".split(),
)
def test_addresses_that_are_not_of_the_open_internet_are_refused(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_addresses_of_the_open_internet_are_allowed(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    """http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://127.1/
    http://127.0.0.1/ http://[::1]/ http://[::ffff:127.0.0.1]/ http://127.0.0.1./
    http://１２７.0.0.1/ http:/// http://me@t.example/ http://t..example/ http://t.example:0x50/""".split(),
)
def test_no_spelling_of_a_host_leads_inside(url: str) -> None:
    assert why(url, fetch)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (ok("image/png", b"x"), "image/png"),
        (ok("application/octet-stream", b"x"), "octet-stream"),
        (ok("text/plain", b"x" * 20_000_001), "too large"),
        (ok("text/plain", gzip.compress(bytes(30_000_000)), Content_Encoding="gzip"), "too large"),
        (ok("text/plain", b"x", Content_Encoding="br"), "packed"),
        (ok("text/plain", b"x", Content_Encoding="gzip"), "damaged"),
        (ok("text/plain", b"x", Content_Length="9"), "can't be fetched"),
    ],
)
def test_what_can_not_be_an_article_is_refused(answer: Answer, reason: str) -> None:
    with serving({"/": answer}) as url:
        assert reason in why(f"{url}/")


def test_a_packed_page_is_unpacked() -> None:
    answer = ok("text/plain", gzip.compress(b"Trams run."), Content_Encoding="gzip")
    with serving({"/": answer}) as url:
        assert get(f"{url}/").data == b"Trams run."


def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            while True:
                connection.sendall(b"H")
                time.sleep(0.05)

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert "longer than" in why(url, partial(fetch, allowed=on_loopback, seconds=0.3))
        thread.join()


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    assert "can't be fetched" in why(url)
