"""A Hugging Face hub on this machine, with one model of which it tells what was asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from pathlib import Path
from threading import Thread

import pytest
from huggingface_hub import constants

NAME = "somebody/tiny"
_COMMIT = "c0ffee" + 34 * "0"


@contextmanager
def hub(model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The paths that were asked for; `model` is the folder of what is there as `NAME`."""
    asked: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.startswith(f"/api/models/{NAME}/revision/"):
                self._send(dumps({"id": NAME, "sha": _COMMIT, "siblings": []}).encode())
            elif self.path.startswith(f"/api/models/{NAME}/tree/"):
                self._send(dumps([_entry(file) for file in sorted(model.iterdir())]).encode())
            elif self.path.startswith(f"/{NAME}/resolve/{_COMMIT}/"):
                self._send((model / self.path.rpartition("/")[2]).read_bytes())
            else:
                self.send_response(404)
                self.send_header("X-Error-Code", "RepoNotFound")
                self.end_headers()

        do_HEAD = do_GET  # noqa: N815  as the base class names it

        def _send(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("ETag", f'"{sha1(body).hexdigest()}"')
            self.send_header("X-Repo-Commit", _COMMIT)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    url = here + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "ENDPOINT", here)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    try:
        yield asked
    finally:
        server.shutdown()
        server.server_close()


def _entry(file: Path) -> dict[str, object]:
    data = file.read_bytes()
    oid = sha1(data).hexdigest()
    return {"type": "file", "path": file.name, "size": len(data), "oid": oid}
