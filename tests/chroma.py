"""A real Chroma server on loopback, and one that falls silent."""

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from evals import servers


@contextmanager
def chroma(folder: Path) -> Iterator[str]:
    """The URL of a server that keeps its data in a folder, once it answers."""
    with servers.chroma(folder) as (url, _):
        yield url


@contextmanager
def falling_silent(behind: str, after: int) -> Iterator[str]:
    """The URL of a server that passes some requests on to another, and never answers the rest."""
    over, left = threading.Event(), threading.Semaphore(after)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_request(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if not left.acquire(blocking=False):
                over.wait()
                return
            kind = {"content-type": "application/json"}
            asked = urllib.request.Request(behind + self.path, body or None, kind)
            with urllib.request.urlopen(asked) as reply:
                answer = reply.read()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = handle_request  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            over.set()
            server.shutdown()
