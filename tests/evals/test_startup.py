"""Starting and stopping, with stand-ins for the service."""

import sys
from pathlib import Path

import psutil
import pytest

from evals.bench.rows import CouldNotMeasure
from evals.bench.startup import (
    Start,
    assay,
    cpu_seconds,
    measure_start,
    running,
    start_rows,
)
from evals.servers import free_port

_STAND_IN = """
import http.server, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    do_POST = do_GET

server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print("Assay answers at", os.environ.get("ASSAY_MODEL"), flush=True)
server.serve_forever()
"""
_SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_help_takes_some_cpu_time() -> None:
    assert cpu_seconds([*assay(), "--help"]) > 0


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(CouldNotMeasure, match="failed") as raised:
        cpu_seconds([sys.executable, "-c", "raise SystemExit('no such thing')"])

    assert raised.value.hint == "no such thing"


def test_a_service_that_never_gets_ready_is_reported_and_stopped(tmp_path: Path) -> None:
    before = set(psutil.Process().children())

    with pytest.raises(CouldNotMeasure, match=r"After 0\.3 s still not: /livez answered"):
        measure_start(_SLEEPS, 9, tmp_path, within=0.3)

    assert set(psutil.Process().children()) == before


def test_a_service_that_ends_is_reported_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('the port is taken')"]

    with pytest.raises(CouldNotMeasure, match="ended before /livez answered") as raised:
        measure_start(command, 9, tmp_path)

    assert raised.value.hint == "the port is taken"


def test_a_start_is_measured_without_the_settings_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_MODEL", "a-model-that-costs")
    port = free_port()

    start = measure_start([sys.executable, "-c", _STAND_IN, str(port)], port, tmp_path, within=30)

    assert 0 < start.livez <= start.readyz <= start.articles_in
    assert start.resident > 1
    assert (tmp_path / "output.txt").read_text().startswith("Assay answers at None")


def test_a_process_is_stopped_when_its_context_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), running(_SLEEPS, tmp_path) as server:
        _ = 1 / 0

    assert server.process.returncode is not None


def test_rows_name_the_start_and_the_unit() -> None:
    rows = start_rows("first start", [Start(1.0, 2.0, 3.0, 400.0), Start(2.0, 3.0, 4.0, 500.0)])

    assert [(row.name, row.value, row.unit) for row in rows] == [
        ("first start livez s", 1.5, "s"),
        ("first start readyz s", 2.5, "s"),
        ("first start articles in s", 3.5, "s"),
        ("first start resident MB", 450.0, "MB"),
    ]
