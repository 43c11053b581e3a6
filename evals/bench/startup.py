"""How long Assay takes to start, and how much memory the started service holds."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import httpx
import psutil

from evals.articles import CORPUS
from evals.bench.rows import CouldNotMeasure, Row, median_row
from evals.bench.sample import questions
from evals.servers import environment, free_port

_STARTS = 3
_HELPS = 5
_QUESTIONS = 20
WITHIN = 300.0  # seconds that a start may take
_POLL = 0.02  # seconds between two looks, so times are that exact
_STOP = 20.0  # seconds that the service has for its end
READY = "Assay answers at"  # what `assay serve` says once its articles are in


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process on, and megabytes after some questions."""

    livez: float
    readyz: float
    articles_in: float
    resident: float


@dataclass(frozen=True, slots=True)
class Running:
    """A process, when it was started, and the file that holds what it says."""

    process: subprocess.Popen[bytes]
    begun: float
    output: Path

    def seconds_until(self, what: str, happens: Callable[[], bool], within: float) -> float:
        """Wait for something that must come within so many seconds of the process's start.

        Raises `CouldNotMeasure`.
        """
        while not happens():
            if self.process.poll() is not None:
                raise CouldNotMeasure(f"The service ended before {what}.", self.said())
            if perf_counter() - self.begun > within:
                raise CouldNotMeasure(f"After {within:g} s still not: {what}.", self.said())
            sleep(_POLL)
        return perf_counter() - self.begun

    def said(self) -> str:
        """All that the process has written."""
        return self.output.read_text(encoding="utf-8", errors="replace").strip()

    def resident(self) -> float:
        """The memory of the process and its children that is in use now, in megabytes."""
        process = psutil.Process(self.process.pid)
        family = (process, *process.children(recursive=True))
        return sum(one.memory_info().rss for one in family) / 1e6


def startup(starts: int = _STARTS) -> list[Row]:
    """CPU seconds of `assay --help`; seconds and memory of `assay serve`.

    The first start takes in the sample articles, the second one finds them in place.
    """
    helps = [cpu_seconds([*assay(), "--help"]) for _ in range(_HELPS)]
    pairs = [_start_twice() for _ in range(starts)]
    first, second = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return [
        median_row("help CPU s", helps, "s"),
        *start_rows("first start", first),
        *start_rows("second start", second),
    ]


def start_rows(name: str, starts: Sequence[Start]) -> list[Row]:
    """The medians of some starts."""
    return [
        median_row(f"{name} livez s", [start.livez for start in starts], "s"),
        median_row(f"{name} readyz s", [start.readyz for start in starts], "s"),
        median_row(f"{name} articles in s", [start.articles_in for start in starts], "s"),
        median_row(f"{name} resident MB", [start.resident for start in starts], "MB"),
    ]


def assay() -> list[str]:
    """The `assay` command of this environment."""
    script = Path(sys.executable).with_name("assay")
    if script.exists():
        return [str(script)]
    return [sys.executable, "-c", "from service.cli import main; main()"]


def cpu_seconds(command: Sequence[str]) -> float:
    """User and system seconds that a command takes. Raises `CouldNotMeasure`."""
    before = _children_cpu()
    done = subprocess.run(command, env=environment(), capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise CouldNotMeasure(f"`{' '.join(command)}` failed.", said)
    return _children_cpu() - before


def measure_start(command: Sequence[str], port: int, folder: Path, within: float = WITHIN) -> Start:
    """Start a service that will listen at `port`, ask it some questions, and stop it.

    Raises `CouldNotMeasure`.
    """
    here = f"http://127.0.0.1:{port}"
    with running(command, folder) as server, httpx.Client(base_url=here, trust_env=False) as http:
        livez = server.seconds_until("/livez answered", lambda: _is_ok(http, "/livez"), within)
        readyz = server.seconds_until("/readyz answered", lambda: _is_ok(http, "/readyz"), within)
        articles_in = server.seconds_until(
            "its articles were in", lambda: READY in server.said(), within
        )
        for sample in questions()[:_QUESTIONS]:
            _ask(http, sample.question)
        return Start(livez, readyz, articles_in, server.resident())


@contextmanager
def running(
    command: Sequence[str], folder: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a command in `folder`, with these settings, until the context ends and no longer."""
    output = folder / "output.txt"
    with output.open("wb") as said:
        begun = perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment(), **(settings or {})},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Running(process, begun, output)
    finally:
        _stop(process)


def _start_twice() -> tuple[Start, Start]:
    """A first start that takes in the sample articles, and a second one on the same directory."""
    with TemporaryDirectory(prefix="assay-bench-") as name:
        folder = Path(name)
        return _start(folder, "--add", str(CORPUS)), _start(folder)


def _start(folder: Path, *options: str) -> Start:
    port = free_port()
    serve = ("serve", "--port", str(port), "--data", str(folder / "data"))
    return measure_start([*assay(), *serve, *options], port, folder)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _is_ok(http: httpx.Client, path: str) -> bool:
    try:
        return http.get(path).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _ask(http: httpx.Client, question: str) -> None:
    try:
        http.post("/v1/answers", json={"question": question}, timeout=60).raise_for_status()
    except httpx.HTTPError as error:
        raise CouldNotMeasure(f"The service did not answer “{question}”.", str(error)) from error


def _children_cpu() -> float:
    """CPU seconds of all child processes that have ended."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
