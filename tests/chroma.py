"""A real Chroma server on loopback."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 60  # seconds


@contextmanager
def chroma(folder: Path) -> Iterator[str]:
    """The URL of a server that keeps its data in a folder, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = shutil.which("chroma", path=str(Path(sys.executable).parent))
    assert program, "chroma is not installed beside Python"
    options = ["--host", "127.0.0.1", "--port", str(port), "--path", str(folder)]
    with subprocess.Popen(
        [program, "run", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait(server, f"http://127.0.0.1:{port}/api/v2/heartbeat")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _wait(server: subprocess.Popen[bytes], heartbeat: str) -> None:
    patient_until = time.monotonic() + _PATIENCE
    while True:
        assert server.poll() is None, "the Chroma server ended"
        try:
            with urllib.request.urlopen(heartbeat, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < patient_until, "the Chroma server did not answer"
            time.sleep(0.05)
