"""What stands at a URL, brought without being led into the network that Assay runs in.

A host is resolved once, every address that it has is checked, and the connection goes to a checked
address: a name that changes its address between check and connection gains nothing. Every redirect
is checked anew.
"""

# ruff: noqa: ARG002  the base classes name the arguments

import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore
import httpx

from index.errors import ArticleRefused

MAX_BYTES = 20_000_000
_REDIRECTS = 5
_HEADERS = (("User-Agent", "Assay"), ("Accept", "*/*"), ("Accept-Encoding", "gzip, identity"))

Address = IPv4Address | IPv6Address
Allowed = Callable[[Address], bool]
Resolve = Callable[[str, int], Sequence[Address]]

_UNICAST = ip_network("2000::/3")  # all others are private, or stand for IPv4 addresses
_REFUSED = tuple(
    map(
        ip_network,
        # 6to4 relays, documentation, Teredo and 6to4, which carry IPv4 addresses inside
        ("192.88.99.0/24", "3fff::/20", "2001::/32", "2002::/16"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a URL answered with, after redirects."""

    url: str
    content_type: str
    charset: str | None
    data: bytes


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet."""
    return (
        address.is_global
        and not address.is_multicast
        and (address.version == 4 or address in _UNICAST)
        and not any(
            address in network for network in _REFUSED if network.version == address.version
        )
    )


def addresses(host: str, port: int) -> list[Address]:
    """All addresses of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


def fetch(
    url: str,
    *,
    types: Collection[str] = (),
    allowed: Allowed = is_public,
    resolve: Resolve = addresses,
    seconds: float = 30,
) -> Fetched:
    """What stands at `url`: a text, or of one of these content types. Raises `ArticleRefused`."""
    deadline = _Deadline(time.monotonic() + seconds)
    backend = _CheckedBackend(allowed, resolve, deadline)
    here = there = _checked(url)
    with httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=backend) as pool:
        for _ in range(_REDIRECTS + 1):
            answer = _get(pool, there, deadline, types)
            if isinstance(answer, Fetched):
                return answer
            there = _redirected(there, answer, here.port)
    raise ArticleRefused(f"leads on and on (over {_REDIRECTS} redirects)", "Give its last URL.")


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)  # takes half a second


def _checked(text: str) -> httpx.URL:
    """A URL that may be asked for. Raises `ArticleRefused`."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise ArticleRefused(f"is no URL: {error}", "Look at how it is written.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise ArticleRefused("is no http or https URL", "Give a URL that a browser opens.")
    if url.userinfo:
        raise ArticleRefused("holds a user name or password", "Give a URL that needs none.")
    last = url.raw_host.decode("ascii").rstrip(".").rsplit(".", 1)[-1].lower()
    if re.fullmatch(r"\d+|0x[0-9a-f]*", last) and not _is_plain(url.host):
        raise ArticleRefused("hides an address in an odd spelling", "Write it as 192.0.2.1.")
    return url.copy_with(fragment=None)


def _is_plain(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _redirected(here: httpx.URL, location: str, port: int | None) -> httpx.URL:
    """Where a redirect leads: to an ordinary port, or to the one that the user gave."""
    try:
        there = _checked(str(here.join(location)))
    except httpx.InvalidURL as error:
        raise ArticleRefused(f"leads to no URL: {error}") from error
    if there.port not in (None, 80, 443, port):
        raise ArticleRefused(f"leads to port {there.port}", "Give the URL itself, if you trust it.")
    return there


def _get(
    pool: httpcore.ConnectionPool, url: httpx.URL, deadline: "_Deadline", types: Collection[str]
) -> Fetched | str:
    """What a URL answers with, or where it redirects to. Raises `ArticleRefused`."""
    headers = [("Host", url.netloc.decode("ascii")), *_HEADERS]
    try:
        with pool.stream("GET", str(url), headers=headers) as response:
            return _read(response, url, deadline, types)
    except httpcore.TimeoutException as error:
        raise ArticleRefused("took longer than it may", "Try later.") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ArticleRefused(f"can't be fetched: {reason}", "Try it in a browser.") from error


def _read(
    response: httpcore.Response, url: httpx.URL, deadline: "_Deadline", types: Collection[str]
) -> Fetched | str:
    headers = httpx.Headers(response.headers)
    if response.status in (301, 302, 303, 307, 308) and "location" in headers:
        return headers["location"]
    if response.status != 200:
        raise ArticleRefused(f"answered with status {response.status}", "Try it in a browser.")
    kind, _, parameters = headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind and not kind.startswith("text/") and kind not in types:
        raise ArticleRefused(
            f"is of a kind that is not read ({kind})", "Save it as a file of a kind that is."
        )
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    return Fetched(
        url=str(url),
        content_type=kind,
        charset=charset[1] if charset else None,
        data=_body(response.iter_stream(), headers.get("content-encoding", "").lower(), deadline),
    )


def _body(parts: Iterable[bytes], coding: str, deadline: "_Deadline") -> bytes:
    """A body that is no larger than it may be, unpacked too."""
    data = bytearray()
    for part in parts:
        deadline.left()
        data += part
        _refuse_large(len(data))
    if coding in ("gzip", "x-gzip"):
        unpacking = zlib.decompressobj(wbits=31)
        try:
            data = bytearray(unpacking.decompress(data, MAX_BYTES + 1))
        except zlib.error as error:
            raise ArticleRefused(f"is damaged: {error}", "Try later.") from error
        _refuse_large(len(data))
        if not unpacking.eof:
            raise ArticleRefused("is damaged: it ends too early", "Try later.")
    elif coding not in ("", "identity"):
        raise ArticleRefused(f"is packed in an unknown way ({coding})", "Save the page as a file.")
    return bytes(data)


def _refuse_large(size: int) -> None:
    if size > MAX_BYTES:
        raise ArticleRefused(
            f"is too large (over {MAX_BYTES / 1e6:.0f} MB)", "Save it, and cut it."
        )


@dataclass(frozen=True, slots=True)
class _Deadline:
    """One end for all: a server that sends a byte every second must not hold us for hours."""

    end: float

    def left(self) -> float:
        """Seconds that are left. Raises `httpcore.ReadTimeout` when there are none."""
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout
        return seconds


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to no others."""

    def __init__(self, allowed: Allowed, resolve: Resolve, deadline: _Deadline) -> None:
        self._allowed, self._resolve, self._deadline = allowed, resolve, deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                stream = self._plain.connect_tcp(str(address), port, self._deadline.left())
            except httpcore.ConnectError as error:
                problem = error
            else:
                return _TimedStream(stream, self._deadline)
        raise problem

    def _addresses(self, host: str, port: int) -> Sequence[Address]:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise ArticleRefused(
                f"can't be fetched: {host} is not known", "Look at how it is written."
            ) from error
        for address in found:
            if not self._allowed(address):
                raise ArticleRefused(
                    f"leads to {address}, which is not on the open internet",
                    "Save the page as a file, and add that.",
                )
        return found


class _TimedStream(httpcore.NetworkStream):
    """A connection all of whose waiting counts towards one deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
